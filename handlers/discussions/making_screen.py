"""The screen on which a discussion is written: one message that shows where it stands, and what it waits for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from db.values import DiscussionState, RichText
from handlers.discussions import making_view as view
from handlers.discussions.making_view import Page, Sight
from handlers.kit.answers import Answer
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import people, screens
from network.charter import Charter
from network.discussions import drafts, likeness, publishing
from network.discussions.drafts import Draft
from network.discussions.kinds import DRAFT
from network.errors import NetworkError
from network.people import Reader
from network.work import Work

SLOT = "discussion"
AT_HOME = "home"
DELETABLE = timedelta(hours=47)  # Telegram deletes within 48 hours
MOST_SOURCES = 10
# What is remembered beside the draft's number: the parts that were asked, discussions it is not, the language that its
# author named, the album and the message that its parts came from, and the end of a text that Telegram cut in two.
STAYING = ("passed", "others", "told", "album", "sources", "tail")


def look(work: Work, reader: Reader, draft: Draft, *, guided: bool = False) -> Sight:
    """See a draft with all that its pages need."""
    return Sight(draft, publishing.problems(work, draft), drafts.author(work, reader), guided)


def sight(step: Step, draft: Draft) -> Sight:
    """`look`, for the one in front of us."""
    return look(step.work, step.reader, draft, guided=is_guided(step, draft))


# What is remembered between two steps


def remembered(step: Step) -> dict[str, Any]:
    """What is remembered of the draft that is written."""
    kept = step.memory.data.get(SLOT)
    return kept if isinstance(kept, dict) else {}


def is_guided(step: Step, draft: Draft) -> bool:
    """Whether its author is asked one thing after the other."""
    kept = remembered(step)
    return "passed" in kept and kept.get("id") == draft.id


def awaited(step: Step) -> str | None:
    """What the page that is shown awaits; None where nothing is being written."""
    state = step.memory.state or ""
    return state.removeprefix(f"{SLOT}:") if state.startswith(f"{SLOT}:") else None


def awaits(step: Step, draft: Draft, what: str, **more: Any) -> None:
    """Remember what the page that is shown awaits; what only an earlier page needed is forgotten."""
    before = remembered(step)
    kept = {name: before[name] for name in STAYING if before.get("id") == draft.id and name in before}
    step.memory.go(f"{SLOT}:{what}", **{SLOT: {**kept, "id": draft.id, **more}})


def keep(step: Step, draft: Draft, **more: Any) -> None:
    """Remember more about a draft."""
    before = remembered(step)
    step.memory.keep(**{SLOT: {**(before if before.get("id") == draft.id else {}), "id": draft.id, **more}})


def came_from(step: Step, draft: Draft, message_id: int, which: str) -> None:
    """Remember which message title or text came from: whoever edits it there means these words."""
    others = [one for one in remembered(step).get("sources", []) if one[0] != message_id and one[1] != which]
    keep(step, draft, sources=[*others, [message_id, which]][-MOST_SOURCES:])


def words_from(step: Step, message_id: int) -> str | None:
    """Say which words (title or text) came from that message; None where none did."""
    return next((str(which) for sent, which in remembered(step).get("sources", []) if sent == message_id), None)


def no_source(step: Step, draft: Draft, which: str) -> None:
    """Forget where title or text came from: it is not what stands in that message any more."""
    keep(step, draft, sources=[one for one in remembered(step).get("sources", []) if one[1] != which])


def source_of(step: Step, which: str) -> int | None:
    """Say which message title or text came from as it stands; None where it was put together of several."""
    return next((sent for sent, what in remembered(step).get("sources", []) if what == which), None)


def leave(step: Step) -> None:
    """Forget the draft: it is published, was thrown away, or is somebody else's."""
    step.memory.drop(SLOT)
    if awaited(step) is not None:
        step.memory.go(None)


def unasked_in(data: Mapping[str, Any]) -> RichText | None:
    """Words that came unasked, of which their author has not said yet what they are; `data` is a memory's."""
    kept = data.get(SLOT)
    stored = kept.get("unasked") if isinstance(kept, dict) else None
    return RichText.from_json(stored) if isinstance(stored, dict) else None


# Showing


def show(step: Step, draft: Draft, page: Page) -> list[Answer]:
    """Show a page: a press edits its message; after something typed the screen moves to the end of the chat."""
    notice = screens.notice(step.work, DRAFT, draft.id)
    here = step.pressed is not None and screens.stands(step.work, DRAFT, draft.id, step.chat_id, step.pressed)
    down = [] if here else take_down(step, draft.id)
    return [*down, step.show(*page).showing(notice)]


