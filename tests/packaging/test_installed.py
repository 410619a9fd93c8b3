"""The program as the image installs it: into an empty environment, from the lock, started outside the checkout."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from babel.messages.pofile import read_po

from tests.packaging.dockerfile import ROOT, build, stages

# One installation serves them all, so one worker runs them all.
pytestmark = [pytest.mark.process, pytest.mark.xdist_group("packaging")]


@dataclass
class Installed:
    """An installed program and an empty folder to start it in."""

    root: Path
    folder: Path

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        return subprocess.run(
            [self.root / "bin" / program, *arguments],
            cwd=self.folder,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def environment(self, **settings: str) -> dict[str, str]:
        passed = {name: value for name, value in os.environ.items() if not name.startswith(("CCBOT_", "PYTHON"))}
        return passed | settings


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder, _ = stages((ROOT / "Dockerfile").read_text("utf-8"))
    return build(builder, tmp_path_factory.mktemp("image"))


@pytest.fixture
def installed(root: Path, tmp_path: Path) -> Installed:
    return Installed(root, tmp_path)


@pytest.fixture
def sandbox(installed: Installed) -> Iterator[str]:
    process = subprocess.Popen(
        [installed.root / "bin" / "ccbot", "sandbox", "--port", "0"],
        cwd=installed.folder,
        env=installed.environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    yield process.stdout.readline().strip()
    os.killpg(process.pid, 15)
    process.communicate(timeout=20)


def test_neither_pip_nor_a_build_tool_came_along(installed):
    assert installed.run("python", "-m", "pip").returncode != 0
    assert installed.run("python", "-c", "import hatchling").returncode != 0
    assert not (installed.root / "bin" / "pip").exists()


def test_the_checkout_is_not_needed(installed):
    done = installed.run("python", "-c", "import bot, db, handlers, locales, network, sandbox as s; print(s.__path__)")
    assert done.returncode == 0, done.stderr
    assert str(installed.root) in done.stdout
    assert str(ROOT) not in done.stdout


def test_check_says_what_is_missing(installed):
    done = installed.run("ccbot", "check")
    assert done.returncode == 1
    lines = dict(line.split(maxsplit=2)[1::-1] for line in done.stdout.splitlines())
    assert lines == {"settings": "wrong", "network": "ok", "contact": "note", "database": "ok"}
    assert "CCBOT_TOKEN is missing" in done.stdout
    assert "network.toml: 4 regions" in done.stdout
    assert not (installed.folder / "ccbot.db").exists()


def test_migrate_brings_its_migrations_along(installed):
    done = installed.run("ccbot", "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    with sqlite3.connect(installed.folder / "ccbot.db") as database:
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
    database.close()
    assert tables > 10
    assert "is at this program's version" in installed.run("ccbot", "check").stdout


def test_all_is_well_with_a_telegram_to_talk_to(installed, sandbox):
    settings = {"CCBOT_API_URL": sandbox, "CCBOT_TOKEN": "4242:a-token-of-the-sandbox"}
    done = installed.run("ccbot", "check", **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "answers" in done.stdout


def test_the_sandbox_brings_its_page_along(sandbox):
    with urlopen(f"{sandbox}/") as reply:
        assert b"/sandbox/page/js/main.js" in reply.read()
    with urlopen(f"{sandbox}/sandbox/page/js/main.js") as reply:
        assert reply.status == 200


@pytest.mark.parametrize("language", ["fr", "ar", "de"])
def test_sentences_come_from_the_compiled_catalogue(installed, language):
    with (ROOT / f"locales/{language}/LC_MESSAGES/ccbot.po").open("rb") as file:
        message = next(m for m in read_po(file) if isinstance(m.id, str) and m.id and m.string and m.string != m.id)
    program = (
        "import json, sys, locales; "
        f"said = locales.catalogue({language!r}).gettext({message.id!r}); "
        "print(json.dumps([said, 'babel.messages' in sys.modules]))"
    )
    said, compiled_anew = json.loads(installed.run("python", "-c", program).stdout)
    assert said == message.string
    assert not compiled_anew
    folder = next(installed.root.glob(f"lib/python*/site-packages/locales/{language}/LC_MESSAGES"))
    assert {file.name for file in folder.iterdir()} >= {"ccbot.po", "ccbot.mo"}
