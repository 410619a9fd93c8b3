"""The guidelines' own points, by name: the bullets of the version in force that begin with one in bold."""

from db.queries import texts as queries
from db.values import Purpose, RichText
from network import consent, texts
from network.work import Work

BULLET = "• "
SOURCE = "en"
LONGEST = 80
MOST = 12


def points(work: Work, language: str) -> tuple[str, ...]:
    """Return the names of the points for a reader of `language`, in their order; empty where there are none."""
    named = _all(work)
    return named.get(language) or named.get(language.partition("-")[0]) or named.get(SOURCE, ())


def in_language(work: Work, words: str | None, language: str) -> str | None:
    """Return a guideline in a language where it is a point of the guidelines; otherwise as somebody wrote it."""
    for known in _all(work).values():
        if words in known:
            there = points(work, language)
            return there[known.index(words)] if len(there) == len(known) else words
    return words


def of_text(body: RichText) -> tuple[str, ...]:
    """Find the points of one version: bold words with which a bullet begins, and after which it goes on."""
    found = []
    for span in body.spans:
        end = span.start + span.length
        begins = body.text[max(0, span.start - len(BULLET)) : span.start] == BULLET
        goes_on = body.text[end : end + 1] not in ("", "\n")
        words = body.text[span.start : end].strip()
        if span.kind == "bold" and begins and goes_on and words.endswith((".", ":", "。")) and len(words) <= LONGEST:
            found.append(words.rstrip(".:。 "))
    return tuple(found[:MOST])


def _all(work: Work) -> dict[str, tuple[str, ...]]:
    """The points in each language that has as many as the source."""
    version = consent.version_in_force(work, Purpose.GUIDELINES)
    row = queries.document(work.session, Purpose.GUIDELINES, version)
    if row is None:
        return {}
    found = {key: of_text(one.body) for key, one in texts.read(work, [row.text_id])[row.text_id].versions.items()}
    return {key: named for key, named in found.items() if len(named) == len(found.get(SOURCE, ()))}
