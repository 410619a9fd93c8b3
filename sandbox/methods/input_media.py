"""`InputMedia`: a piece of media described in JSON, for albums and for editMessageMedia."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, refuse
from sandbox.methods import Call
from sandbox.methods.kit import CAPTION_LIMIT, caption_content, stored, text_of
from sandbox.methods.media import media_given, spoiler
from sandbox.model.files import Media
from sandbox.params import Params, Upload
from sandbox.text.spans import Span

Json = dict[str, Any]
KINDS = {"photo", "video", "document", "audio", "animation"}
PREFIX = "can't parse InputMedia: "


@dataclass(slots=True)
class Item:
    """What a call wants to show, its caption parsed and its file not looked at yet."""

    call: Call
    kind: str
    caption: str
    spans: list[Span]
    given: str
    upload: Upload | None

    def content(self, too_long: str) -> Json:
        """The fields beside the file; `too_long` is what is said of a caption over 1,024 characters."""
        kept = stored(self.call, self.caption, self.spans, allow_empty=True)
        if len(kept.text) > CAPTION_LIMIT:
            refuse(too_long)
        return caption_content(self.call, kept) | spoiler(self.kind, self.call.params)

    async def media(self) -> Media:
        return await media_given(self.call, self.kind, self.given, self.upload, self.call.params)


def item_given(call: Call, given: Any, *, album: bool = False) -> Item:
    """Reads one InputMedia in Telegram's order: the caption's markup, the type, the file's name."""
    if not isinstance(given, dict):
        refuse(PREFIX + "expected an Object")
    inner = Call(call.world, call.bot, Params(given, call.params.files))
    try:
        caption, spans = text_of(inner, "caption", entities="caption_entities")
    except ApiError as error:
        text = error.description.removeprefix("Bad Request: ")
        raise ApiError(error.code, f"Bad Request: {PREFIX}{text[:1].upper()}{text[1:]}") from error
    kind = given.get("type")
    if not isinstance(kind, str):
        refuse(PREFIX + 'Can\'t find field "type"')
    kind = kind.lower()
    if kind not in KINDS:
        refuse(f'{PREFIX}type "{kind}" is unsupported')
    if album and kind == "animation":
        refuse(PREFIX + 'type "animation" can\'t be used in sendMediaGroup')
    name = inner.params.text("media")
    upload = call.params.files.get(name.removeprefix("attach://")) if name.startswith("attach://") else None
    if not name or (name.startswith("attach://") and upload is None):
        refuse(PREFIX + "media not found")
    return Item(inner, kind, caption, spans, name, upload)
