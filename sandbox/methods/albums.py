"""sendMediaGroup: several pieces of media that phones show as one."""

from typing import Any

from sandbox.errors import ApiError, refuse
from sandbox.methods import Call, method
from sandbox.methods.input_media import Item, item_given
from sandbox.methods.kit import chat_of, part_refused, reachable
from sandbox.methods.sending import KINDS_OF_MEDIA, reply_of, thread_of, writable
from sandbox.model.files import Media
from sandbox.params import Params
from sandbox.views import message_for_bot

Json = dict[str, Any]
LARGEST = 10
ALONE = ("document", "audio")
# What Telegram's servers refuse, and not the Bot API server: told with the place in the album.
BY_SERVER = ("IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "failed to get HTTP URL content")
SERVERS_WORDS = {"failed to get HTTP URL content": "WEBPAGE_CURL_FAILED"}


def size_of_album(params: Params) -> int:
    """How many messages the call would send: the limits count each of them."""
    try:
        given = params.json("media")
    except ValueError:
        return 1
    return max(1, len(given)) if isinstance(given, list) else 1


@method("sendMediaGroup", counts=size_of_album)
async def send_media_group(call: Call) -> Any:
    """All or nothing: an album that is refused leaves no message behind. One piece alone is no album."""
    reply = reply_of(call)
    items = _items(call)
    chat = chat_of(call)
    target = reply.target(call, chat)
    found: list[tuple[Json, Media]] = []
    for place, item in enumerate(items, 1):
        content = item.content("message caption is too long")
        try:
            found.append((content, await item.media()))
        except ApiError as error:
            raise _at(place, error) from error
    _check(items, [content for content, _ in found])
    for _, media in found:
        writable(call, chat, *KINDS_OF_MEDIA[media.kind])
    thread = thread_of(call, chat, target)
    reachable(call, chat, album=True, thread=thread)
    album = call.world.next_album() if len(found) > 1 else ""
    quote = reply.quoted(call) if target is not None else None
    protected = call.params.boolean("protect_content")
    return [
        message_for_bot(
            call.world.post(
                chat,
                call.bot,
                content,
                media=media,
                reply_to=target,
                quote=quote,
                protected=protected,
                album=album,
                thread=thread,
            ),
            call.bot,
        )
        for content, media in found
    ]


def _items(call: Call) -> list[Item]:
    if not call.params.text("media"):
        refuse('parameter "media" is required')
    try:
        given = call.params.json("media")
    except ValueError:
        refuse("can't parse media JSON object")
    if given is None:
        return []
    if not isinstance(given, list):
        refuse("expected an Array of InputMedia")
    return [item_given(call, one, album=True) for one in given]


def _check(items: list[Item], contents: list[Json]) -> None:
    """Photos and videos go together; documents and audio files each among themselves."""
    if not items:
        refuse("there are no messages to send")
    if len(items) > LARGEST:
        refuse("too many messages to send as an album")
    kinds = {item.kind for item in items}
    mixed = next((item.kind for item in items if item.kind in ALONE and len(kinds) > 1), "")
    if mixed:
        refuse(f"{mixed} can't be mixed with other media types")
    if len({"show_caption_above_media" in content for content in contents if "caption" in content}) > 1:
        refuse("parameter show_caption_above_media must be the same for all messages")


def _at(place: int, error: ApiError) -> ApiError:
    text = error.description.removeprefix("Bad Request: ")
    if not text.startswith(BY_SERVER):
        return error
    return part_refused(place, SERVERS_WORDS.get(text, text), error.code)
