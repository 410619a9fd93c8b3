"""The sentences in the code, as the catalogues must hold them."""

import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

from tools.files import PRODUCT, ROOT

# What handlers/kit/speech.py and network/errors.py call them: t("…"), t.n("…", "…", n), t.plain("…"), N_("…").
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "n": (1, 2), "plain": (1,), "N_": None}
PROJECT = "connective-cities-bot"


def extract(root: Path = ROOT) -> Catalog:
    """Collect every sentence, with the files it stands in."""
    template = Catalog(project=PROJECT, charset="utf-8")
    for room in PRODUCT:
        for path in sorted((root / room).rglob("*.py")):
            inside = path.relative_to(root).as_posix()
            for _, message, comments, _ in extract_from_file("python", path, KEYWORDS, ["Translators:"]):
                # No true line numbers: a catalogue changes when a sentence does, not when a line moves.
                template.add(message, None, [(inside, 1)], auto_comments=comments)
    return template


def languages(root: Path = ROOT) -> list[str]:
    """List the languages that need a catalogue: the shipped charter's, but the source language."""
    charter = tomllib.loads((root / "network/shipped/network.toml").read_text("utf-8"))
    return [language for language in charter["languages"] if language != "en"]


def catalogue_file(language: str, root: Path = ROOT) -> Path:
    """Say where a language's catalogue stands."""
    return root / "locales" / language / "LC_MESSAGES" / "ccbot.po"
