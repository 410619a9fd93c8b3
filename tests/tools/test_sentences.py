"""No sentence of the code escapes the catalogues: the extractor reads tokens, and loses one that is nested oddly."""

import ast
from collections.abc import Iterator

from tools.files import PRODUCT, ROOT
from tools.sentences import extract

ONE = {"t", "plain", "N_"}


def said(call: ast.Call) -> str | tuple[str, str] | None:
    """The sentence that a call says, as a template names it; None where it says none that is written there."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    words = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name == "n" and len(words) == 2:
        return words[0], words[1]
    return words[0] if name in ONE and words else None


def sentences() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Every sentence in the code, with its place."""
    for room in PRODUCT:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and (sentence := said(node)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", sentence


def test_every_sentence_is_found():
    found = {message.id if isinstance(message.id, str) else tuple(message.id) for message in extract()}
    # A sentence that stands in the code with and without a plural is one entry, with both forms.
    found |= {one[0] for one in found if isinstance(one, tuple)}
    assert [(place, sentence) for place, sentence in sentences() if sentence not in found] == []
