"""Rules about repetition: what is taken out of a row of tokens before the rest is read as a moment."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from network.errors import N_
from network.moments.resolving import WHAT_DAY
from network.moments.understood import NotUnderstood
from network.moments.words.tokens import Lexicon, Token

HOW_OFTEN = N_(
    "I did not understand how often. Please write it like this: “every day 9:00”, “every Monday and Thursday 8:30” or "
    "“every month on the 3rd 9:00”."
)
TOO_OFTEN = N_("Once a day is the most I can repeat. Please write it like this: “every day 9:00”.")
WHICH_RHYTHM = N_(
    "Do you mean every second one, or two of them? Please write it like this: “every second week on Monday 9:00”."
)
MARKS = frozenset("EewZB!")  # what says that something repeats
LONGEST_INTERVAL = 99


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, as far as it was said. `nth` counts a weekday within its month, -1 being the last one."""

    unit: str
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int | None = None
    last_day: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What was said beside a rhythm: time or day (`rest`), from when on, until when."""

    rhythm: Rhythm
    rest: list[Token]
    starting: list[Token]
    until: list[Token]


def repeats(tokens: list[Token]) -> bool:
    """Say whether tokens speak of something that repeats."""
    return bool(MARKS & {token.kind for token in tokens}) or bool(re.search("Wc?[uor]c?W|n[WU]O", _kinds(tokens)))


def parts(tokens: list[Token], lexicon: Lexicon, days_off: Collection[int]) -> Parts:
    """Find the rhythm. `days_off` (Monday is 0) are those of the weekend where somebody lives.

    Raises NotUnderstood where there is none, or more than one.
    """
    row = _Row(_settled(tokens, lexicon), lexicon)
    if found := row.find("!"):
        raise NotUnderstood(HOW_OFTEN if found[0].value else WHICH_RHYTHM)
    ranged = row.range_of_days()
    starting, until = row.tail("s"), row.tail("u")
    row.monthly()
    if ranged:
        rhythm = Rhythm("week", days=ranged)
    else:
        rhythm = _of_month(row) or _of_year(row) or _of_week(row, days_off) or _plain(row)
    if MARKS & set(row.kinds) or "L" in row.kinds or "O" in row.kinds:
        raise NotUnderstood(HOW_OFTEN)
    return Parts(rhythm, row.tokens, starting, until)


def _kinds(tokens: list[Token]) -> str:
    return "".join(token.kind for token in tokens)


def _settled(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Words that mean something else behind an *every*."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        before = _kinds(found[-2:])
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.kind == "G" and before.endswith("E"):  # jeden Morgen
            found.append(Token("A", "morning", word=True))
        elif lexicon.language == "ar" and _is_monday(token, before, after):
            found.append(Token("W", 0, word=True))
        else:
            found.append(token)
    return found


def _is_monday(token: Token, before: str, after: str) -> bool:
    """Arabic writes *Monday* without its article like *two*."""
    counted = token.kind == "n" and token.word and token.value == 2
    return counted and after != "U" and before.endswith(("E", "Ey", "W&", "dy", "d"))


class _Row:
    """Tokens from which patterns are taken out."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon

    @property
    def kinds(self) -> str:
        return _kinds(self.tokens)

    def find(self, pattern: str) -> list[Token]:
        match = re.search(pattern, self.kinds)
        return self.tokens[match.start() : match.end()] if match else []

    def take(self, pattern: str, *leave: Token) -> list[Token]:
        """Take the first stretch that fits out, and leave something else in its place."""
        match = re.search(pattern, self.kinds)
        if not match:
            return []
        taken = self.tokens[match.start() : match.end()]
        self.tokens = [*self.tokens[: match.start()], *leave, *self.tokens[match.end() :]]
        return taken

    def tail(self, mark: str) -> list[Token]:
        """Take the day behind *until* or *starting*."""
        return self.take(f"{mark}(?:c?[nd]MY?|M[nd]Y?|D|P|c?W|c?d|R)")[1:]

    def monthly(self) -> None:
        """Bring *monthly* and *every month* to one form."""
        months = [at for at, token in enumerate(self.tokens) if token.kind in "eU" and token.value == "month"]
        for at in reversed(months):
            if self.tokens[at].kind == "e":
                self.tokens[at] = Token("B", value=True, word=True)
            elif self.kinds[:at].endswith("E"):
                self.tokens[at - 1 : at + 1] = [Token("B", value=True, word=True)]

    def range_of_days(self) -> tuple[int, ...]:
        """Monday to Friday; in English *until* is no such word."""
        between = "[or]" if self.lexicon.language == "en" else "[ur]"
        found = [token.value for token in self.take(f"E?c?W{between}E?c?W") if token.kind == "W"]
        if not found:
            return ()
        first, last = found
        return tuple((first + more) % 7 for more in range((last - first) % 7 + 1))


