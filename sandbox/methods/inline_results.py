"""`InlineQueryResult`: something that is offered, and the message it becomes, read in Telegram's order of checks."""

from typing import Any

from sandbox.errors import ApiError, refuse
from sandbox.markup import inline_checked, markup_given
from sandbox.methods import Call
from sandbox.methods.kit import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    WITH_CAPTION,
    caption_content,
    link_preview,
    stored,
    text_of,
)
from sandbox.methods.media import media_given
from sandbox.methods.places import live_given, on_earth, point_given, venue_given
from sandbox.model.inline import Result
from sandbox.params import Params

Json = dict[str, Any]
PREFIX = "can't parse InlineQueryResult: "
# The kind of file behind a type, and what its fields begin with.
FILES = {
    "photo": ("photo", "photo"), "gif": ("animation", "gif"), "mpeg4_gif": ("animation", "mpeg4"),
    "video": ("video", "video"), "audio": ("audio", "audio"), "voice": ("voice", "voice"),
    "document": ("document", "document"), "sticker": ("sticker", "sticker"),
}  # fmt: skip
TITLED = {"article": "ARTICLE_TITLE_EMPTY", "document": "FILE_TITLE_EMPTY", "video": "VIDEO_TITLE_EMPTY"}
# What must stand in a result of a type; a file named by its id needs less than one named by its address.
NEEDED = {
    "article": ("title",), "location": ("latitude", "longitude", "title"),
    "venue": ("latitude", "longitude", "title", "address"), "contact": ("phone_number", "first_name"),
    "document": ("title",), "voice": ("title",), "video": ("title",),
}  # fmt: skip


async def result_given(call: Call, given: Any) -> Result:
    """Reads one result. A file by id is looked up at once, one by address when it is chosen."""
    try:
        return await _read(call, given)
    except ApiError as error:
        words = error.description.removeprefix("Bad Request: ")
        if words.isupper():  # the servers' own words, which tell of no place
            raise
        raise ApiError(error.code, f"Bad Request: {PREFIX}{words[:1].upper()}{words[1:]}") from error


async def _read(call: Call, given: Any) -> Result:
    if not isinstance(given, dict):
        refuse("Inline query result must be an object")
    kind = _field(given, "type").lower()
    number = _field(given, "id")
    inner = Call(call.world, call.bot, Params(given))
    content = _content(call, given, required=kind == "article")
    caption, spans = text_of(inner, "caption", entities="caption_entities")
    markup = markup_given(inner.params) if given.get("reply_markup") else None
    if markup is not None and not markup.inline:
        refuse("Inline keyboard expected")
    for name in NEEDED.get(kind, ()):
        _field(given, name)
    if kind in TITLED and not str(given["title"]).strip():
        refuse(TITLED[kind])
    file, prefix = FILES.get(kind, ("", ""))
    media, address = None, ""
    if file:
        source = str(given.get(f"{prefix}_url") or "") or _field(given, f"{prefix}_file_id")
        if "://" in source:
            address = source
        else:
            media = await media_given(inner, file, source, None, inner.params)
    elif kind not in {"article", "location", "venue", "contact"}:
        refuse(f'type "{kind}" is unsupported for the inline query result')
    if content is not None:
        media, address = None, ""
    elif file:
        kept = stored(inner, caption, spans, allow_empty=True)
        if len(kept.text) > CAPTION_LIMIT:
            refuse("MEDIA_CAPTION_TOO_LONG")
        content = caption_content(inner, kept) if file in WITH_CAPTION else {}
    else:
        content = _own(kind, inner.params)
    checked = inline_checked(markup) if markup is not None else None
    return Result(number, _shown(kind, given, content), content, media, address, file, checked)


def _field(given: Json, name: str) -> str:
    value = given.get(name)
    if value is None:
        refuse(f'Can\'t find field "{name}"')
    if isinstance(value, (dict, list, bool)):
        refuse(f'Field "{name}" must be of type String')
    return str(value)


def _content(call: Call, given: Json, *, required: bool) -> Json | None:
    """`input_message_content`: another message than the result would be by itself."""
    wanted = given.get("input_message_content")
    if wanted is None and required:
        wanted = {"message_text": _field(given, "message_text")}
    if wanted is None:
        return None
    if not isinstance(wanted, dict):
        refuse('Field "input_message_content" must be of type Object')
    inner = Call(call.world, call.bot, Params(wanted))
    if wanted.get("message_text"):
        return _text(inner)
    if "latitude" in wanted and "longitude" in wanted:
        return _own("venue" if "title" in wanted and "address" in wanted else "location", inner.params)
    if "phone_number" in wanted:
        return _own("contact", inner.params)
    if required:
        refuse("Input message content is not specified")
    return None


def _text(inner: Call) -> Json:
    text, spans = text_of(inner, "message_text")
    preview = link_preview(inner)
    kept = stored(inner, text, spans)
    if len(kept.text) > TEXT_LIMIT:
        refuse("MESSAGE_TOO_LONG")
    content: Json = {"text": kept.text}
    if kept.entities:
        content["entities"] = kept.entities
    if preview:
        content["link_preview_options"] = preview
    return content


def _own(kind: str, params: Params) -> Json:
    if kind == "venue":
        return venue_given(params)
    if kind == "location":
        return {"location": on_earth(point_given(params)) | live_given(params)}
    contact = {name: _field(params.values, name) for name in ("phone_number", "first_name")}
    contact |= {name: params.text(name) for name in ("last_name", "vcard") if params.text(name)}
    return {"contact": contact}


def _shown(kind: str, given: Json, content: Json) -> Json:
    """A line of the list on a phone."""
    title = given.get("title") or given.get("first_name") or content.get("caption") or kind.replace("_", " ")
    below = given.get("description") or given.get("address") or given.get("performer") or ""
    shown = {"id": str(given["id"]), "type": kind, "title": str(title), "description": str(below)}
    if given.get("url"):
        shown["url"] = str(given["url"])
    return shown
