"""Rules about times of day: by the clock, in words, and parts of the day."""

from network.moments.rows import Row
from network.moments.said import NO_SUCH_TIME, TWO_TIMES
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood
from network.moments.words.tokens import Token


def take_times(row: Row) -> None:
    take, ahead = row.take, row.lexicon.quarters_ahead
    start, end = "[@K]*", "K*"
    take(f"{start}A[&l](?:[HQ]|nU?)", _round_twelve)
    take("A", _part)
    take(f"{start}nU?[po]Hn{end}", _around_half)
    take(f"{start}H[po]?n{end}" if not ahead else f"{start}Hn{end}", _half)
    take(f"{start}[Qq][po]n{end}", _quarter)
    if ahead:
        take(f"{start}[Qq]n{end}", _quarter_ahead)
    take(f"{start}nU?[po]n{end}", _minutes_round)
    take(f"{start}(?:n[KU]?|h)[&l]?[HQt](?:[&l]nU?)?{end}", _hour_and_more)
    take(f"{start}(?:n[KU]?|h)[&l]nU?{end}", _hour_and_more)
    take(f"{start}n[KU]nU?{end}", _hour_and_more)
    take(f"{start}T{end}", _clock)
    take(f"{start}h{end}", lambda row, found: row.said.at(*_only(found, "h").value, literal=True))
    take("@C" if not row.said.has_day else f"{start}C{end}", _compact)
    take(f"[@K]+nU?{end}|nK+|nU", _hour)
    take("nn", _two_numbers)
    if row.said.has_day or row.said.parts:
        take("[nd]", _hour)


def _only(found: list[Token], kinds: str) -> Token:
    return next(token for token in found if token.kind in kinds)


def _part(row: Row, found: list[Token]) -> None:
    row.said.parts.append(found[0].value)


def _round_twelve(row: Row, found: list[Token]) -> None:
    """Half past noon."""
    noon = _only(found, "A").value
    if noon not in ("noon", "midnight"):
        raise NotUnderstood(NOT_UNDERSTOOD)
    twelve = Token("n", 12 if noon == "noon" else 0)
    _hour_and_more(row, [twelve, *(token for token in found if token.kind not in "A@K")])


def _numbers(found: list[Token]) -> list[Token]:
    return [token for token in found if token.kind == "n"]


def _needs_minutes(found: list[Token]) -> None:
    if any(token.kind == "U" and token.value != 1 for token in found):
        raise NotUnderstood(NOT_UNDERSTOOD)


def _around_half(row: Row, found: list[Token]) -> None:
    _needs_minutes(found)
    minutes, hour = _numbers(found)
    half = -30 if row.lexicon.quarters_ahead else 30
    row.said.at(hour.value, half + (minutes.value if _has(found, "p") else -minutes.value))


def _has(found: list[Token], kind: str) -> bool:
    return any(token.kind == kind for token in found)


def _half(row: Row, found: list[Token]) -> None:
    if _has(found, "o"):
        raise NotUnderstood(NOT_UNDERSTOOD)
    row.said.at(_only(found, "n").value, -30 if row.lexicon.quarters_ahead else 30)


def _quarter(row: Row, found: list[Token]) -> None:
    if _has(found, "q"):
        raise NotUnderstood(NOT_UNDERSTOOD)
    row.said.at(_only(found, "n").value, 15 if _has(found, "p") else -15)


def _quarter_ahead(row: Row, found: list[Token]) -> None:
    row.said.at(_only(found, "n").value, -45 if _has(found, "Q") else -15)


def _minutes_round(row: Row, found: list[Token]) -> None:
    _needs_minutes(found)
    minutes, hour = _numbers(found)
    digits = not (minutes.word or hour.word or _has(found, "U"))
    if digits and _has(found, "o") and row.lexicon.language == "en":  # 9 to 10 is no time, but two
        raise NotUnderstood(TWO_TIMES)
    if not 0 < minutes.value < 60:
        raise NotUnderstood(NO_SUCH_TIME)
    row.said.at(hour.value, minutes.value if _has(found, "p") else -minutes.value)


def _hour_and_more(row: Row, found: list[Token]) -> None:
    """Nine hours and a half, ten hours less five: the hour first, then what is added or taken away."""
    hour, minute, less, units = None, 0, False, []
    for token in found:
        match token.kind:
            case "h":
                hour, minute = token.value
            case "n" if hour is None:
                hour = token.value
            case "n":
                minute += -token.value if less else token.value
            case "H" | "Q" | "t":
                part = {"H": 30, "Q": 15, "t": 20}[token.kind]
                minute += -part if less else part
            case "l" | "&":
                less = token.kind == "l"
            case "U":
                units.append(token.value)
    if units not in ([], [60], [1], [60, 1]) or hour is None:
        raise NotUnderstood(NOT_UNDERSTOOD)
    # Minutes are joined by an *and* in Arabic only; 9 and 10 are two times in any language.
    joined = _has(found, "&") and len(_numbers(found)) > 1
    if joined and (row.lexicon.language != "ar" or not (1 in units or _numbers(found)[-1].word)):
        raise NotUnderstood(TWO_TIMES)
    row.said.at(hour, minute, literal=_by_24_hours(row, found))


def _by_24_hours(row: Row, found: list[Token]) -> bool:
    """Whether the hour is followed by a word that goes with 24 hours: 3 Uhr, 3 heures."""
    return not row.lexicon.twelve_hours and any(token.kind in "KUh" for token in found)


def _clock(row: Row, found: list[Token]) -> None:
    hour, minute, padded = _only(found, "T").value
    row.said.at(hour, minute, literal=padded or not row.lexicon.twelve_hours)


def _compact(row: Row, found: list[Token]) -> None:
    value = _only(found, "C").value
    row.said.at(value // 100, value % 100, literal=True)


def _hour(row: Row, found: list[Token]) -> None:
    token = _only(found, "nd")
    units = [each.value for each in found if each.kind == "U"]
    # Nine hours are nine o'clock in French; elsewhere they are a length.
    if (units and (units != [60] or row.lexicon.language != "fr")) or (token.kind == "d" and token.word):
        raise NotUnderstood(NOT_UNDERSTOOD)
    row.said.at(token.value, literal=_by_24_hours(row, found))


def _two_numbers(row: Row, found: list[Token]) -> None:
    hour, minute = found
    if not (hour.word and minute.word and minute.value >= 10):  # nine thirty
        raise NotUnderstood(NOT_UNDERSTOOD)
    row.said.at(hour.value, minute.value)