def begin(step: Step, draft: Draft) -> list[Answer]:
    """Ask one thing after the other, from the first one on that is missing."""
    awaits(step, draft, AT_HOME, passed=[])
    return onward(step, draft)


def home(step: Step, draft: Draft, note: Markup | None = None) -> list[Answer]:
    """Show the whole; one thing after the other is over with it. Discussions that it may be are shown before."""
    if draft.title and (found := _unseen(step, draft)):
        return _like_these(step, draft, found)
    remembered(step).pop("passed", None)
    awaits(step, draft, AT_HOME)
    return show(step, draft, view.home(step.t, step.work.charter, sight(step, draft), note))


def part(step: Step, draft: Draft, of: str, note: Markup | None = None) -> list[Answer]:
    """Show the page of one part."""
    awaits(step, draft, of)
    return show(step, draft, view.part(step.t, step.work.charter, sight(step, draft), of, note))


def on(step: Step, draft: Draft, of: str) -> list[Answer]:
    """Go on after a part was given or passed by: to the next one that is asked, else to the whole."""
    if not is_guided(step, draft):
        return home(step, draft)
    keep(step, draft, passed=list(dict.fromkeys([*remembered(step)["passed"], of])))
    return onward(step, draft)


def onward(step: Step, draft: Draft) -> list[Answer]:
    """Ask what is missing and was not passed by; a title is compared with others as soon as it stands."""
    passed = remembered(step).get("passed", [])
    if draft.title and view.TITLE in passed and (found := _unseen(step, draft)):
        return _like_these(step, draft, found)
    standing = {view.TOPIC: draft.topic, view.TITLE: draft.title, view.TEXT: draft.text}
    following = next((of for of in view.ASKED if of not in passed and not standing.get(of)), None)
    return part(step, draft, following) if following else home(step, draft)


def _unseen(step: Step, draft: Draft) -> list[likeness.Like]:
    others = [one for one in remembered(step).get("others", []) if isinstance(one, int)]
    return likeness.like(step.work, draft.title or "", but=others)


def _like_these(step: Step, draft: Draft, found: Sequence[likeness.Like]) -> list[Answer]:
    awaits(step, draft, view.TITLE, found=[one.id for one in found])
    return show(step, draft, view.like_these(step.t, sight(step, draft), found))


def not_these(step: Step, draft: Draft) -> None:
    """Remember that the draft is none of the discussions that were shown."""
    kept = remembered(step)
    keep(step, draft, others=list(dict.fromkeys([*kept.get("others", []), *kept.get("found", [])])))


def take_down(step: Step, discussion_id: int) -> list[Answer]:
    """Take the screens away that stand further up; those too old to be deleted lose their buttons."""
    return [
        Answer(
            "deleteMessage" if step.work.now - sent_at < DELETABLE else "editMessageReplyMarkup",
            {"chat_id": step.chat_id, "message_id": message_id},
        )
        for message_id, sent_at in screens.take_down(step.work, DRAFT, discussion_id, step.chat_id)
        if message_id != step.pressed
    ]


def end(step: Step, discussion_id: int, html: Markup, keyboard: dict[str, Any] | None = None) -> list[Answer]:
    """Leave the draft: its message says what became of it, and is no screen any more."""
    down = take_down(step, discussion_id)
    leave(step)
    return [*down, step.show(html, keyboard)]


def sorry(t: Speech, no: NetworkError) -> Markup:
    """Word what a rule said no to, as a note on a page."""
    said = {name: t.number(value) if isinstance(value, int) else value for name, value in no.arguments.items()}
    return Markup("❗ {}").format(t(no.message, **said))


# The screen as a notice: what changes beside it (an edited message, say) is drawn where it stands.

Drawn = tuple[Sight, Charter]


def _load(work: Work, discussion_ids: Sequence[int]) -> Mapping[int, Drawn]:
    writing = [one for one in drafts.read(work, discussion_ids).values() if one.state is DiscussionState.DRAFT]
    authors = people.readers(work, list({one.author_id for one in writing}))
    return {
        one.id: (look(work, authors[one.author_id], one), work.charter) for one in writing if one.author_id in authors
    }


def _render(drawn: Drawn, reader: Reader, t: Speech) -> Message | None:
    seen, charter = drawn
    return Message(*view.home(t, charter, seen)) if reader.id == seen.draft.author_id else None


SCREEN = NoticeKind(DRAFT, _load, _render, no_reminder="a screen that is being written on")
