"""Files people send: one by one, or several chosen at once, which phones send as an album."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, number_in, text_in, wrong
from sandbox.control.places import PLACE, actor_at, message_at
from sandbox.control.words import caption, post, quoted, told
from sandbox.errors import ApiError
from sandbox.methods.places import on_earth, point_given, venue_given
from sandbox.model.chats import Chat
from sandbox.model.files import FOLDERS, Media, media_of
from sandbox.model.people import Person
from sandbox.params import Params
from sandbox.views import message_for_person
from sandbox.world import World

Json = dict[str, Any]
LARGEST_ALBUM = 10
IN_ALBUMS = {"photo", "video", "document", "audio"}
ALONE = {"document", "audio"}
routes = web.RouteTableDef()


def _media(world: World, kind: str, file: Any) -> Media:
    if not isinstance(file, web.FileField):
        wrong('"file" is missing: send multipart/form-data')
    if kind not in FOLDERS:
        wrong(f'"kind" must be one of {", ".join(FOLDERS)}')
    data = file.file.read()
    if not data:
        wrong("the file is empty")
    try:
        return media_of(world.files.keep(kind, data, file.filename))
    except ValueError as broken:
        wrong(f"this is no photo: {broken}")


def _structured(form: Any, name: str) -> Any:
    """A field that holds JSON."""
    given = form.get(name)
    if not given:
        return None
    try:
        return json.loads(str(given))
    except ValueError:
        wrong(f'"{name}" is not JSON')


@routes.post(PLACE + "/file")
async def share_file(request: web.Request) -> web.Response:
    person, chat = actor_at(request)
    world, form = request.app[WORLD], await request.post()
    media = _media(world, str(form.get("kind", "document")), form.get("file"))
    content = caption(world, str(form.get("caption", "")), _structured(form, "caption_entities"))
    return told(world, chat, person, content, media=media, **_where(form, chat, person))


@routes.post(PLACE + "/album")
async def share_album(request: web.Request) -> web.Response:
    """Several files chosen at once. A phone puts at most ten into an album and begins another with the eleventh."""
    person, chat = actor_at(request)
    world, form = request.app[WORLD], await request.post()
    files = form.getall("file", [])
    kinds = [str(kind) for kind in form.getall("kind", ["photo"])]
    if len(files) < 2:
        wrong("an album has at least two files")
    if len(kinds) not in {1, len(files)}:
        wrong('give one "kind" for all files, or one for each')
    kinds *= len(files) if len(kinds) == 1 else 1
    if not set(kinds) <= IN_ALBUMS or (len(set(kinds)) > 1 and ALONE & set(kinds)):
        wrong("photos and videos go together; documents and audio files each among themselves")
    media = [_media(world, kind, file) for kind, file in zip(kinds, files, strict=True)]
    captions = _captions(world, form, len(files))
    where = _where(form, chat, person)
    sent = []
    for at in range(0, len(media), LARGEST_ALBUM):
        album = world.next_album() if len(media) - at > 1 else ""
        sent += [
            post(world, chat, person, captions[place], media=media[place], album=album, **where)
            for place in range(at, min(at + LARGEST_ALBUM, len(media)))
        ]
    return answer({"messages": [message_for_person(message, person) for message in sent]})


@routes.post(PLACE + "/location")
async def share_location(request: web.Request) -> web.Response:
    """Where somebody is, or says they are."""
    person, chat = actor_at(request)
    body = await body_of(request)
    return told(request.app[WORLD], chat, person, _placed(point_given, body), thread=number_in(body, "thread", 0))


@routes.post(PLACE + "/venue")
async def share_venue(request: web.Request) -> web.Response:
    """A place with a name and an address, out of the phone's list."""
    person, chat = actor_at(request)
    body = await body_of(request)
    for name in ("title", "address"):
        text_in(body, name, needed=True, limit=255)
    return told(request.app[WORLD], chat, person, _placed(venue_given, body), thread=number_in(body, "thread", 0))


def _placed(read: Callable[[Params], Json], body: Json) -> Json:
    try:
        content = read(Params(body))
        return content if "venue" in content else {"location": on_earth(content)}
    except ApiError as error:
        wrong(f"this is no place: {error.description}")


def _captions(world: World, form: Any, count: int) -> list[Json]:
    """`caption` is the first file's, as phones have it; `captions` gives each its own."""
    given = _structured(form, "captions")
    if given is None:
        first = caption(world, str(form.get("caption", "")), _structured(form, "caption_entities"))
        return [first] + [{}] * (count - 1)
    if not isinstance(given, list) or len(given) != count or not all(isinstance(one, str) for one in given):
        wrong('"captions" must be a list of texts, one for each file')
    return [caption(world, one) for one in given]


def _where(form: Any, chat: Chat, person: Person) -> Json:
    """What a file answers, with which words of it, and in which topic it stands."""
    given, thread = str(form.get("reply_to", "")), str(form.get("thread", ""))
    target = message_at(chat, person, int(given)) if given.isdigit() else None
    quote = quoted(target, str(form.get("quote", "")))
    return {"reply_to": target, "quote": quote, "thread": int(thread) if thread.isdigit() else 0}
