"""When an announcement goes out: now, at a time, or in the morning of each reader's own zone; and to whom later."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from markupsafe import Markup

from db.values import Timing
from handlers.announcements import screen, view
from handlers.announcements.pages import Page
from handlers.announcements.view import Press, Sight, button
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.announcements import drafts, timing
from network.announcements.reading import Announcement
from network.errors import NetworkError

if TYPE_CHECKING:
    from handlers.announcements.typed import Sent

NINE = time(9, 0)
MORNINGS = 4  # days offered as buttons
JOINS = (7, 14, 30, 60)


def page(t: Speech, seen: Sight, today: datetime, note: Markup | None = None) -> Page:
    """Show when it goes out, and offer the other ways. `today` is the coordinator's own day."""
    draft = seen.draft
    parts = [
        t("<b>When does it go out?</b>"),
        t("{label}: <b>{value}</b>", label=t.plain("When"), value=view.when_words(t, draft, seen.zone)),
        t("At 09:00 by each reader's own clock, on one of these days? Or at once?"),
    ]
    if note:
        parts.append(note)
    mornings = [today.date() + timedelta(days=number) for number in range(1, MORNINGS + 1)]
    rows: list[list[Button]] = [[button(draft, t.plain("At once"), view.NOW)]]
    rows += in_rows(
        [button(draft, str(format_skeleton("MMMEd", day, locale=t.locale)), view.MORNING, value=day.isoformat()) for day in mornings]
    )
    joins = t.plain("Later members, too") if not draft.joins_days else t.plain("Not to later members")
    rows.append([button(draft, joins, view.JOINS, value="" if not draft.joins_days else "0")])
    return Markup("\n\n").join(parts), inline(t, *rows, [button(draft, t.plain("Back"), view.HOME)])


def joins_page(t: Speech, seen: Sight) -> Page:
    """Ask for how many days it also goes to whoever joins."""
    asked = t("<b>Also to whoever joins later?</b> For how many days after it went out?")
    options = [
        button(seen.draft, str(t.n("{number} day", "{number} days", days)), view.JOINS, value=str(days))
        for days in JOINS
    ]
    return asked, inline(t, *in_rows(options), [button(seen.draft, t.plain("Back"), view.WHEN)])


def _today(step: Step) -> datetime:
    return step.work.now.astimezone(ZoneInfo(step.reader.zone or "UTC"))


def _shown(step: Step, draft: Announcement, note: Markup | None = None) -> Answers:
    screen.awaits(step, draft, screen.WHEN)
    return screen.show(step, draft, page(step.t, screen.sight(step, draft), _today(step), note))


def _when(step: Step, press: Press) -> Answers:
    return _shown(step, drafts.draft(step.work, step.reader, press.id))


def _now(step: Step, press: Press) -> Answers:
    return screen.home(step, timing.set_timing(step.work, step.reader, press.id, Timing.NOW))


def _morning(step: Step, press: Press) -> Answers:
    draft = drafts.draft(step.work, step.reader, press.id)
    try:
        local = datetime.combine(datetime.fromisoformat(press.value).date(), NINE)
        draft = timing.set_timing(step.work, step.reader, draft.id, Timing.MORNING, local_at=local)
    except ValueError:
        return _shown(step, draft)
    except NetworkError as no:
        return _shown(step, draft, screen.sorry(step.t, no))
    return screen.home(step, draft)


def _joins(step: Step, press: Press) -> Answers:
    draft = drafts.draft(step.work, step.reader, press.id)
    if not (press.value.isascii() and press.value.isdigit() and len(press.value) < 4):
        return screen.show(step, draft, joins_page(step.t, screen.sight(step, draft)))
    return _shown(step, timing.set_joins(step.work, step.reader, draft.id, int(press.value) or None))


def typed(step: Step, draft: Announcement, sent: "Sent") -> Answers:  # noqa: ARG001
    """Read a typed time."""
    return _shown(step, draft)


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.WHEN: _when,
    view.NOW: _now,
    view.MORNING: _morning,
    view.JOINS: _joins,
}
