"""Photos and documents: sent along, by file id, or by address."""

from typing import Any

from sandbox.errors import refuse
from sandbox.fetch import fetched
from sandbox.methods import Call, method
from sandbox.methods.kit import CAPTION_LIMIT, caption_content, chat_of, markup_of, reply_of, send, stored, text_of
from sandbox.model.files import Media, StoredFile, media_of

UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20
BY_URL_LIMIT = {"photo": 5 << 20}
BY_URL_OTHERS = 20 << 20


async def media_given(call: Call, kind: str, name: str) -> Media:
    """The file of an argument. A file id keeps its kind: a document cannot be sent again as a photo."""
    upload = call.params.upload(name)
    if upload is not None:
        limit = PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT
        if not upload.data:
            refuse("file must be non-empty")
        if len(upload.data) > limit:
            refuse(f"file of size {len(upload.data)} bytes is too big for a {kind}; the maximum size is {limit} bytes")
        return _described(call.world.files.keep(kind, upload.data, upload.name), kind)
    given = call.params.text(name).strip()
    if not given:
        refuse(f"there is no {kind} in the request")
    if given.startswith("attach://"):
        refuse("wrong file identifier/HTTP URL specified")
    if "://" in given:
        limit = BY_URL_LIMIT.get(kind, BY_URL_OTHERS)
        data, file_name = await fetched(given, limit)
        return _described(call.world.files.keep(kind, data, file_name), kind)
    file = call.world.files.by_id(call.bot.id, given)
    if file is None:
        if "." in given or "/" in given:
            refuse("wrong file identifier/HTTP URL specified")
        refuse("wrong remote file identifier specified: can't unserialize it")
    if file.kind != kind:
        refuse(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return _described(file, kind)


def _described(file: StoredFile, kind: str) -> Media:
    try:
        return media_of(file, kind)
    except ValueError as broken:
        refuse("PHOTO_INVALID_DIMENSIONS" if "dimensions" in str(broken) else "IMAGE_PROCESS_FAILED")


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
    media = await media_given(call, kind, kind)
    content = caption_content(call, kept)
    if kind == "photo" and call.params.boolean("has_spoiler"):
        content["has_media_spoiler"] = True
    return send(call, chat, content, reply, target, markup, media)


@method("sendPhoto", counts=True)
async def send_photo(call: Call) -> Any:
    return await _send(call, "photo")


@method("sendDocument", counts=True)
async def send_document(call: Call) -> Any:
    return await _send(call, "document")
