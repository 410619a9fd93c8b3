"""In which discussion? What replies to a message about several of them waits here until its author has said so."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db.values import Attachment, RichText
from handlers.discussions import card_view as view
from handlers.discussions import own_post
from handlers.discussions.card_view import WhichPress
from handlers.kit.answers import Answers
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import inline
from handlers.kit.step import Step
from network.discussions import posting, reading
from network.discussions.reading import ShownPost
from network.errors import N_, Outdated

router = Router(name="discussions.which")
WAITING = "discussion_replies"  # what was sent before it was clear where it belongs, by the message's id
MOST_WAITING = 3
MOST_ASKED = 10


def ask(
    step: Step,
    message: Message,
    found: Sequence[ShownPost],
    rich: RichText | None,
    files: Sequence[Attachment],
    quote: str | None,
) -> Answers:
    """Keep what was sent, and ask in which of these posts' discussions it belongs."""
    waiting = _waiting(step)
    waiting[str(message.message_id)] = {
        "rich": rich.to_json() if rich is not None else None,
        "files": _stored(files),
        "quote": quote,
        "album": message.media_group_id,
        "parts": [message.message_id],
    }
    step.memory.keep(**{WAITING: dict(list(waiting.items())[-MOST_WAITING:])})
    titles = {one.discussion_id: one.title for one in found}
    buttons = [
        [view.which_button(shorten(title, view.LONGEST_LABEL), number, message.message_id)]
        for number, title in list(titles.items())[:MOST_ASKED]
    ]
    return step.say(step.t("<b>In which discussion shall I post this?</b>"), inline(step.t, *buttons))


def unasked_in(data: Mapping[str, Any]) -> list[RichText]:
    """Read what waits here in a conversation's memory; for the export."""
    waiting = data.get(WAITING)
    kept = waiting.values() if isinstance(waiting, dict) else ()
    return [RichText.from_json(one["rich"]) for one in kept if one.get("rich")]


def takes_part(step: Step, album: str) -> bool:
    """Whether an album waits here, to which further parts belong."""
    return any(kept.get("album") == album for kept in _waiting(step).values())


def join(step: Step, message: Message, rich: RichText | None, files: Sequence[Attachment]) -> None:
    """Put a further part to the album that waits."""
    for kept in _waiting(step).values():
        if kept.get("album") == message.media_group_id:
            both = posting.both(RichText.from_json(kept["rich"]) if kept["rich"] else None, rich)
            kept["rich"] = both.to_json() if both is not None else None
            kept["files"] += _stored(files)
            kept["parts"].append(message.message_id)
    step.memory.keep()


@router.callback_query(WhichPress.filter())
async def chosen(_: CallbackQuery, callback_data: WhichPress, step: Step) -> Answers:
    """Post what waited for an answer to *in which discussion?*."""
    kept = _waiting(step).pop(str(callback_data.message), None)
    if kept is None:
        raise Outdated(N_("This was posted already, or is too long ago. Please reply once more."))
    made = posting.add(
        step.work,
        step.reader,
        callback_data.id,
        RichText.from_json(kept["rich"]) if kept["rich"] else None,
        [Attachment(*one) for one in kept["files"]],
        quote=kept["quote"],
        replies_to=reading.quoted_one(reading.newest(step.work, callback_data.id), kept["quote"]),
        album=kept["album"],
    )
    for part in kept["parts"]:
        posting.adopt_own(step.work, made.id, step.chat_id, part)
    step.memory.keep()
    return own_post.line(step, made, in_place=True)


def _waiting(step: Step) -> dict[str, Any]:
    kept = step.memory.data.get(WAITING)
    return kept if isinstance(kept, dict) else {}


def _stored(files: Sequence[Attachment]) -> list[list[Any]]:
    return [[one.kind, one.reference, one.bot_id, one.name] for one in files]
