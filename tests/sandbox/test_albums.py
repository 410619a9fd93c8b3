"""Albums: what sendMediaGroup takes and refuses, and how each part is edited afterwards."""

import json
from typing import Any

import pytest

from sandbox.strict import Limits
from tests.sandbox.conftest import Talk, png
from tests.sandbox.test_files import fetch, upload

PHOTO = ("a.png", png(40, 30))
VIDEO = ("v.mp4", b"moving")
SONG = ("s.mp3", b"ID3")
PAPER = ("p.pdf", b"%PDF")


def part(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "media": f"attach://{name}", **more}


async def album(talk: Talk, *parts: dict[str, Any], **files: tuple[str, bytes]) -> dict[str, Any]:
    """The whole envelope of a sendMediaGroup with files sent along."""
    answer: dict[str, Any] = await upload(
        talk, "sendMediaGroup", {"chat_id": talk.person, "media": json.dumps(parts)}, **files
    )
    return answer


async def pictures(talk: Talk) -> list[dict[str, Any]]:
    """An album of a photo and a video, as the bot has it."""
    answer = await album(
        talk, part("photo", "a", caption="<b>One</b>", parse_mode="HTML"), part("video", "v"), a=PHOTO, v=VIDEO
    )
    assert answer["ok"], answer
    messages: list[dict[str, Any]] = answer["result"]
    return messages


def where(message: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}


async def test_photos_and_videos_in_one_album(talk: Talk) -> None:
    first, second = await pictures(talk)
    assert first["media_group_id"] == second["media_group_id"]
    assert second["message_id"] == first["message_id"] + 1
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("One", "bold")
    assert "caption" not in second
    assert second["video"]["file_name"] == "v.mp4"
    assert await fetch(talk, second["video"]["file_id"]) == b"moving"
    seen = (await talk.see())[-2:]
    assert [message["media_group_id"] for message in seen] == [first["media_group_id"]] * 2
    other = await pictures(talk)
    assert other[0]["media_group_id"] != first["media_group_id"]


async def test_by_file_id_and_by_address(talk: Talk) -> None:
    first, second = await pictures(talk)
    photo, video = first["photo"][-1]["file_id"], second["video"]["file_id"]
    path = (await talk.ok("getFile", file_id=video))["file_path"]
    media = [
        {"type": "photo", "media": photo, "has_spoiler": True},
        {"type": "video", "media": f"{talk.base}/file/bot42:TEST/{path}", "duration": 9, "width": 20_000},
    ]
    sent = await talk.ok("sendMediaGroup", chat_id=talk.person, media=media, protect_content=True)
    assert sent[0]["has_media_spoiler"] is True
    assert sent[0]["has_protected_content"] is True
    assert (sent[1]["video"]["duration"], sent[1]["video"]["width"]) == (9, 10_000)
    assert sent[0]["photo"][-1]["file_unique_id"] == first["photo"][-1]["file_unique_id"]


async def test_a_reply_and_one_piece_alone(talk: Talk) -> None:
    asked = await talk.send("Which?")
    photo = (await pictures(talk))[0]["photo"][-1]["file_id"]
    (alone,) = await talk.ok(
        "sendMediaGroup", chat_id=talk.person, media=[{"type": "photo", "media": photo}],
        reply_parameters={"message_id": asked["message_id"]},
    )  # fmt: skip
    assert "media_group_id" not in alone
    assert alone["reply_to_message"]["text"] == "Which?"


@pytest.mark.parametrize(("kind", "file"), [("document", PAPER), ("audio", SONG)])
async def test_documents_and_songs_stay_among_themselves(talk: Talk, kind: str, file: tuple[str, bytes]) -> None:
    sent = (await album(talk, part(kind, "x"), part(kind, "x", caption="2"), x=file))["result"]
    assert [kind in message for message in sent] == [True, True]
    before = len(await talk.see())
    mixed = await album(talk, part(kind, "x"), part("photo", "a"), x=file, a=PHOTO)
    assert mixed["description"] == f"Bad Request: {kind} can't be mixed with other media types"
    assert len(await talk.see()) == before, "an album that is refused leaves nothing"


PHOTO_PART = {"type": "photo", "media": "attach://a"}


