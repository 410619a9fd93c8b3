"""The card of an announcement: how it stands, how far it is, and what can be done with it. Pure words and buttons."""

from dataclasses import dataclass
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup, escape
from pydantic import Field

from db.values import AnnouncementState
from handlers.announcements import view
from handlers.kit.bidi import RLM, one_line, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network.announcements import Announcement, Progress
from network.errors import N_

# What a press does. Short, because they stand in every button.
LIST, OPEN, CARD, READ = "l", "o", "c", "w"
PAUSE, RESUME, STOP, STOP_SURE = "p", "g", "s", "sy"
CHANGE, CHANGE_SURE, COPY = "e", "ey", "k"
TAKE_BACK, TAKE_BACK_SURE = "b", "by"
MAYBE, AGAIN, AGAIN_ALL, AGAIN_SURE = "m", "ma", "mm", "my"
REPORT, CHART, TABLE = "r", "rc", "rt"
CORRECT = "fb"  # the others about correcting stand in correcting_view.py

BAR = 12  # signs
FULL, EMPTY = "▰", "▱"
QUOTED, NAMED = 160, 30  # letters of the text that a card quotes, and a button


class Press(CallbackData, prefix="ar"):
    """A button about an announcement that was sent, or will be; `id` is its row number."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    of: str = ""
    number: Annotated[int, Field(ge=0, le=2**53)] = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """An announcement and how far it is."""

    announcement: Announcement
    progress: Progress

    @property
    def coming(self) -> bool:
        """Whether nothing has left yet."""
        return self.progress.state is AnnouncementState.SCHEDULED


def button(label: str, act: str, number: int = 0, of: str = "", value: int = 0) -> Button:
    """Make a button about an announcement."""
    return Button(label, Press(act=act, id=number, of=of, number=value))


# Words

_TITLES = {
    AnnouncementState.DRAFT: N_("<b>This announcement is a draft</b>"),
    AnnouncementState.SCHEDULED: N_("<b>This announcement will go out</b>"),
    AnnouncementState.RUNNING: N_("<b>This announcement is going out</b>"),
    AnnouncementState.PAUSED: N_("<b>This announcement is paused</b>"),
    AnnouncementState.STOPPED: N_("<b>This announcement was stopped</b>"),
    AnnouncementState.DONE: N_("<b>This announcement has gone out</b>"),
    AnnouncementState.WITHDRAWN: N_("<b>This announcement was taken back</b>"),
}
_UNDER_WAY = {AnnouncementState.RUNNING, AnnouncementState.PAUSED, AnnouncementState.STOPPED}
# What waits in these never leaves; the ledger takes it out a little later, and until then the card says the same.
_CUT_SHORT = {AnnouncementState.STOPPED, AnnouncementState.WITHDRAWN}


def first_words(t: Speech, announcement: Announcement, most: int = QUOTED) -> str:
    """Return how an announcement begins, as this reader reads it, on one line."""
    if announcement.text is None:
        return t.plain("Without words")
    return shorten(one_line(announcement.text.shown(t.language).body.text), most)


def quoted(t: Speech, announcement: Announcement) -> Markup:
    """Quote how it begins."""
    return Markup("<blockquote>{}</blockquote>").format(first_words(t, announcement))


def bar(t: Speech, progress: Progress) -> str:
    """Draw how much is done; it fills from where the reader begins to read."""
    done = progress.total - progress.pending - (progress.skipped if progress.state in _CUT_SHORT else 0)
    filled = done * BAR // progress.total if progress.total else 0
    # Signs alone have no direction of their own.
    return (RLM if t.rtl else "") + FULL * filled + EMPTY * (BAR - filled)


def about(t: Speech, seconds: int) -> Markup:
    """Say roughly how long something takes."""
    minutes = round(seconds / 60)
    if seconds < 45:
        return t("less than a minute")
    if minutes < 90:
        return t.n("about {number} minute", "about {number} minutes", max(minutes, 1))
    return t.n("about {number} hour", "about {number} hours", round(seconds / 3600))


def card(t: Speech, standing: Standing, zone: str | None) -> Markup:
    """Say how an announcement stands; times are of the reader's zone."""
    found, now = standing.announcement, standing.progress
    parts = [t(_title(standing)), quoted(t, found)]
    if standing.coming:
        parts.append(t("It goes out: <b>{when}</b>", when=view.when_words(t, found, zone)))
    else:
        if now.total:
            drawn = [escape(bar(t, now))] if now.state in _UNDER_WAY else []
            parts.append(Markup("\n").join([*drawn, *_figures(t, now)]))
        if left := pace(t, now, zone):
            parts.append(left)
    return Markup("\n\n").join(parts)


