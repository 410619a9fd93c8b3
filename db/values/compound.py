"""Values of several parts, and the forms in which they are stored."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self


class Habits(NamedTuple):
    """What says when a chat may be written to: its zone, its person's country, quiet hours and wish about weekends.

    Quiet hours are minutes after midnight by the zone's clock; both None are the usual ones, both alike none at all.
    """

    zone: str | None = None
    country: str | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    weekends: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A formatted stretch of a RichText, in code points; `value` is a link's address or a code's language."""

    kind: str
    start: int
    length: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """Plain text with spans in code points. Only `handlers/kit/richtext.py` knows Telegram's entities and UTF-16."""

    text: str
    spans: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        spans = [[s.kind, s.start, s.length] + ([s.value] if s.value is not None else []) for s in self.spans]
        return {"text": self.text, "spans": spans} if spans else {"text": self.text}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read the form that is stored."""
        return cls(stored["text"], tuple(Span(*span) for span in stored.get("spans", ())))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that Telegram keeps: an opaque reference that only this bot can use."""

    kind: str
    reference: str
    bot_id: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """A filter over people that can be stored. What is empty does not narrow; `people` names single persons.

    Parts narrow one another, values within a part widen it. `regions` are those somebody lives in or follows,
    `languages` those they read. `consent` is a Purpose that must stand. `coordinators_of` asks for the coordinators of
    these regions (network coordinators count for `worldwide`), `network_coordinators` for those of all regions.
    `holders_of` asks for those in whose chat a copy of that notice stands, `events` (row numbers, written out) for
    those going to one of these, `event_news` for
    those who want to hear of new events. Whoever is in `without`, or matches any part and value in `excluded`, is out.
    An audience with `hubs` is of the groups linked to them, and of nobody's own chat.
    """

    people: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    member_groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    consent: str | None = None
    coordinators_of: tuple[str, ...] = ()
    network_coordinators: bool = False
    holders_of: int | None = None
    events: tuple[str, ...] = ()
    event_news: bool = False
    without: tuple[int, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored, without what does not narrow."""
        named = {part.name: getattr(self, part.name) for part in fields(self)}
        return {
            name: [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else value
            for name, value in named.items()
            if value not in {(), None, False}
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read the form that is stored."""
        values: dict[str, Any] = {
            name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
            if isinstance(value, list)
            else value
            for name, value in stored.items()
        }
        return cls(**values)
