"""From tokens to what was said: first words that depend on their neighbours, then days, then times of day."""

from network.moments.days import take_days
from network.moments.rows import Row
from network.moments.said import Said
from network.moments.times import take_times
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood, UnknownWords
from network.moments.words.tokens import Lexicon, Token


def read(tokens: list[Token], lexicon: Lexicon) -> Said:
    """Read all tokens, or none.

    Raises UnknownWords when a word is none about time, NotUnderstood when they do not go together.
    """
    if "?" in (kinds := "".join(token.kind for token in tokens)) or not kinds:
        raise UnknownWords(NOT_UNDERSTOOD)
    row = Row(tokens, lexicon)
    _settle(row)
    take_days(row)
    take_times(row)
    if row.kinds.strip(" @c"):
        raise NotUnderstood(NOT_UNDERSTOOD)
    return row.said


def _settle(row: Row) -> None:
    only = row.rewrite
    only("(?<=[RWA])G", lambda _: [Token("A", "morning", word=True)])
    only("G", lambda _: [Token("R", 1, word=True)])
    only("(?<=[nI])y", lambda _: [Token("U", "day", word=True)])
    only("y", lambda _: [Token("c", word=True)])
    only("(?<=[nd])S", lambda _: [Token("M", 9, word=True)])
    only("S", lambda _: [Token("n", 7, word=True)])
    only(
        "(?<=W)n", lambda found: [Token("c"), Token("d", found[0].value)] if found[0].value > 24 else found
    )  # Friday 27
    only("[YC](?=U)", lambda found: [Token("n", found[0].value)])
    only("(?<=W)U", lambda found: [Token("m", 1)] if found[0].value == "week" else found)  # Monday week
    only("U(?=M)", lambda found: [] if found[0].value == "month" else found)
    only("MM", lambda found: found[:1] if found[0].value == found[1].value else found)
    row.rewrite_pairs()