@pytest.mark.parametrize(
    ("media", "error"),
    [
        ("", 'parameter "media" is required'),
        ("[", "can't parse media JSON object"),
        ("{}", "expected an Array of InputMedia"),
        ("[]", "there are no messages to send"),
        ([PHOTO_PART] * 11, "too many messages to send as an album"),
        (["x"], "can't parse InputMedia: expected an Object"),
        ([{"media": "x"}], "can't parse InputMedia: Can't find field \"type\""),
        ([{"type": "moon", "media": "x"}], 'can\'t parse InputMedia: type "moon" is unsupported'),
        (
            [{"type": "animation", "media": "x"}],
            'can\'t parse InputMedia: type "animation" can\'t be used in sendMediaGroup',
        ),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        ([{"type": "photo", "media": "attach://none"}], "can't parse InputMedia: media not found"),
        ([{**PHOTO_PART, "caption": "x" * 1025}], "message caption is too long"),
        ([PHOTO_PART, {"type": "photo", "media": "nonsense"}], "wrong remote file identifier specified"),
        (
            [{**PHOTO_PART, "caption": "1", "show_caption_above_media": True}, {**PHOTO_PART, "caption": "2"}],
            "parameter show_caption_above_media must be the same for all messages",
        ),
        (
            [PHOTO_PART, {"type": "photo", "media": "attach://text"}],
            'failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
        ),
        (
            [{"type": "photo", "media": "https://example.org/a.jpg"}],
            'failed to send message #1 with the error message "WEBPAGE_CURL_FAILED"',
        ),
    ],
)  # fmt: skip
async def test_albums_that_are_refused(talk: Talk, media: Any, error: str) -> None:
    given = media if isinstance(media, str) else json.dumps(media)
    fields = {"chat_id": talk.person, "media": given}
    answer = await upload(talk, "sendMediaGroup", fields, a=PHOTO, text=("t.txt", b"no picture"))
    assert answer["description"].startswith(f"Bad Request: {error}")


async def test_bad_markup_in_a_caption(talk: Talk) -> None:
    answer = await album(talk, part("photo", "a", caption="<b>", parse_mode="HTML"), a=PHOTO)
    assert answer["description"].startswith("Bad Request: can't parse InputMedia: Can't parse entities: ")


async def test_whom_an_album_does_not_reach(talk: Talk) -> None:
    """Telegram quotes its servers' words about the first part: to someone who blocked the bot that is 400, not 403."""
    photo = {"type": "photo", "media": (await pictures(talk))[0]["photo"][-1]["file_id"]}
    await talk.act("block")
    answer = await talk.call("sendMediaGroup", {"chat_id": talk.person, "media": [photo, photo]})
    assert answer["error_code"] == 400
    assert answer["description"] == ('Bad Request: failed to send message #1 with the error message "USER_IS_BLOCKED"')
    await talk.control(f"people/{talk.person}/deactivate", {})
    answer = await talk.call("sendMediaGroup", {"chat_id": talk.person, "media": [photo, photo]})
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: user is deactivated")


async def test_an_album_counts_as_many_as_it_has_parts(strict: Talk) -> None:
    sent = (await upload(strict, "sendPhoto", {"chat_id": strict.person}, photo=PHOTO))["result"]
    photo = {"type": "photo", "media": sent["photo"][0]["file_id"]}
    await strict.ok("sendMediaGroup", chat_id=strict.person, media=[photo] * 10)
    refused = await strict.call("sendMessage", {"chat_id": strict.person, "text": "x"})
    assert refused["parameters"]["retry_after"] == 9, "eleven of a burst of three: eight are owed, and one is needed"
    assert len(strict.world.limits._seconds[42]) == 11


def test_an_album_needs_room_in_the_second_and_in_the_groups_minute() -> None:
    limits = Limits()
    assert [limits.wait(1, str(chat), 10.0, 10) for chat in range(3)] == [0, 0, 0]
    assert limits.wait(1, "9", 10.5, 1) == 1
    limits = Limits()
    assert [limits.wait(1, "-1", at, 9) for at in (10.0, 30.0, 50.0, 69.9, 70.0)] == [0, 0, 20, 1, 0]


