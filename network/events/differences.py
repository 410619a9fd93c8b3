"""What differs between two states of an event, field by field."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from network.events.reading import Event
from network.texts import Text

# The fields that can be changed once an event is published. Its regions cannot: others were asked about those.
FIELDS = (
    "title",
    "description",
    "start",
    "minutes",
    "format",
    "place",
    "link",
    "languages",
    "topics",
    "capacity",
    "answer_by",
    "picture",
    "contact",
)
# Cards, calendars and reminders must learn of these.
LOUD = frozenset({"title", "start", "minutes", "format", "place", "link"})


def values(event: Event) -> dict[str, Any]:
    """What stands in each field, as JSON knows it."""
    return {
        "title": _text(event.title),
        "description": _text(event.description),
        "start": [event.zone, event.starts_local.isoformat() if event.starts_local else None],
        "minutes": event.minutes,
        "format": event.format,
        "place": [event.place, event.latitude, event.longitude],
        "link": event.link,
        "languages": sorted(event.languages),
        "topics": sorted(event.topics),
        "capacity": event.capacity,
        "answer_by": event.answer_by.isoformat() if event.answer_by else None,
        "picture": event.picture.reference if event.picture else None,
        "contact": event.contact,
    }


def marks(event: Event) -> dict[str, str]:
    """A short mark of what stands in each field: it tells whether that is still the same, and nothing else.

    What somebody wrote is not kept a second time.
    """
    return {
        name: hashlib.blake2s(json.dumps(value, sort_keys=True).encode(), digest_size=8).hexdigest()
        for name, value in values(event).items()
    }


def between(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that differ, in their order."""
    return tuple(name for name in FIELDS if one.get(name) != other.get(name))


def _text(text: Text | None) -> Any:
    if text is None:
        return None
    versions = {language: [version.body.to_json(), version.stale] for language, version in text.versions.items()}
    return [text.source_language, versions]
