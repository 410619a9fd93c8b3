"""Values that both rules and queries need. Standard library only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Status(StrEnum):
    """What somebody is to the network."""

    VISITOR = "visitor"
    APPLICANT = "applicant"
    MEMBER = "member"
    SUSPENDED = "suspended"
    FORMER = "former"
    ERASED = "erased"


class RoleKind(StrEnum):
    """The two kinds of coordinator."""

    REGIONAL = "regional"
    NETWORK = "network"


class Purpose(StrEnum):
    """What a consent is for. Guidelines and privacy are versioned documents; the others are plain purposes."""

    GUIDELINES = "guidelines"
    PRIVACY = "privacy"
    DIRECTORY = "directory"
    NEWSLETTER = "newsletter"


class ApplicationState(StrEnum):
    """Where a registration that a coordinator must decide stands."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class InboxState(StrEnum):
    """Where a stored update stands."""

    STORED = "stored"
    ANSWERING = "answering"
    DONE = "done"
    SET_ASIDE = "set_aside"


class NoticeState(StrEnum):
    """What the network wants of a notice's copies."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


class CopyState(StrEnum):
    """Where one copy of a notice stands in its chat."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    MAYBE = "maybe"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    SKIPPED = "skipped"
    GONE = "gone"
    DELETED = "deleted"


class Lane(StrEnum):
    """How urgent a notice is, most urgent first; answers come before all of them."""

    PERSONAL = "personal"
    ANNOUNCEMENT = "announcement"
    DIGEST = "digest"


LANE_ORDER = (Lane.PERSONAL, Lane.ANNOUNCEMENT, Lane.DIGEST)


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
    """A filter over people that can be stored. Empty tuples do not narrow; `people` names single persons.

    `coordinators_of` asks for the coordinators of these regions (network coordinators count for `worldwide`);
    `network_coordinators` asks for those of all regions.
    """

    people: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    coordinators_of: tuple[str, ...] = ()
    network_coordinators: bool = False
    without: tuple[int, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored, without what does not narrow."""
        stored: dict[str, Any] = {}
        for name in ("people", "statuses", "regions", "coordinators_of", "without"):
            if value := getattr(self, name):
                stored[name] = list(value)
        if self.network_coordinators:
            stored["network_coordinators"] = True
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read the form that is stored."""
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()}
        return cls(**values)