async def test_editing_a_part(talk: Talk) -> None:
    first, second = await pictures(talk)
    edited = await talk.ok("editMessageCaption", **where(second), caption="Two")
    assert (edited["caption"], edited["media_group_id"]) == ("Two", first["media_group_id"])
    swap = {"type": "video", "media": second["video"]["file_id"], "caption": "One"}
    edited = await talk.ok("editMessageMedia", **where(first), media=swap)
    assert (edited["media_group_id"], edited["caption"]) == (first["media_group_id"], "One")
    assert "photo" not in edited
    assert (await talk.no("editMessageMedia", **where(first), media=swap)).startswith(
        "Bad Request: message is not modified"
    )
    paper = (await upload(talk, "sendDocument", {"chat_id": talk.person}, document=PAPER))["result"]
    media = {"type": "document", "media": paper["document"]["file_id"]}
    assert await talk.no("editMessageMedia", **where(first), media=media) == (
        "Bad Request: can't change media type in the album"
    )
    media = json.dumps({"type": "animation", "media": "attach://g"})
    refused = await upload(talk, "editMessageMedia", {**where(first), "media": media}, g=("g.mp4", b"gif"))
    assert refused["description"] == "Bad Request: message content type can't be used in an album"
    assert await talk.ok("deleteMessage", **where(second))
    assert [message.get("media_group_id") for message in await talk.see()].count(first["media_group_id"]) == 1


async def test_media_in_the_place_of_text_and_keyboards_on_media(talk: Talk) -> None:
    sent = await talk.send("Soon")
    keys = {"inline_keyboard": [[{"text": "Going", "callback_data": "go"}]]}
    media = json.dumps(part("photo", "n", caption="Now"))
    fields = {**where(sent), "media": media, "reply_markup": json.dumps(keys)}
    edited = (await upload(talk, "editMessageMedia", fields, n=PHOTO))["result"]
    assert (edited["caption"], edited["reply_markup"], "text" in edited) == ("Now", keys, False)
    assert (await talk.see())[-1]["edited"] is True
    await talk.act("press", message_id=sent["message_id"], data="go")
    (update,) = await talk.updates()
    assert update["callback_query"]["message"]["caption"] == "Now"
    bare = await talk.ok("editMessageReplyMarkup", **where(sent))
    assert "reply_markup" not in bare
    assert bare["caption"] == "Now"
    assert (await talk.no("editMessageReplyMarkup", **where(sent))).startswith("Bad Request: message is not modified")
    same = await talk.ok("editMessageCaption", **where(sent), caption="Now", reply_markup=keys)
    assert same["reply_markup"] == keys
    emptied = await talk.ok("editMessageCaption", **where(sent), reply_markup=keys)
    assert "caption" not in emptied


async def test_edits_that_fit_no_such_message(talk: Talk) -> None:
    text = await talk.send("x")
    note = (await upload(talk, "sendVoice", {"chat_id": talk.person}, voice=("v.ogg", b"Ogg")))["result"]
    theirs = (await talk.act("write", text="mine"))["message"]
    photo = {"type": "photo", "media": (await pictures(talk))[0]["photo"][-1]["file_id"]}
    assert await talk.no("editMessageCaption", **where(text), caption="y") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert (await talk.ok("editMessageCaption", **where(note), caption="y"))["caption"] == "y"
    for message in (note, {**theirs, "chat": {"id": talk.person}}):
        assert await talk.no("editMessageMedia", **where(message), media=photo) == (
            "Bad Request: message media can't be edited"
        )
    gone = {**where(text), "message_id": 999}
    assert await talk.no("editMessageMedia", **gone, media=photo) == "Bad Request: message to edit not found"
    assert await talk.no("editMessageMedia", **where(text)) == 'Bad Request: parameter "media" is required'
    assert await talk.no("editMessageMedia", **where(text), media="[") == (
        "Bad Request: can't parse input media JSON object"
    )


@pytest.mark.parametrize(
    ("method", "kind", "file", "said", "told"),
    [
        ("sendVideo", "video", VIDEO, {"duration": 61, "width": 640, "height": 360}, {"duration": 61, "width": 640}),
        ("sendAnimation", "animation", ("g.mp4", b"gif"), {"duration": 3}, {"duration": 3, "mime_type": "video/mp4"}),
        ("sendAudio", "audio", SONG, {"title": "T", "performer": "P"}, {"title": "T", "performer": "P"}),
        ("sendVoice", "voice", ("v.ogg", b"Ogg"), {"duration": 5}, {"duration": 5, "mime_type": "audio/ogg"}),
    ],
)  # fmt: skip
async def test_other_kinds_by_themselves(
    talk: Talk, method: str, kind: str, file: tuple[str, bytes], said: dict[str, Any], told: dict[str, Any]
) -> None:
    answer = await upload(talk, method, {"chat_id": talk.person, "caption": "C", **said}, **{kind: file})
    sent = answer["result"]
    assert sent["caption"] == "C"
    assert told.items() <= sent[kind].items()
    again = await talk.ok(method, chat_id=talk.person, **{kind: sent[kind]["file_id"]})
    assert told.items() <= again[kind].items(), "a file sent again keeps what was said of it"
