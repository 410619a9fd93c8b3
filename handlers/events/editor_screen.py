"""The editor's screen: one message that shows where the event stands, and follows its author down the chat."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from db.values import EventState, RichText
from handlers.events import editor_pages as pages
from handlers.events import editor_view as view
from handlers.events.editor_view import Page, Sight
from handlers.kit.answers import Answer, Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import people, screens
from network.charter import Charter
from network.errors import NetworkError
from network.events import changing, drafts, publishing, reading
from network.events.kinds import DRAFT
from network.events.reading import Event
from network.people import Reader
from network.work import Work

SLOT = "event"
MOST_SOURCES = 10
DELETABLE = timedelta(hours=47)  # Telegram deletes within 48 hours

# What is awaited from the author; stands in the conversation's state behind `event:`.
AT_HOME, VERSION = "home", "version"
AWAITED = (AT_HOME, VERSION, *view.LABELS)


def look(work: Work, reader: Reader, event: Event, *, guided: bool = False) -> Sight:
    """See an event in the making with all that the rules say about it."""
    changed = event.state is EventState.CHANGING
    return Sight(
        event,
        changing.problems_of(work, event) if changed else publishing.problems(work, event),
        publishing.concerns(event),
        reader.zone,
        work.now,
        publishing.may_publish(reader, event),
        guided,
    )


def sight(step: Step, event: Event) -> Sight:
    """`look`, for the one in front of us."""
    return look(step.work, step.reader, event, guided=is_guided(step))


# What is remembered between two steps


def remembered(step: Step) -> dict[str, Any]:
    """What the editor remembers: the event's `id`, what was `passed` in guided making, and what the page needs."""
    kept = step.memory.data.get(SLOT)
    return kept if isinstance(kept, dict) else {}


def is_guided(step: Step) -> bool:
    """Whether the author is asked one thing after the other."""
    return "passed" in remembered(step)


def guide(step: Step, event: Event, *passed: str) -> None:
    """Ask one thing after the other from here, but for what need not be asked."""
    step.memory.go(f"{SLOT}:{AT_HOME}", **{SLOT: {"id": event.id, "passed": list(passed)}})


def awaits(step: Step, event: Event, what: str, **more: Any) -> None:
    """Remember what the page that is shown awaits; whatever an earlier page awaited is forgotten."""
    before = remembered(step)
    kept: dict[str, Any] = {
        name: before[name] for name in ("passed", "album", "sources") if before.get("id") == event.id and name in before
    }
    step.memory.go(f"{SLOT}:{what}", **{SLOT: {**kept, "id": event.id, **more}})


def came_from(step: Step, message_id: int, which: str, language: str) -> None:
    """Remember from which message title or description (`which`) came: whoever edits it there means these words."""
    kept = remembered(step)
    others = [one for one in kept.get("sources", []) if one[0] != message_id]
    if kept:
        step.memory.keep(**{SLOT: {**kept, "sources": [*others, [message_id, which, language]][-MOST_SOURCES:]}})


def words_from(step: Step, message_id: int) -> tuple[str, str] | None:
    """Say which words (title or description, and their language) came from that message; None where none did."""
    found = (one for one in remembered(step).get("sources", []) if one[0] == message_id)
    return next(((str(which), str(language)) for _, which, language in found), None)


def note_album(step: Step, album: str) -> None:
    """Remember which album a picture came from: its other pictures say nothing."""
    kept = remembered(step)
    if kept:
        step.memory.keep(**{SLOT: {**kept, "album": album}})


def leave(step: Step) -> None:
    """Forget the editor: its event went out, was thrown away, or is somebody else's."""
    step.memory.drop(SLOT)
    if (step.memory.state or "").startswith(f"{SLOT}:"):
        step.memory.go(None)


