"""The image's two stages, as far as they can be tried without a Docker engine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.settings import Settings
from tests.packaging.dockerfile import ROOT, stages

TEXT = (ROOT / "Dockerfile").read_text("utf-8")
BUILDER, FINAL = stages(TEXT)


def hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "hadolint", path]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_linter_has_nothing_to_say():
    done = hadolint(ROOT / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_would_speak(tmp_path):
    careless = tmp_path / "Dockerfile"
    careless.write_text("FROM python\nRUN cd /opt && pip install aiogram\n", "utf-8")
    assert hadolint(careless).returncode != 0


def test_both_stages_stand_on_the_same_pinned_python():
    assert BUILDER.base == FINAL.base
    assert BUILDER.base.startswith("python:3.")
    assert "slim" in BUILDER.base


def test_the_program_does_not_run_as_root():
    number, _, group = FINAL.all("USER")[-1].partition(":")
    assert int(number) > 0
    assert int(group) > 0
    steps = [name for name, _ in FINAL.steps]
    assert steps.index("USER") < steps.index("ENTRYPOINT")


def test_nothing_that_builds_is_in_the_result():
    (step,) = FINAL.all("RUN")
    assert "pip uninstall --yes pip" in step
    assert "ensurepip" in step
    assert FINAL.all("COPY") == ["--from=builder /opt/ccbot /opt/ccbot"]
    assert f"lib/python{FINAL.base.partition(':')[2].partition('-')[0]}/ensurepip" in step


def test_everything_installed_is_locked():
    installs = [part for step in BUILDER.all("RUN") for part in step.split("&&") if "pip" in part and "install" in part]
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-index" in install


def test_what_is_copied_is_let_through_to_the_builder():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    for sources, _ in BUILDER.copies():
        for source in sources:
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored


def test_the_whole_product_is_copied():
    copied = {source.rstrip("/") for sources, _ in BUILDER.copies() for source in sources}
    assert {"bot", "handlers", "network", "db", "locales", "sandbox"} <= copied


def test_what_the_image_sets_are_settings():
    names = {name for name in FINAL.environment() if name.startswith("CCBOT_")}
    assert names
    assert names <= {f"CCBOT_{name.upper()}" for name in Settings.model_fields}


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_the_health_check_asks_the_program(status, well):
    program, *arguments = FINAL.health_check()
    assert program == "python"
    with answering(status) as port:
        environment = {**os.environ, "CCBOT_LISTEN": f"0.0.0.0:{port}"}
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, check=False, timeout=30
        )
    assert (done.returncode == 0) is well