def _title(standing: Standing) -> str:
    if standing.progress.state is AnnouncementState.STOPPED and not standing.progress.total:
        return N_("<b>This announcement was called off</b>")
    return _TITLES[standing.progress.state]


def _figures(t: Speech, now: Progress) -> list[Markup]:
    behind = N_("Still to be corrected: <b>{number}</b>")
    if now.state is AnnouncementState.WITHDRAWN:
        behind = N_("Still to be taken back: <b>{number}</b>")
    over = now.state in _CUT_SHORT
    counted = [
        (N_("Not sent: <b>{number}</b>"), now.pending + now.skipped if over else 0),
        (N_("Waiting: <b>{number}</b>"), 0 if over else now.pending),
        (N_("May have arrived: <b>{number}</b> (Telegram did not say)"), now.maybe),
        (N_("Cannot be reached: <b>{number}</b> (they blocked the bot or closed their account)"), now.unreachable),
        (N_("Failed: <b>{number}</b>"), now.failed),
        (N_("Left out: <b>{number}</b> (it did not concern them any more)"), 0 if over else now.skipped),
        (N_("Deleted by the reader: <b>{number}</b>"), now.gone),
        (N_("Taken back: <b>{number}</b>"), now.deleted),
        (behind, now.behind),
    ]
    sent = [t("Sent: <b>{number}</b> of {total}", number=t.number(now.sent), total=t.number(now.total))]
    if now.state is AnnouncementState.WITHDRAWN and not now.sent:
        sent = []
    return [*sent, *(t(words, number=t.number(number)) for words, number in counted if number)]


def pace(t: Speech, now: Progress, zone: str | None) -> Markup | None:
    """Say how fast it goes and how long it takes; honest about whoever waits for a later hour."""
    if now.state is not AnnouncementState.RUNNING:
        return None
    lines = []
    moving = now.pending - now.waiting
    if not now.complete:
        lines.append(t("I am still going through the list of people."))
    if moving > 0:
        rate = max(1, round(now.per_second))
        if now.seconds_left is None:
            lines.append(t("It has just begun."))
        else:
            left = about(t, now.seconds_left)
            lines.append(
                t.n(
                    "{number} message a second; {time} to go.",
                    "{number} messages a second; {time} to go.",
                    rate,
                    time=left,
                )
            )
    if now.waiting:
        lines.append(
            t.n(
                "{number} of the waiting gets it later, when it suits their clock: after the night or the weekend.",
                "{number} of the waiting get it later, when it suits their clock: after the night or the weekend.",
                now.waiting,
            )
        )
        if now.next_at and moving <= 0:
            lines.append(t("The next ones: {moment}", moment=t.moment(now.next_at, zone)))
    return Markup("\n").join(lines) if lines else None


# Buttons


