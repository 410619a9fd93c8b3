"""The editor's screen: one message that shows where the draft stands, and follows the coordinator down the chat."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from db.values import RichText
from handlers.announcements import letter, view
from handlers.announcements.pages import Page
from handlers.announcements.reach import Sight
from handlers.kit.answers import Answer
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import people
from network.announcements import audiences, reading, screens, sending
from network.announcements.kinds import DRAFT
from network.announcements.reading import Announcement
from network.charter import Charter
from network.errors import NetworkError
from network.people import Reader
from network.work import Work

SLOT = "announce"
DELETABLE = timedelta(hours=47)  # Telegram deletes within 48 hours

MOST_SOURCES = 10

# What is awaited from the coordinator; stands in the conversation's state behind `announce:`.
AWAITED = ("home", "text", "version", "files", "links", "when", "names")
AT_HOME, TEXT, VERSION, FILES, LINKS, WHEN, NAMES = AWAITED


def look(work: Work, reader: Reader, draft: Announcement, offered: Sequence[str] = ()) -> Sight:
    """See a draft with all that the rules say about it; `offered` are events to choose from."""
    count = audiences.count(work, reader, draft)
    return Sight(
        draft,
        count,
        sending.problems(work, reader, draft, count, letter.line),
        sending.warnings(work, draft, count),
        reader.zone,
        () if reader.network_wide else tuple(key for key in work.charter.regions if key in reader.regions),
        sending.languages_read(work, draft, count),
        audiences.events(work, draft, offered),
    )


def sight(step: Step, draft: Announcement, offered: Sequence[str] = ()) -> Sight:
    """`look`, for the one in front of us."""
    return look(step.work, step.reader, draft, offered)


# What is remembered between two steps


def remembered(step: Step) -> dict[str, Any]:
    """What the editor remembers: the draft's `id`, the `album` that is coming in, and what the page needs."""
    kept = step.memory.data.get(SLOT)
    return kept if isinstance(kept, dict) else {}


def awaits(step: Step, draft: Announcement, what: str, **more: Any) -> None:
    """Remember what the page that is shown awaits; whatever an earlier page awaited is forgotten."""
    before = remembered(step)
    kept: dict[str, Any] = {}
    if before.get("id") == draft.id:
        kept = {name: before[name] for name in ("album", "sources") if name in before}
    step.memory.go(f"{SLOT}:{what}", **{SLOT: {**kept, "id": draft.id, **more}})


def came_from(step: Step, message_id: int, language: str) -> None:
    """Remember which message of the coordinator's a version came from: who edits it there means the version, too."""
    kept = remembered(step)
    others = [one for one in kept.get("sources", []) if one[0] != message_id]
    kept = {**kept, "sources": [*others, [message_id, language]][-MOST_SOURCES:]}
    step.memory.keep(**{SLOT: kept})


def language_from(step: Step, message_id: int) -> str | None:
    """Which language's version came from that message; None where none did."""
    return next(
        (str(language) for number, language in remembered(step).get("sources", []) if number == message_id), None
    )


def leave(step: Step) -> None:
    """Forget the editor: its draft was sent, thrown away, or is somebody else's."""
    step.memory.drop(SLOT)
    if (step.memory.state or "").startswith(f"{SLOT}:"):
        step.memory.go(None)


def unasked_in(data: Mapping[str, Any]) -> RichText | None:
    """Words that came unasked, of which the coordinator has not said yet whether they are the text."""
    kept = data.get(SLOT)
    stored = kept.get("unasked") if isinstance(kept, dict) else None
    return RichText.from_json(stored) if isinstance(stored, dict) else None


# Showing


def show(step: Step, draft: Announcement, page: Page) -> list[Answer]:
    """Show a page: a press edits its message; after something typed the screen moves to the end of the chat."""
    notice = screens.notice(step.work, step.reader, draft.id)
    down = [] if step.pressed is not None else take_down(step, draft.id)
    return [*down, step.show(*page).showing(notice)]


def home(step: Step, draft: Announcement, note: Markup | None = None) -> list[Answer]:
    """Show the first page."""
    awaits(step, draft, AT_HOME if draft.text else TEXT)
    return show(step, draft, view.home(step.t, step.work.charter, sight(step, draft), note))


def take_down(step: Step, draft_id: int) -> list[Answer]:
    """Take the screens away that stand further up; those too old to be deleted lose their buttons."""
    return [
        Answer(
            "deleteMessage" if step.work.now - sent_at < DELETABLE else "editMessageReplyMarkup",
            {"chat_id": step.chat_id, "message_id": message_id},
        )
        for message_id, sent_at in screens.take_down(step.work, draft_id, step.chat_id)
    ]


def refresh(step: Step, draft: Announcement) -> None:
    """Have the screen that stands drawn anew, without a further message."""
    screens.refresh(step.work, draft.id)


def sorry(t: Speech, no: NetworkError) -> Markup:
    """Word what a rule said no to, as a note on a page."""
    said = {name: t.number(value) if isinstance(value, int) else value for name, value in no.arguments.items()}
    return Markup("❗ {}").format(t(no.message, **said))


# The screen as a notice: pictures of an album come one by one, and it counts them where it stands.

Drawn = tuple[Sight, Charter]


def _load(work: Work, announcement_ids: Sequence[int]) -> Mapping[int, Drawn]:
    drafts = [found for found in reading.several(work, announcement_ids).values() if found.is_draft]
    authors = people.readers(work, list({draft.author_id for draft in drafts}))
    return {
        draft.id: (look(work, authors[draft.author_id], draft), work.charter)
        for draft in drafts
        if draft.author_id in authors
    }


def _render(drawn: Drawn, reader: Reader, t: Speech) -> Message | None:
    seen, charter = drawn
    if reader.id != seen.draft.author_id or not reader.coordinates:
        return None
    return Message(*view.home(t, charter, seen))


SCREEN = NoticeKind(DRAFT, _load, _render, no_reminder="a screen that is being written on")
