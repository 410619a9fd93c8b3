"""The question when to remind: times that are offered, times that are typed, and what they mean."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.kit import bidi
from handlers.kit.questions import Choices, Question, Unclear, View, match
from handlers.kit.step import Step
from handlers.reminders import view
from network.errors import N_
from network.moments import Here, Understood, When, other_half, when_alone
from network.reminders import own

EVENING, NINE = time(19), time(9)
HOUR, THIS_EVENING, TOMORROW, NEXT_WEEK = 60, 0, -1, -7  # what the offered times are, as JSON keeps them
PLEASE_WHEN = N_("Here I need day and time as text, please.")


def place(step: Step) -> dict[str, Any]:
    """Keep in a form what its questions need to understand a time without the database."""
    here = own.here(step.work, step.reader)
    return {"off": sorted(here.days_off), "in": here.language, "by": here.zone}


def _here(seen: View, now: datetime | None = None) -> Here:
    return Here(seen.reader.language, seen.reader.zone or "UTC", now or seen.now, frozenset(seen.args.get("off") or ()))


def then(seen: View) -> Here:
    """Where and when the line was typed that is asked back about, whatever language was chosen since."""
    typed = _here(seen, datetime.fromisoformat(str(seen.args["at"])))
    return typed._replace(
        language=str(seen.args.get("in") or typed.language), zone=str(seen.args.get("by") or typed.zone)
    )


def _ask_when(seen: View) -> Markup:
    parts = [seen.t("<b>When shall I remind you?</b>"), view.quoted(seen.t, str(seen.args["what"]))]
    if why := seen.args.get("why"):
        parts.append(Markup(why))  # noqa: S704 - a sentence of ours, escaped when it was made
    else:
        parts.append(
            seen.t(
                "Choose, or write it as you like: <i>tomorrow 9:00</i>, <i>next Monday 14:30</i>, "
                "<i>every Monday and Thursday 8:30</i>"
            )
        )
    return Markup("\n\n").join(parts)


def _offered(seen: View) -> list[int]:
    evening = view.evening(seen.now.astimezone(ZoneInfo(seen.reader.zone or "UTC")))
    return [HOUR, *([THIS_EVENING] if evening else []), TOMORROW, NEXT_WEEK]


def _offered_words(seen: View, value: Any) -> str:
    if isinstance(value, str):
        found = when_alone(value, _here(seen)).first.moment
        return seen.t.moment(found, str(found.tzinfo))
    if value == HOUR:
        return seen.t.plain("In an hour")
    at = seen.t.clock((EVENING if value == THIS_EVENING else NINE).hour * 60)
    match value:
        case 0:
            return seen.t.plain("This evening, {time}", time=at)
        case -1:
            return seen.t.plain("Tomorrow, {time}", time=at)
    return seen.t.plain("In a week, {time}", time=at)


def _read_when(seen: View, typed: str) -> Any:
    """Take what a button says, or a time; it is read once more when it is set, within the same step."""
    as_button = match(seen, ASKED, typed, _offered(seen))
    if not isinstance(as_button, Unclear | Choices):
        return as_button
    typed = bidi.one_line(typed)
    own.require_to_come(when_alone(typed, _here(seen)), seen.now)
    if other := other_half(typed, _here(seen)):
        return Choices([typed, other], seen.t("At night, or in the afternoon?"))
    return typed


def chosen(step: Step, value: Any) -> When:
    """Say which time an answer means. Raises NetworkError for one that is over, or means nothing."""
    if isinstance(value, str):
        return own.read_when(step.work, step.reader, bidi.one_line(value))
    zone = step.reader.zone or "UTC"
    local = step.work.now.astimezone(ZoneInfo(zone))
    if value == HOUR:
        moment = (local + timedelta(hours=1)).replace(second=0, microsecond=0)
    else:
        at = EVENING if value == THIS_EVENING else NINE
        moment = datetime.combine(local.date() + timedelta(days=-value), at, ZoneInfo(zone))
    found = Understood(moment, date_given=True, time_given=True)
    return own.require_to_come(When(found, zone, elapsed=value == HOUR), step.work.now)


ASKED = Question(
    key="when",
    ask=_ask_when,
    wants=PLEASE_WHEN,
    title=N_("When"),
    read=_read_when,
    options=_offered,
    label=_offered_words,
)
