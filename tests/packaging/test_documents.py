"""What README and its neighbours say is so: settings, commands, links."""

import re
from pathlib import Path

import pytest
from aiogram.filters.callback_data import CallbackData

import handlers
from bot.settings import Settings
from tools.files import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def told_settings() -> dict[str, str]:
    """Return what README's table says: names and defaults."""
    return dict(re.findall(r"^\| `(CCBOT_[A-Z_]+)` \| ([^|]+?) \|", README, re.MULTILINE))


def default(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, bool):
        return "no" if value is False else "yes"
    if not value:
        return "none"
    return f"`{value}`"


def test_the_settings_table_is_the_program_s():
    assert told_settings() == {
        f"CCBOT_{name.upper()}": "the shipped one" if name == "network" else default(name)
        for name, field in Settings.model_fields.items()
        if not field.exclude
    }


def test_every_command_is_told_and_every_told_one_is_there():
    told = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert told == set(TARGETS) - {"help"}


def test_callback_prefixes_are_unique_and_all_told():
    handlers.features()
    rooms = [kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("handlers.")]
    line = re.search(r"Prefixes in use: (.*?)\.$", README, re.MULTILINE)
    assert line
    assert re.findall(r"`(\w+)`", line[1]) == sorted(kind.__prefix__ for kind in rooms)


def test_decisions_are_numbered_without_a_gap():
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        assert page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. "), page.name


def test_the_example_names_settings_that_there_are():
    named = set(re.findall(r"^#?(CCBOT_[A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert {"CCBOT_TOKEN", "CCBOT_OWNERS"} <= named <= {f"CCBOT_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / link.partition("#")[0]).exists(), link


@pytest.mark.parametrize("source", ["bot", "handlers", "network", "db", "locales", "sandbox", "tests", "tools"])
def test_pages_that_the_code_points_to_are_there(source):
    for path in (ROOT / source).rglob("*.py"):
        for link in re.findall(r"docs/[\w/-]+\.md", path.read_text("utf-8")):
            assert (ROOT / link).exists(), f"{path.relative_to(ROOT)}: {link}"