def _value(found: list[Token], kinds: str, default: int | None = None) -> int | None:
    return next((token.value for token in found if token.kind in kinds), default)


def _of_month(row: _Row) -> Rhythm | None:
    """The first Monday of every month; the 3rd of every month; its last day."""
    if found := row.take("E?c?[dnL][Eyc]*WB|E?c?WLB"):
        _require_every(found)
        nth = -1 if any(token.kind == "L" for token in found) else _value(found, "dn")
        if nth is None or not -1 <= nth <= 4 or nth == 0:
            raise NotUnderstood(HOW_OFTEN)
        return Rhythm("month", days=(_value(found, "W") or 0,), nth=nth)
    if found := row.take("E?c?L[Uy]B|E?c?[Uy]LB"):
        _require_every(found)
        return Rhythm("month", last_day=True)
    if found := row.find("E?[cy]?[dn]B"):
        _require_every(found)
        row.take("E?[cy]?[dn]B", Token("c"), Token("d", _value(found, "dn")))
        return Rhythm("month")
    if row.find("B"):
        _require_every(row.take("B"))
        if found := row.take("c?[dnL]c?W|c?WL"):
            nth = -1 if any(token.kind == "L" for token in found) else _value(found, "dn")
            return Rhythm("month", days=(_value(found, "W") or 0,), nth=nth)
        if row.take("c?L[Uy]"):
            return Rhythm("month", last_day=True)
        return Rhythm("month")
    return None


def _require_every(found: list[Token]) -> None:
    if not any(token.kind == "E" or (token.kind == "B" and token.value) for token in found):
        raise NotUnderstood(HOW_OFTEN)


def _of_year(row: _Row) -> Rhythm | None:
    if found := row.find("Ec?[nd]M"):
        row.take("Ec?[nd]M", *found[1:])
        return Rhythm("year")
    return None


def _of_week(row: _Row, days_off: Collection[int]) -> Rhythm | None:
    found = row.take("E+[dO]?[cy@]*W(?:[&cyE@]*W)*O?|nWO")
    if found:
        interval = 2 if any(token.kind == "O" for token in found) else _value(found, "d", 1) or 1
        if any(token.kind == "d" for token in found) and not 2 <= interval <= LONGEST_INTERVAL:
            raise NotUnderstood(HOW_OFTEN)
        days = tuple(sorted({token.value for token in found if token.kind == "W"}))
        if interval == 1 and re.search("E+[nOd]?U|e", row.kinds):  # every second week on Mondays
            weeks = _plain(row)
            interval, left = divmod(weeks.interval, 7) if weeks.unit == "day" else (weeks.interval, 0)
            if weeks.unit not in {"day", "week"} or left:
                raise NotUnderstood(HOW_OFTEN)
        return Rhythm("week", interval, days)
    if row.take("E?w"):
        return Rhythm("week", days=tuple(day for day in range(7) if day not in days_off))
    if "Z" in row.kinds and not row.find("EZ"):
        raise NotUnderstood(WHAT_DAY)
    if row.take("EZ"):
        return Rhythm("week", days=tuple(sorted(days_off)))
    return None


def _plain(row: _Row) -> Rhythm:
    """Every day, every second week, weekly."""
    if found := row.take("E+[nOd]?U|nUO|e"):
        unit = found[0].value if found[0].kind == "e" else _value(found, "U")
        interval = 2 if any(token.kind == "O" for token in found) else _value(found, "nd", 1)
        if isinstance(unit, int):
            raise NotUnderstood(TOO_OFTEN)
        if not isinstance(interval, int) or not 1 <= interval <= LONGEST_INTERVAL:
            raise NotUnderstood(HOW_OFTEN)
        return Rhythm(str(unit), interval)
    if row.take("E+y"):
        return Rhythm("day")
    if found := row.find("EA"):
        row.take("EA", found[1])
        return Rhythm("day")
    raise NotUnderstood(HOW_OFTEN)
