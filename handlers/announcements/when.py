"""When an announcement goes out: at once, at a time, or at an hour of each reader's own clock; and to whom later."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from markupsafe import Markup

from db.values import Timing
from handlers.announcements import screen, view
from handlers.announcements.pages import Page
from handlers.announcements.reach import Sight
from handlers.announcements.view import Press, button
from handlers.kit import moments
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.announcements import drafts, timing
from network.announcements.reading import Announcement
from network.errors import NetworkError
from network.moments import Understood, understand

if TYPE_CHECKING:
    from handlers.announcements.typed import Sent

NINE = time(9, 0)
MORNINGS = 4  # days offered as buttons
JOINS = (7, 14, 30, 60)
SOON = timedelta(minutes=1)
_WALL = "%Y%m%d%H%M"  # in a button, which holds no colon


def page(t: Speech, seen: Sight, now: datetime, note: Markup | None = None) -> Page:
    """Show when it goes out, and offer other times. `now` is aware, in the coordinator's zone."""
    draft = seen.draft
    parts = [
        t("<b>When does it go out?</b>"),
        t("So far: <b>{moment}</b>", moment=view.when_words(t, draft, seen.zone)),
        t(
            "Send me day and time, for instance <i>25 November 14:30</i>. I take it in your own time zone: {zone}",
            zone=moments.zone_in_words(t, seen.zone, now),
        ),
        t("Or tap a day: then each reader gets it at 09:00 by their own clock."),
    ]
    if note:
        parts.append(note)
    days = [datetime.combine(now.date() + timedelta(days=number), NINE) for number in range(1, MORNINGS + 1)]
    rows = in_rows(
        button(
            draft,
            str(format_skeleton("MMMEd", day, locale=t.locale)),
            view.MORNING,
            value=day.strftime(_WALL),
        )
        for day in days
    )
    if draft.timing is not Timing.NOW:
        rows.append([button(draft, t.plain("At once"), view.NOW)])
    joins = t.plain("Not to those who join later") if draft.joins_days else t.plain("Also to those who join later")
    rows.append([button(draft, joins, view.JOINS, value="0" if draft.joins_days else "")])
    return Markup("\n\n").join(parts), inline(t, *rows, [button(draft, t.plain("Back"), view.HOME)])


def read_back(t: Speech, seen: Sight, found: Understood) -> Page:
    """Read a typed moment back in full: in the coordinator's zone, or as an hour of each reader's clock."""
    draft = seen.draft
    parts = [t("<b>Did I understand you?</b>"), moments.read_back(t, found.moment, seen.zone)]
    if assumed := moments.remarks(t, found):
        parts.append(Markup("\n").join(assumed))
    rows: list[list[Button]] = []
    if not found.past:
        parts.append(t("At this moment for everybody, or at this hour by each reader's own clock?"))
        rows.append([button(draft, t.plain("This moment, for everybody"), view.MOMENT, value=_minutes(found.moment))])
        wall = found.moment.strftime(_WALL)
        rows.append([button(draft, t.plain("This hour, by each clock"), view.MORNING, value=wall)])
    if found.other_order:
        day = t.plain("I mean: {day}", day=moments.weekday_and_time(t, found.other_order, seen.zone))
        rows.append([button(draft, day, view.OTHER, value=_minutes(found.other_order))])
    return Markup("\n\n").join(parts), inline(t, *rows, [button(draft, t.plain("Back"), view.WHEN)])


def joins_page(t: Speech, seen: Sight) -> Page:
    """Ask for how many days it also goes to whoever joins."""
    asked = t("<b>Also to those who join later?</b>\nFor how many days after it went out?")
    options = [
        button(seen.draft, str(t.n("{number} day", "{number} days", days)), view.JOINS, value=str(days))
        for days in JOINS
    ]
    return asked, inline(t, *in_rows(options), [button(seen.draft, t.plain("Back"), view.WHEN)])


def _minutes(moment: datetime) -> str:
    return str(int(moment.timestamp()) // 60)


def _moment(value: str) -> datetime | None:
    """Read what `_minutes` wrote; None for a forged button."""
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        return None
    try:
        return datetime.fromtimestamp(int(value) * 60, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _local(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, _WALL)  # noqa: DTZ007 - an hour of the wall clock, in no zone
    except ValueError:
        return None


def _shown(step: Step, draft: Announcement, note: Markup | None = None) -> Answers:
    screen.awaits(step, draft, screen.WHEN)
    here = step.work.now.astimezone(_zone(step))
    return screen.show(step, draft, page(step.t, screen.sight(step, draft), here, note))


def _zone(step: Step) -> ZoneInfo:
    return ZoneInfo(step.reader.zone or "UTC")


def _when(step: Step, press: Press) -> Answers:
    return _shown(step, drafts.draft(step.work, step.reader, press.id))


def _now(step: Step, press: Press) -> Answers:
    return screen.home(step, timing.set_timing(step.work, step.reader, press.id, Timing.NOW))


def _set(step: Step, press: Press) -> Answers:
    """Take a moment, or an hour of each reader's clock, that was read back or offered."""
    draft = drafts.draft(step.work, step.reader, press.id)
    try:
        if press.act == view.MOMENT:
            draft = timing.set_timing(step.work, step.reader, draft.id, Timing.AT, due_at=_moment(press.value))
        else:
            local = _local(press.value)
            draft = timing.set_timing(step.work, step.reader, draft.id, Timing.MORNING, local_at=local)
    except NetworkError as no:
        return _shown(step, draft, screen.sorry(step.t, no))
    return screen.home(step, draft)


def _other(step: Step, press: Press) -> Answers:
    """Read back the other order of day and month."""
    draft = drafts.draft(step.work, step.reader, press.id)
    moment = _moment(press.value)
    if moment is None:
        return _shown(step, draft)
    here = moment.astimezone(_zone(step))
    found = Understood(here, date_given=True, time_given=True, past=here < step.work.now)
    return screen.show(step, draft, read_back(step.t, screen.sight(step, draft), found))


def _joins(step: Step, press: Press) -> Answers:
    draft = drafts.draft(step.work, step.reader, press.id)
    if not (press.value.isascii() and press.value.isdigit() and len(press.value) < 4):
        screen.awaits(step, draft, screen.AT_HOME)
        return screen.show(step, draft, joins_page(step.t, screen.sight(step, draft)))
    return _shown(step, timing.set_joins(step.work, step.reader, draft.id, int(press.value) or None))


def typed(step: Step, draft: Announcement, sent: "Sent") -> Answers:
    """Read a typed time, and read it back; it counts when that was confirmed."""
    said = sent.words.text if sent.words else ""
    zone = step.reader.zone or "UTC"
    try:
        found = understand(said, language=step.t.language, zone=zone, now=step.work.now, usual=NINE)
    except NetworkError as no:
        return _shown(step, draft, screen.sorry(step.t, no))
    if abs(found.moment - step.work.now) < SOON:
        return screen.home(step, timing.set_timing(step.work, step.reader, draft.id, Timing.NOW))
    screen.awaits(step, draft, screen.WHEN)
    return screen.show(step, draft, read_back(step.t, screen.sight(step, draft), found))


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.WHEN: _when,
    view.NOW: _now,
    view.MOMENT: _set,
    view.MORNING: _set,
    view.OTHER: _other,
    view.JOINS: _joins,
}
