"""`make messages`: bring every catalogue up to the sentences in the code; what is new waits there, untranslated.

Nothing is guessed: a sentence that changed is a new one, and what no longer stands in the code goes.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.files import ROOT
from tools.sentences import PROJECT, catalogue_file, extract, languages


def bring_up(language: str, template: Catalog, before: bytes = b"") -> tuple[bytes, int]:
    """Return a language's catalogue with the template's sentences, and how many of them lack a translation."""
    if before:
        catalogue = read_po(BytesIO(before), locale=language)
    else:
        catalogue = Catalog(
            locale=language,
            project=PROJECT,
            charset="utf-8",
            fuzzy=False,
            header_comment=f"# What the bot says, in this language: {language}.",
        )
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    lacking = sum(1 for message in catalogue if message.id and not _translated(message.string))
    return out.getvalue(), lacking


def _translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) and string else bool(string)


def main(root: Path = ROOT) -> int:
    """Write the catalogues; a line each."""
    template = extract(root)
    for language in languages(root):
        file = catalogue_file(language, root)
        file.parent.mkdir(parents=True, exist_ok=True)
        content, lacking = bring_up(language, template, file.read_bytes() if file.exists() else b"")
        file.write_bytes(content)
        print(f"{file.relative_to(root)}: {len(template)} sentences, {lacking} to translate")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
