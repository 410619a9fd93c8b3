"""What people send along becomes an attachment."""

from typing import Any

import pytest
from aiogram.types import Message

from db.values import Attachment
from handlers.kit import attached

BOT = 42
FILE = {"file_unique_id": "u"}


def message(**content: Any) -> Message:
    return Message.model_validate({"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, **content})


def size(reference: str, width: int, height: int) -> dict[str, Any]:
    return {**FILE, "file_id": reference, "width": width, "height": height}


def test_of_a_photo_the_largest_size_is_taken() -> None:
    sizes = [size("small", 90, 60), size("large", 1280, 900), size("middle", 800, 500)]
    assert attached.of_message(message(photo=sizes), BOT) == Attachment("photo", "large", BOT)


def test_a_file_keeps_its_name_without_what_turns_text_round() -> None:
    document = {**FILE, "file_id": "d", "file_name": "plan\u202efdp.exe\n"}
    assert attached.of_message(message(document=document), BOT) == Attachment("document", "d", BOT, "planfdp.exe")
    assert attached.of_message(message(document={**FILE, "file_id": "d"}), BOT) == Attachment("document", "d", BOT)


def test_a_video() -> None:
    video = {**size("v", 640, 480), "duration": 3, "file_name": "a.mp4"}
    assert attached.of_message(message(video=video), BOT) == Attachment("video", "v", BOT, "a.mp4")


GIF = {**size("g", 10, 10), "duration": 1}


@pytest.mark.parametrize(
    "content",
    [
        {"text": "hello"},
        {"voice": {**FILE, "file_id": "w", "duration": 1}},
        {"animation": GIF, "document": {**FILE, "file_id": "g"}},
    ],
)
def test_everything_else_is_none(content: dict[str, Any]) -> None:
    assert attached.of_message(message(**content), BOT) is None
