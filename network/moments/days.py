"""Rules about days: dates, weekdays, spans from now."""

from network.errors import N_
from network.moments.rows import Row
from network.moments.said import TWO_TIMES, Date, Span
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood
from network.moments.words.tokens import Token

DAY_OR_MONTH = N_("Which is the day there, and which the month? Please write it like this: “25 November 9:00”.")


def take_days(row: Row) -> None:
    take = row.take
    one = r"(?:[nf]U(?:&H)?|HU|QU|qU|n&HU|h(?=$|[^KA]))"
    further = r"(?:&?(?:nU|HU|QU))*"
    take(rf"I(?:{one}|U(?:&H)?){further}", _span)
    take(rf"{one}{further}F", _span)
    take("nU(?=c?W)", _span)  # a week on Monday
    take("z", _offset)
    take("j", _now)
    take("Wn(?![MKUA&lpo])(?=.*(?:[TCh]|@n|nK))", _weekday_and_day)
    take("c?WX|Xc?W|W", _weekday)
    take("k", _next_week)
    take("m", _weeks_more)
    take("R", lambda row, found: row.said.relative.append(found[0].value))
    take("c?[nd]MY?", _day_and_month)
    take("M[nd](?![KUA])Y?", _day_and_month)
    take("D", _date)
    take("cd|cn(?![KU&l])|(?<![@K])d(?=.*[TChnHQ])", _day_of_month)
    if not row.said.has_day:
        take("(?<![@K])d", _day_of_month)


def _span(row: Row, found: list[Token]) -> None:
    if row.said.span is not None:
        raise NotUnderstood(TWO_TIMES)
    span, amount = Span(), None
    unit: str | int | None = None
    for token in found:
        match token.kind:
            case "n":
                amount = token.value
            case "f" | "h":
                if token.kind == "h":
                    span = span.plus(token.value[0], 60).plus(token.value[1], 1)
                else:
                    amount = token.value
            case "H" if unit is not None and amount is None:  # an hour and a half
                span = span.plus(0.5, unit)
            case "H" | "Q" | "q":
                amount = (amount or 0) + {"H": 0.5, "Q": 0.25, "q": 0.75}[token.kind]
            case "U":
                unit = token.value
                span = span.plus(1 if amount is None else amount, token.value)
                amount = None
    row.said.span = span


def _offset(row: Row, found: list[Token]) -> None:
    if row.said.offset is not None or abs(found[0].value) > 14 * 60:
        raise NotUnderstood(NOT_UNDERSTOOD)
    row.said.offset = found[0].value


def _now(row: Row, _: list[Token]) -> None:
    row.said.now = True


def _weekday(row: Row, found: list[Token]) -> None:
    day = next(token.value for token in found if token.kind == "W")
    if row.said.weekday not in (None, day):
        raise NotUnderstood(TWO_TIMES)
    row.said.weekday = day
    row.said.strictly_next |= any(token.kind == "X" and token.value for token in found)


def _weekday_and_day(row: Row, found: list[Token]) -> None:
    """Friday 27 at 9: a number between a weekday and a time is a day of the month."""
    _weekday(row, found[:1])
    _day_of_month(row, found[1:])


def _next_week(row: Row, _: list[Token]) -> None:
    row.said.next_week = True


def _weeks_more(row: Row, found: list[Token]) -> None:
    row.said.weeks_more += found[0].value


def _day_and_month(row: Row, found: list[Token]) -> None:
    values: dict[str, int] = {token.kind: token.value for token in found}
    day = values["n"] if "n" in values else values["d"]
    row.said.dates.append(Date(day, values["M"], values.get("Y")))


def _date(row: Row, found: list[Token]) -> None:
    year, month, day, slash = found[0].value
    if slash and month > 12 and day <= 12:
        if year is None:
            raise NotUnderstood(DAY_OR_MONTH)
        day, month = month, day
        slash = ""
    swappable = bool(slash) and day <= 12 and day != month
    row.said.dates.append(Date(day, month, year, swappable))


def _day_of_month(row: Row, found: list[Token]) -> None:
    row.said.dates.append(Date(found[-1].value))
