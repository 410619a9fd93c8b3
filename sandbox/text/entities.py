"""Entities a bot gives by itself (`entities`, `caption_entities`)."""

from typing import Any

from sandbox.errors import refuse
from sandbox.text.dates import of_entity
from sandbox.text.links import checked_link, user_of_link
from sandbox.text.spans import Span, code_points

_PLAIN = frozenset({
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote",
})  # fmt: skip
# Mentions, hashtags, commands and addresses are left out: Telegram finds these itself and takes no one's word for them.


def given_spans(text: str, entities: Any) -> list[Span]:
    """The spans for a list of MessageEntity objects. What is out of the text is cut or left out."""
    if not isinstance(entities, list):
        return []
    places = code_points(text)
    spans = []
    for entity in entities:
        if not isinstance(entity, dict):
            refuse("can't parse MessageEntity: expected an Object")
        offset, length = (_number(entity, name) for name in ("offset", "length"))
        kind = entity.get("type")
        if not isinstance(kind, str):
            refuse("can't parse MessageEntity: can't find field \"type\"")
        if offset < 0:
            refuse("Receive an entity with incorrect offset")
        if length < 0:
            refuse("Receive an entity with incorrect length")
        start, end = (places[min(at, len(places) - 1)] for at in (offset, offset + length))
        if span := _span(kind, entity, start, end):
            spans.append(span)
    return spans


def _number(entity: dict[str, Any], name: str) -> int:
    value = entity.get(name)
    if value is None:
        refuse(f"can't parse MessageEntity: can't find field \"{name}\"")
    try:
        return int(value)
    except (TypeError, ValueError):
        refuse(f'can\'t parse MessageEntity: field "{name}" must be of type Number')


def _span(kind: str, entity: dict[str, Any], start: int, end: int) -> Span | None:
    if kind in _PLAIN:
        return Span(kind, start, end)
    if kind == "pre":
        language = entity.get("language")
        return Span(kind, start, end, {"language": str(language)} if language else {})
    if kind == "text_link":
        url = str(entity.get("url", ""))
        person = user_of_link(url)
        if person:
            return Span("text_mention", start, end, {"user": person})
        link = checked_link(url)
        return Span(kind, start, end, {"url": link}) if link else None
    if kind == "text_mention":
        user = entity.get("user")
        person = user.get("id") if isinstance(user, dict) else None
        return Span(kind, start, end, {"user": person}) if isinstance(person, int) else None
    if kind == "custom_emoji":
        return Span(kind, start, end, {"custom_emoji_id": str(entity.get("custom_emoji_id", ""))})
    if kind == "date_time":
        return _date(entity, start, end)
    return None


def _date(entity: dict[str, Any], start: int, end: int) -> Span:
    written = of_entity(str(entity.get("date_time_format") or ""))
    if written is None:
        refuse("can't parse MessageEntity: Invalid date-time format specified")
    moment = _number(entity, "unix_time")
    if not 0 < moment < 2**31:
        refuse("Invalid date specified")
    return Span("date_time", start, end, {"unix_time": moment, "date_time_format": written})
