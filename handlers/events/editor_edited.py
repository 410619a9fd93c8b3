"""Whoever edits their message means the words that came from it, and need not send them again."""

from aiogram import Router
from aiogram.types import Message

from handlers.events import editor_screen as screen
from handlers.events import editor_view as view
from handlers.events.editor_typed import line
from handlers.kit import bidi, richtext
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network import notices
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import drafts
from network.events.kinds import DRAFT

router = Router(name="events editor edited")


async def a_source(message: Message, step: Step) -> bool:
    """Whether words of the event came from this message."""
    return screen.words_from(step, message.message_id) is not None


@router.edited_message(a_source)
async def edited(message: Message, step: Step) -> Answers:
    """Take over what was changed in the message itself; the screen that stands shows it."""
    words, source = richtext.of_message(message), screen.words_from(step, message.message_id)
    try:
        event = drafts.draft(step.work, step.reader, int(screen.remembered(step).get("id") or 0))
    except (NotAllowed, Outdated):
        screen.leave(step)
        return None  # it went out, or was thrown away
    if words is None or not bidi.one_line(words.text) or source is None:
        return None
    which, language = source
    body = line(words) if which == view.TITLE else words
    try:
        drafts.set_version(step.work, step.reader, event.id, which, language, body)
    except NetworkError as no:
        return step.say(screen.sorry(step.t, no))
    if step.memory.state == f"{screen.SLOT}:{screen.AT_HOME}":  # another page is in the midst of asking something
        notices.revise(step.work, DRAFT, event.id)
    return None
