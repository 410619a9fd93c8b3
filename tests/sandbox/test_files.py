"""Photos and documents, both ways."""

import io
from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import BOT, Talk, png


async def upload(talk: Talk, method: str, fields: dict[str, Any], **files: tuple[str, bytes]) -> Any:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, str(value))
    for name, (file_name, data) in files.items():
        form.add_field(name, io.BytesIO(data), filename=file_name)
    async with talk.http.post(f"{talk.base}/bot42:TEST/{method}", data=form) as response:
        return await response.json()


async def fetch(talk: Talk, file_id: str) -> bytes:
    file = await talk.ok("getFile", file_id=file_id)
    async with talk.http.get(f"{talk.base}/file/bot42:TEST/{file['file_path']}") as response:
        assert response.status == 200
        return await response.read()


async def test_a_document_there_and_back(talk: Talk) -> None:
    answer = await upload(
        talk, "sendDocument", {"chat_id": talk.person, "caption": "<b>Plan</b>", "parse_mode": "HTML"},
        document=("plan ü.pdf", b"%PDF"),
    )  # fmt: skip
    sent = answer["result"]
    assert (sent["caption"], sent["caption_entities"]) == ("Plan", [{"offset": 0, "length": 4, "type": "bold"}])
    document = sent["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == ("plan ü.pdf", "application/pdf", 4)
    assert await fetch(talk, document["file_id"]) == b"%PDF"
    again = await talk.ok("sendDocument", chat_id=talk.person, document=document["file_id"])
    assert again["document"]["file_unique_id"] == document["file_unique_id"]
    seen = (await talk.see())[-1]["document"]
    async with talk.http.get(talk.base + seen["url"]) as response:
        assert (await response.read(), response.content_type) == (b"%PDF", "application/pdf")
        assert response.headers["Content-Security-Policy"] == "sandbox"


async def test_attach_names_a_part(talk: Talk) -> None:
    answer = await upload(
        talk, "sendDocument", {"chat_id": talk.person, "document": "attach://it"}, it=("a.txt", b"abc")
    )
    assert await fetch(talk, answer["result"]["document"]["file_id"]) == b"abc"


async def test_a_photo_has_sizes(talk: Talk) -> None:
    answer = await upload(talk, "sendPhoto", {"chat_id": talk.person}, photo=("a.png", png(1000, 500)))
    sizes = [(size["width"], size["height"]) for size in answer["result"]["photo"]]
    assert sizes == [(90, 45), (320, 160), (800, 400), (1000, 500)]
    assert len({size["file_id"] for size in answer["result"]["photo"]}) == 4
    assert await fetch(talk, answer["result"]["photo"][0]["file_id"]) == png(1000, 500)
    photo = answer["result"]["photo"][-1]["file_id"]
    wrong = await talk.no("sendDocument", chat_id=talk.person, document=photo)
    assert wrong == "Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    ("method", "files", "error"),
    [
        ("sendPhoto", {"photo": ("a.png", b"no picture")}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": ("a.png", png(300, 10))}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {"document": ("a.txt", b"")}, "file must be non-empty"),
        ("sendPhoto", {"photo": ("a.png", b"x" * (10 << 20) + b"x")}, "file of size 10485761 bytes is too big"),
    ],
)  # fmt: skip
async def test_what_cannot_be_sent(talk: Talk, method: str, files: dict[str, tuple[str, bytes]], error: str) -> None:
    answer = await upload(talk, method, {"chat_id": talk.person}, **files)
    assert answer["description"].startswith(f"Bad Request: {error}")


async def test_file_ids_are_checked(talk: Talk) -> None:
    answer = await upload(talk, "sendDocument", {"chat_id": talk.person}, document=("a.txt", b"abc"))
    file_id = answer["result"]["document"]["file_id"]
    assert (await talk.call("getFile", {"file_id": file_id}, token="43:OTHER"))["description"] == (
        "Bad Request: invalid file_id"
    )
    assert await talk.no("getFile") == "Bad Request: file_id not specified"
    assert await talk.no("getFile", file_id="nonsense") == "Bad Request: invalid file_id"
    assert await talk.no("sendDocument", chat_id=talk.person, document="nonsense") == (
        "Bad Request: wrong remote file identifier specified: can't unserialize it"
    )
    assert await talk.no("sendDocument", chat_id=talk.person, document="https://example.org/a.pdf") == (
        "Bad Request: failed to get HTTP URL content"
    )
    async with talk.http.get(f"{talk.base}/file/bot42:TEST/documents/file_99.txt") as response:
        assert response.status == 404


async def test_files_by_address_come_from_loopback_only(talk: Talk) -> None:
    first = await upload(talk, "sendDocument", {"chat_id": talk.person}, document=("a.txt", b"abc"))
    path = (await talk.ok("getFile", file_id=first["result"]["document"]["file_id"]))["file_path"]
    sent = await talk.ok("sendDocument", chat_id=talk.person, document=f"{talk.base}/file/bot42:TEST/{path}")
    assert await fetch(talk, sent["document"]["file_id"]) == b"abc"


async def test_captions(talk: Talk) -> None:
    params = {"chat_id": talk.person, "caption": "x" * 1025}
    answer = await upload(talk, "sendDocument", params, document=("a.txt", b"abc"))
    assert answer["description"] == "Bad Request: message caption is too long"
    sent = (await upload(talk, "sendDocument", {"chat_id": talk.person}, document=("a.txt", b"abc")))["result"]
    where = {"chat_id": talk.person, "message_id": sent["message_id"]}
    assert await talk.no("editMessageText", **where, text="x") == "Bad Request: there is no text in the message to edit"
    assert await talk.no("editMessageCaption", **where, caption="x" * 1025) == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    assert (await talk.ok("editMessageCaption", **where, caption="new"))["caption"] == "new"
    assert (await talk.no("editMessageCaption", **where, caption="new")).startswith(
        "Bad Request: message is not modified"
    )
    media = '{"type":"document","media":"attach://n","caption":"<i>b</i>","parse_mode":"HTML"}'
    edited = (await upload(talk, "editMessageMedia", {**where, "media": media}, n=("b.txt", b"new")))["result"]
    assert (edited["document"]["file_name"], edited["caption_entities"][0]["type"]) == ("b.txt", "italic")


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("photo", "a.png", png(10, 10)),
        ("document", "a.csv", b"a,b"),
        ("sticker", "s.webp", b"RIFF"),
        ("voice", "v.ogg", b"Ogg"),
    ],
)
async def test_people_send_files(talk: Talk, kind: str, name: str, data: bytes) -> None:
    form = aiohttp.FormData({"kind": kind, "caption": "Here /it is"} if kind != "sticker" else {"kind": kind})
    form.add_field("file", data, filename=name)
    url = f"{talk.base}/sandbox/people/{talk.person}/chats/{BOT}/file"
    async with talk.http.post(url, data=form) as response:
        assert response.status == 200, await response.text()
    (update,) = await talk.updates()
    message = update["message"]
    got = message["photo"][-1] if kind == "photo" else message[kind]
    assert await fetch(talk, got["file_id"]) == data
    if kind != "sticker":
        assert (message["caption"], message["caption_entities"][0]["type"]) == ("Here /it is", "bot_command")


