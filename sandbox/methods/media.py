"""Single photos, videos, documents and the like: sent along, by file id, or by address."""

from typing import Any

from sandbox.errors import refuse
from sandbox.fetch import fetched
from sandbox.methods import Call, method
from sandbox.methods.kit import CAPTION_LIMIT, caption_content, chat_of, markup_of, stored, text_of
from sandbox.methods.sending import reply_of, send
from sandbox.model.files import Media, StoredFile, media_of
from sandbox.params import Params, Upload

Json = dict[str, Any]
UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20
BY_URL_LIMIT = {"photo": 5 << 20}
BY_URL_OTHERS = 20 << 20
A_DAY, LONGEST_SIDE = 86_400, 10_000
# What a bot may say of a file it brings; a file that is sent again keeps what was said of it first.
SAID = {
    "video": {"duration": A_DAY, "width": LONGEST_SIDE, "height": LONGEST_SIDE},
    "animation": {"duration": A_DAY, "width": LONGEST_SIDE, "height": LONGEST_SIDE},
    "audio": {"duration": A_DAY},
    "voice": {"duration": A_DAY},
}
SPOILERS = {"photo", "video", "animation"}
# Words for a kind of file where they are not its own name (`can't use file of type Video as Document`).
CLASS_NAMES = {"voice": "VoiceNote", "video_note": "VideoNote"}


async def media_given(call: Call, kind: str, given: str, upload: Upload | None, said: Params) -> Media:
    """The file of an argument. A file id keeps its kind: a document cannot be sent again as a photo."""
    if upload is not None:
        limit = PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT
        if not upload.data:
            refuse("file must be non-empty")
        if len(upload.data) > limit:
            refuse(f"file of size {len(upload.data)} bytes is too big for a {kind}; the maximum size is {limit} bytes")
        return _described(call.world.files.keep(kind, upload.data, upload.name, _fields(kind, said)))
    given = given.strip()
    if not given:
        refuse(f"there is no {kind} in the request")
    if given.startswith("attach://"):
        refuse("wrong file identifier/HTTP URL specified")
    if "://" in given:
        data, file_name = await fetched(given, BY_URL_LIMIT.get(kind, BY_URL_OTHERS))
        return _described(call.world.files.keep(kind, data, file_name, _fields(kind, said)))
    file = call.world.files.by_id(call.bot.id, given)
    if file is None:
        if "." in given or "/" in given:
            refuse("wrong file identifier/HTTP URL specified")
        refuse("wrong remote file identifier specified: can't unserialize it")
    if file.kind != kind:
        refuse(f"can't use file of type {_class(file.kind)} as {_class(kind)}")
    return _described(file)


def _class(kind: str) -> str:
    return CLASS_NAMES.get(kind, kind.capitalize())


def _fields(kind: str, said: Params) -> Json:
    """What the call says of a new file: Telegram takes its word for it, within bounds."""
    fields: Json = {
        name: said.integer(name, low=0, high=most) for name, most in SAID.get(kind, {}).items() if said.has(name)
    }
    if kind == "audio":
        fields |= {name: said.text(name) for name in ("performer", "title") if said.text(name)}
    return fields


def _described(file: StoredFile) -> Media:
    try:
        return media_of(file)
    except ValueError as broken:
        refuse("PHOTO_INVALID_DIMENSIONS" if "dimensions" in str(broken) else "IMAGE_PROCESS_FAILED")


def spoiler(kind: str, said: Params) -> Json:
    return {"has_media_spoiler": True} if kind in SPOILERS and said.boolean("has_spoiler") else {}


async def _send(call: Call, kind: str) -> Any:
    caption, spans = text_of(call, "caption", entities="caption_entities")
    reply = reply_of(call)
    markup = markup_of(call)
    if kind not in call.params.files and not call.params.text(kind):
        refuse(f"there is no {kind} in the request")
    chat = chat_of(call)
    target = reply.target(call, chat)
    kept = stored(call, caption, spans, allow_empty=True)
    if len(kept.text) > CAPTION_LIMIT:
        refuse("message caption is too long")
    media = await media_given(call, kind, call.params.text(kind), call.params.upload(kind), call.params)
    content = caption_content(call, kept) | spoiler(kind, call.params)
    return send(call, chat, content, reply, target, markup, media)


@method("sendPhoto", counts=1)
async def send_photo(call: Call) -> Any:
    return await _send(call, "photo")


@method("sendDocument", counts=1)
async def send_document(call: Call) -> Any:
    return await _send(call, "document")


@method("sendVideo", counts=1)
async def send_video(call: Call) -> Any:
    return await _send(call, "video")


@method("sendAnimation", counts=1)
async def send_animation(call: Call) -> Any:
    return await _send(call, "animation")


@method("sendAudio", counts=1)
async def send_audio(call: Call) -> Any:
    return await _send(call, "audio")


@method("sendVoice", counts=1)
async def send_voice(call: Call) -> Any:
    return await _send(call, "voice")
