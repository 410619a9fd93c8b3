"""What notices of all kinds share."""

import pytest

from db.values import Attachment
from handlers.kit.notices import Message, marked_again
from handlers.kit.speech import speech

PHOTO = (Attachment("photo", "p", 1),)
NOTE = "\n\nYou may have received this a moment ago already."


@pytest.mark.parametrize(("room", "media"), [(4096, ()), (1024, PHOTO)])
def test_what_may_have_arrived_says_so_where_there_is_room(room: int, media: tuple[Attachment, ...]) -> None:
    fits = "&amp;" * (room - len(NOTE))  # an entity is one character to Telegram
    assert "ago already" in marked_again(Message(fits, media=media), speech("en")).html
    full = Message(fits + "x", media=media)
    assert marked_again(full, speech("en")) == full
