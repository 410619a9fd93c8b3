"""compose.yaml: valid by the specification's own schema, safe, and made of what the program understands."""

import copy
from typing import Any

import pytest

from bot.cli import parser
from bot.settings import Settings
from tools.check_compose import main, problems, read
from tools.files import ROOT

COMPOSE = read(ROOT / "compose.yaml")


def test_nothing_is_wrong(capsys):
    assert main() == 0, capsys.readouterr().out


def test_the_schema_is_asked(tmp_path, capsys):
    (tmp_path / "compose.yaml").write_text("services:\n  bot: {image: 'a:1', ports: {}}\n", "utf-8")
    assert main(tmp_path) == 1
    (tmp_path / "compose.yaml").write_text("services: [\n", "utf-8")
    assert main(tmp_path) == 1
    assert "compose.yaml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("service", "change", "says"),
    [
        ("bot", {"ports": ["8080:8080"]}, "open to the world"),
        ("bot", {"volumes": ["lost:/data"]}, "lost is not declared"),
        ("bot", {"depends_on": ["nobody"]}, "which is no service"),
        ("bot", {"depends_on": ["postgres"]}, "another profile"),
        ("bot", {"network_mode": "host"}, "more than it needs"),
        ("bot", {"restart": "no"}, "does not come back"),
        ("intake", {"ports": ["127.0.0.1:1:1"]}, "cannot share a port"),
        ("postgres", {"image": "postgres:latest"}, "not pinned"),
        ("postgres", {"healthcheck": {}}, "no health check"),
    ],
)
def test_what_would_go_wrong_is_seen(service, change, says):
    careless: dict[str, Any] = copy.deepcopy(COMPOSE)
    careless["services"][service] |= change
    (problem,) = problems(careless)
    assert says in problem


def test_alone_it_is_one_process_on_a_volume():
    (alone,) = [service for service in COMPOSE["services"].values() if "profiles" not in service]
    assert alone["volumes"] == ["data:/data"]
    assert "command" not in alone


def test_scaled_every_part_runs_and_two_take_updates():
    scaled = {name: service for name, service in COMPOSE["services"].items() if service.get("profiles") == ["scale"]}
    parts = {service["command"][1]: service for service in scaled.values() if service.get("command", [""])[0] == "run"}
    assert set(parts) == {"intake", "delivery", "clock"}
    assert parts["intake"]["deploy"]["replicas"] == 2
    for part in parts.values():
        assert part["environment"]["CCBOT_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert part["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_the_program_understands_its_commands_and_settings():
    known = {f"CCBOT_{name.upper()}" for name in Settings.model_fields}
    for service in COMPOSE["services"].values():
        if "command" in service:
            assert parser().parse_args(service["command"]).command in {"run", "migrate"}
        assert {name for name in service["environment"] if name.startswith("CCBOT_")} <= known
