"""The catalogues: `<language>/LC_MESSAGES/ccbot.po`. A new folder is a new language; no code changes."""

import gettext
import io
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
DOMAIN = "ccbot"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of one language; the English sentences themselves where there is no catalogue.

    A compiled catalogue is used when it is no older than its source, otherwise the source is compiled in memory.
    """
    folder = HERE / language / "LC_MESSAGES"
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.exists():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(source)))


def compile_catalogue(source: Path) -> bytes:
    """Compile a `.po` file to the bytes of a `.mo` file. Fuzzy entries are left out: English beats a guess."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only needed where nothing is compiled
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        parsed = read_po(file)
    buffer = io.BytesIO()
    write_mo(buffer, parsed)
    return buffer.getvalue()