async def share(
    talk: Talk, what: str, fields: list[tuple[str, str]], *files: tuple[str, bytes], status: int = 200
) -> Any:
    """What a person sends out of their phone's gallery."""
    form = aiohttp.FormData(fields)
    for name, data in files:
        form.add_field("file", data, filename=name)
    url = f"{talk.base}/sandbox/people/{talk.person}/chats/{BOT}/{what}"
    async with talk.http.post(url, data=form) as response:
        answer = await response.json()
        assert response.status == status, answer
        return answer


BOLD = '[{"type":"bold","offset":0,"length":3}]'


async def test_a_caption_with_entities(talk: Talk) -> None:
    fields = [("kind", "photo"), ("caption", "Our plan"), ("caption_entities", BOLD)]
    await share(talk, "file", fields, ("a.png", png(8, 8)))
    (update,) = await talk.updates()
    assert update["message"]["caption_entities"] == [{"offset": 0, "length": 3, "type": "bold"}]


async def test_people_send_albums(talk: Talk) -> None:
    """The bot gets an update for each part; only what they have in common says that they are one."""
    fields = [("kind", "photo"), ("kind", "video"), ("caption", "Our plan"), ("caption_entities", BOLD)]
    shown = await share(talk, "album", fields, ("a.png", png(8, 8)), ("b.mp4", b"moving"))
    first, second = (update["message"] for update in await talk.updates())
    assert first["media_group_id"] == second["media_group_id"] == shown["messages"][0]["media_group_id"]
    assert (first["caption"], "caption" in second, second["video"]["file_name"]) == ("Our plan", False, "b.mp4")
    assert await fetch(talk, second["video"]["file_id"]) == b"moving"


async def test_more_than_ten_files_become_two_albums(talk: Talk) -> None:
    answer = await share(
        talk, "album", [("kind", "document"), ("captions", str([f"{n}" for n in range(12)]).replace("'", '"'))],
        *[(f"{number}.txt", b"x") for number in range(12)],
    )  # fmt: skip
    albums = [message["media_group_id"] for message in answer["messages"]]
    assert (len(set(albums)), albums.count(albums[0]), albums.count(albums[-1])) == (2, 10, 2)
    assert [message["caption"] for message in answer["messages"]][10:] == ["10", "11"]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ([("kind", "photo")], 1),
        ([("kind", "photo"), ("kind", "document")], 2),
        ([("kind", "photo"), ("kind", "video")], 3),
        ([("kind", "sticker")], 2),
        ([("kind", "document"), ("captions", '["one"]')], 2),
        ([("kind", "document"), ("captions", "[")], 2),
        ([("kind", "document"), ("caption", "x" * 1025)], 2),
    ],
)
async def test_albums_no_phone_would_send(talk: Talk, fields: list[tuple[str, str]], count: int) -> None:
    await share(talk, "album", fields, *[("a.png", png(8, 8))] * count, status=400)
    assert talk.pending() == 0