def unasked_in(data: Mapping[str, Any]) -> RichText | None:
    """Words that came unasked, of which their author has not said yet what they are."""
    kept = data.get(SLOT)
    stored = kept.get("unasked") if isinstance(kept, dict) else None
    return RichText.from_json(stored) if isinstance(stored, dict) else None


# Showing

# Parts whose pages are shown in another way (editor_when.py).
ASKING: dict[str, Callable[[Step, Event, str, Markup | None], list[Answer]]] = {}


def show(step: Step, event: Event, page: Page) -> list[Answer]:
    """Show a page: a press edits its message; after something typed the screen moves to the end of the chat."""
    drafts.draft(step.work, step.reader, event.id)
    notice = screens.notice(step.work, DRAFT, event.id)
    here = step.pressed is not None and screens.stands(step.work, DRAFT, event.id, step.chat_id, step.pressed)
    down = [] if here else take_down(step, event.id)
    return [*down, step.show(*page).showing(notice)]


def home(step: Step, event: Event, note: Markup | None = None) -> list[Answer]:
    """Show the first page; one thing after the other is over with it."""
    kept = remembered(step)
    kept.pop("passed", None)
    awaits(step, event, AT_HOME if event.title else view.TITLE)
    return show(step, event, view.home(step.t, step.work.charter, sight(step, event), note))


def part(step: Step, event: Event, of: str, note: Markup | None = None) -> list[Answer]:
    """Show the page of one part of an event."""
    if asks := ASKING.get(of):
        return asks(step, event, of, note)
    awaits(step, event, of)
    return show(step, event, pages.part(step.t, step.work.charter, step.reader, sight(step, event), of, note))


def on(step: Step, event: Event, of: str) -> list[Answer]:
    """Go on after a part was given or passed by: to the next one in guided making, else to the first page."""
    kept = remembered(step)
    if "passed" not in kept or kept.get("id") != event.id:
        return home(step, event)
    kept["passed"] = [*kept["passed"], of]
    step.memory.keep(**{SLOT: kept})
    following = pages.still_wanted(sight(step, event), kept["passed"])
    return part(step, event, following) if following else home(step, event)


def take_down(step: Step, event_id: int) -> list[Answer]:
    """Take the screens away that stand further up; those too old to be deleted lose their buttons."""
    return [
        Answer(
            "deleteMessage" if step.work.now - sent_at < DELETABLE else "editMessageReplyMarkup",
            {"chat_id": step.chat_id, "message_id": message_id},
        )
        for message_id, sent_at in screens.take_down(step.work, DRAFT, event_id, step.chat_id)
        if message_id != step.pressed
    ]


def end(step: Step, event_id: int, html: Markup, keyboard: dict[str, Any] | None = None) -> Answers:
    """Leave the editor: its message says what became of the event, and is no screen any more."""
    down = take_down(step, event_id)
    leave(step)
    return [*down, step.show(html, keyboard)]


def sorry(t: Speech, no: NetworkError) -> Markup:
    """Word what a rule said no to, as a note on a page."""
    said = {name: t.number(value) if isinstance(value, int) else value for name, value in no.arguments.items()}
    return Markup("❗ {}").format(t(no.message, **said))


# The screen as a notice: what changes beside it (a co-organiser accepts, say) is drawn where it stands.

Drawn = tuple[Sight, Charter]


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, Drawn]:
    writing = [event for event in reading.read(work, event_ids).values() if event.state in drafts.WRITABLE]
    authors = people.readers(work, list({event.author_id for event in writing}))
    return {
        event.id: (look(work, authors[event.author_id], event), work.charter)
        for event in writing
        if event.author_id in authors
    }


def _render(drawn: Drawn, reader: Reader, t: Speech) -> Message | None:
    seen, charter = drawn
    if reader.id != seen.event.author_id or seen.event.state not in {EventState.DRAFT, *view.ENDINGS}:
        return None
    return Message(*view.home(t, charter, seen))


SCREEN = NoticeKind(DRAFT, _load, _render, no_reminder="a screen that is being written on")