def keyboard(t: Speech, standing: Standing) -> dict[str, Any]:
    """Offer what can be done with it now."""
    found, now = standing.announcement, standing.progress

    def one(label: str, act: str) -> Button:
        return button(t.plain(label), act, found.id)

    again = button(t.plain("May have arrived: {number}", number=t.number(now.maybe)), MAYBE, found.id)
    read = one(N_("Read it"), READ)
    after = [one(N_("Correct"), CORRECT), one(N_("Take back"), TAKE_BACK)]
    match now.state:
        case AnnouncementState.SCHEDULED:
            rows = [[one(N_("Change it"), CHANGE), one(N_("Call off"), STOP)], [read]]
        case AnnouncementState.RUNNING:
            rows = [[one(N_("Pause"), PAUSE), one(N_("Stop"), STOP)], after, [read]]
        case AnnouncementState.PAUSED:
            rows = [[one(N_("Go on"), RESUME), one(N_("Stop"), STOP)], after, [read]]
        case AnnouncementState.DONE | AnnouncementState.STOPPED if now.total:
            rows = [after, [one(N_("Report"), REPORT), one(N_("Use it again"), COPY)], [read]]
        case AnnouncementState.WITHDRAWN:
            rows = [[one(N_("Report"), REPORT), one(N_("Use it again"), COPY)]]
        case _:
            rows = [[one(N_("Use it again"), COPY)], [read]]
    if now.maybe and now.state is not AnnouncementState.WITHDRAWN:
        rows.insert(0, [again])
    return inline(t, *(row for pair in rows for row in in_rows(pair)))


# Asking once more


def sure_to_stop(t: Speech, standing: Standing) -> tuple[Markup, dict[str, Any]]:
    """Ask before nothing more is sent."""
    found, now = standing.announcement, standing.progress
    if standing.coming:
        html = Markup("\n\n").join(
            [t("<b>Call this announcement off?</b>"), quoted(t, found), t("Nobody has received it yet.")]
        )
        return html, _yes_no(t, t.plain("Call it off"), STOP_SURE, found.id)
    lines = []
    if now.sent:
        lines.append(
            t.n("{number} message has arrived and stays.", "{number} messages have arrived and stay.", now.sent)
        )
    if now.pending:
        lines.append(t.n("{number} more will not be sent.", "{number} more will not be sent.", now.pending))
    parts = [t("<b>Stop this announcement for good?</b>"), quoted(t, found)]
    if lines:
        parts.append(Markup("\n").join(lines))
    if now.state is not AnnouncementState.PAUSED:
        parts.append(t("To go on later, go back and choose <b>Pause</b> instead."))
    html = Markup("\n\n").join(parts)
    return html, _yes_no(t, t.plain("Stop it for good"), STOP_SURE, found.id)


def sure_to_change(t: Speech, standing: Standing) -> tuple[Markup, dict[str, Any]]:
    """Ask before what is planned becomes a draft again."""
    html = Markup("\n\n").join(
        [
            t("<b>Change this announcement?</b>"),
            quoted(t, standing.announcement),
            t("It becomes a draft again: nothing goes out until you send it anew."),
        ]
    )
    return html, _yes_no(t, t.plain("Make it a draft"), CHANGE_SURE, standing.announcement.id)


def _yes_no(t: Speech, yes: str, act: str, number: int) -> dict[str, Any]:
    return inline(t, [button(yes, act, number)], [button(t.plain("Back"), CARD, number)])


def done(t: Speech, standing: Standing) -> tuple[Markup, dict[str, Any]]:
    """Tell its author that all has been sent."""
    now = standing.progress
    lines = [t.n("{number} message has arrived.", "{number} messages have arrived.", now.sent)]
    missed = now.unreachable + now.failed
    if missed:
        lines.append(t.n("{number} could not be delivered.", "{number} could not be delivered.", missed))
    if now.maybe:
        lines.append(
            t.n(
                "Of {number} I do not know whether it arrived; you decide whether it is sent again.",
                "Of {number} I do not know whether they arrived; you decide whether they are sent again.",
                now.maybe,
            )
        )
    html = Markup("\n\n").join(
        [t("<b>Your announcement has gone out</b>"), quoted(t, standing.announcement), Markup("\n").join(lines)]
    )
    return html, inline(t, [button(t.plain("Open it"), OPEN, standing.announcement.id)])
