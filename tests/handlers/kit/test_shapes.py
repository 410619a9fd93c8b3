"""What a call shows is known by a mark, so that the next correction knows what stands there."""

from db.values import Attachment
from handlers.kit import shapes
from handlers.kit.notices import Message

PHOTO = Attachment("photo", "AgAC", 4242)
MARK = shapes.mark(PHOTO)


def test_a_call_shows_what_its_reference_says() -> None:
    sending = shapes.sending(1, Message("Look", media=(PHOTO,)))
    assert shapes.shown_by(*sending) == MARK
    correcting = shapes.correcting(Message("Look", media=(PHOTO,)), 0, None)
    assert correcting
    assert shapes.shown_by(*correcting) == MARK


def test_words_and_files_that_are_uploaded_have_no_mark() -> None:
    assert shapes.shown_by(*shapes.sending(1, Message("Look"))) is None
    assert shapes.shown_by("editMessageCaption", {"caption": "Look"}) is None
    assert shapes.shown_by("sendPhoto", {"chat_id": 1}) is None
