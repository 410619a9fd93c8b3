"""Pictures and files that people send: what Telegram keeps for us, by a reference that only this bot can use."""

from aiogram.types import Message

from db.values import Attachment
from handlers.kit.bidi import one_line, shorten

LONGEST_NAME = 100


def of_message(message: Message, bot_id: int) -> Attachment | None:
    """Read the photo (its largest size), video or file of a message; None for everything else.

    A GIF is none of them: Telegram hands it over as a file, but takes it back as neither file nor video.
    """
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Attachment("photo", largest.file_id, bot_id)
    if message.video:
        return Attachment("video", message.video.file_id, bot_id, _name(message.video.file_name))
    if message.document and not message.animation:
        return Attachment("document", message.document.file_id, bot_id, _name(message.document.file_name))
    return None


def _name(given: str | None) -> str | None:
    return shorten(one_line(given), LONGEST_NAME) or None if given else None
