"""Every catalogue says everything, and says it with the same placeholders, tags and lines as the source."""

import re
from collections import Counter
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

from tools.files import ROOT
from tools.sentences import catalogue_file, extract, languages

TAG = re.compile(r"</?[a-z][^<>]*>")
# Telegram drops these; only isolates (U+2066 to U+2069) survive.
EMBEDDINGS = re.compile("[\u202a-\u202e]")
NUMBER = "number"
MOST_TRIED = 1000  # a plural form that only one number below this asks for stands for that number


def forms(value: object) -> tuple[str, ...]:
    """Return a message's id or translation as a tuple of its forms."""
    return tuple(value) if isinstance(value, tuple | list) else (value,) if isinstance(value, str) else ()


def problems(language: str, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield what is wrong with a language's catalogue, a line each."""
    wanted_forms = get_plural(language)
    if catalogue.num_plurals != wanted_forms.num_plurals:
        yield f"the header names {catalogue.num_plurals} plural forms; {language} has {wanted_forms.num_plurals}"
        return
    if catalogue.fuzzy:
        yield "the header is marked as fuzzy"
    there = {forms(message.id): message for message in catalogue if message.id}
    needed = {forms(message.id) for message in template if message.id}
    for sentence in sorted(needed - there.keys()):
        yield f"{sentence[0]!r}: not in the catalogue; run `make messages`"
    for sentence in sorted(there.keys() - needed):
        yield f"{sentence[0]!r}: no longer in the code; run `make messages`"
    exact = exact_forms(catalogue)
    for sentence in sorted(there.keys() & needed):
        for problem in _message_problems(catalogue, there[sentence], exact):
            yield f"{sentence[0]!r}: {problem}"


def exact_forms(catalogue: Catalog) -> set[int]:
    """Say which plural forms stand for one number alone (the Arabic dual): these may do without the figure."""
    rule = c2py(catalogue.plural_expr)
    uses = Counter(rule(number) for number in range(MOST_TRIED))
    return {form for form, count in uses.items() if count == 1}


def _message_problems(catalogue: Catalog, message: Message, exact: set[int]) -> Iterator[str]:
    translations = forms(message.string)
    if not translations or not all(translations):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy: somebody should look at it and remove the mark"
    for error in message.check(catalogue):
        yield str(error)
    sources = forms(message.id)
    for number, translation in enumerate(translations):
        source = sources[0] if number == 0 else sources[-1]
        may_omit = {NUMBER} if len(translations) > 1 and number in exact else set()
        yield from _differences(source, translation, may_omit)


def _differences(source: str, translation: str, may_omit: set[str]) -> Iterator[str]:
    try:
        wanted, given = _fields(source), _fields(translation)
    except ValueError as error:
        yield f"braces: {error}"
        return
    if missing := wanted - given - may_omit:
        yield f"lacks {', '.join(f'{{{name}}}' for name in sorted(missing))}"
    if strange := given - wanted - {NUMBER if may_omit else ""}:
        yield f"names {', '.join(f'{{{name}}}' for name in sorted(strange))}, which nobody fills in"
    if Counter(TAG.findall(source)) != Counter(TAG.findall(translation)):
        yield f"tags differ: {' '.join(TAG.findall(source)) or 'none'} / {' '.join(TAG.findall(translation)) or 'none'}"
    elif re.search("[<>]", TAG.sub("", translation)) and not re.search("[<>]", TAG.sub("", source)):
        yield "a stray < or >"
    if _edges(source) != _edges(translation):
        yield "begins or ends with other spaces or line breaks than the source"
    if source.count("\n") != translation.count("\n"):
        yield "has other line breaks than the source"
    if EMBEDDINGS.search(translation):
        yield "holds U+202A to U+202E, which Telegram drops; use isolates"


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _edges(sentence: str) -> tuple[str, str]:
    return sentence[: len(sentence) - len(sentence.lstrip())], sentence[len(sentence.rstrip()) :]


def main(root: Path = ROOT) -> int:
    """Print every problem of every catalogue; returns 1 when there is one."""
    template = extract(root)
    found = []
    for language in languages(root):
        file = catalogue_file(language, root)
        if not file.exists():
            found.append(f"{file.relative_to(root)}: missing; run `make messages`")
            continue
        try:
            with file.open("rb") as opened:
                catalogue = read_po(opened, locale=language, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            found.append(f"{file.relative_to(root)}: cannot be read: {error}")
            continue
        found += [f"{file.relative_to(root)}: {problem}" for problem in problems(language, catalogue, template)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
