"""Values that both rules and queries need. Standard library only."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple, Self


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


# Kept in a copy's error: it may have arrived, is sent once more all the same, and says so.
AGAIN = "again"


class Lane(StrEnum):
    """How urgent a notice is, most urgent first; answers come before all of them."""

    PERSONAL = "personal"
    ANNOUNCEMENT = "announcement"
    DIGEST = "digest"


class AnnouncementPurpose(StrEnum):
    """What an announcement is for, and so who may receive it: all members, or those who agreed to the newsletter."""

    SERVICE = "service"
    NEWSLETTER = "newsletter"


class AnnouncementState(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Timing(StrEnum):
    """When an announcement goes out: at once, at one moment for all, or at an hour of each reader's own zone."""

    NOW = "now"
    AT = "at"
    MORNING = "morning"


class EventState(StrEnum):
    """Where an event stands. `waiting` is for a coordinator's word, `scheduled` for its time of publishing.

    `changing` is no event people see, but one published as somebody wants to change it, written aside.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    CHANGING = "changing"


class EventFormat(StrEnum):
    """Where people meet."""

    VIRTUAL = "virtual"
    ON_SITE = "on_site"
    HYBRID = "hybrid"


class AttendanceState(StrEnum):
    """What somebody answered to an event. `offered`: a seat is kept for somebody who stood in line, for a while."""

    GOING = "going"
    MAYBE = "maybe"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"


class Used(StrEnum):
    """Whether somebody's city used what an event was about."""

    YES = "yes"
    PLANNED = "planned"
    NO = "no"


class ReminderKind(StrEnum):
    """What a reminder is of: an event, something of one's own, or what a coordinator tells an audience."""

    EVENT = "event"
    OWN = "own"
    AUDIENCE = "audience"


class ReminderState(StrEnum):
    """Where a reminder stands. `missed`: it came due while nobody ran, and was worth nothing any more."""

    WAITING = "waiting"
    DONE = "done"
    MISSED = "missed"
    STOPPED = "stopped"


class DiscussionState(StrEnum):
    """Where a discussion stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class PostState(StrEnum):
    """Where a post stands. `deleted` by its author or erased with them, `hidden` by a coordinator (may be undone)."""

    DRAFT = "draft"
    LIVE = "live"
    DELETED = "deleted"
    HIDDEN = "hidden"


class Follow(StrEnum):
    """What somebody wants to hear of a discussion. Whoever took part follows, until they say otherwise."""

    FOLLOWS = "follows"
    TOOK_PART = "took_part"
    MUTED = "muted"


class DiscussionNews(StrEnum):
    """How somebody hears of discussions on their topics in their regions; those they follow come at once."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class CaseState(StrEnum):
    """What became of a reported post; `lapsed`: its author erased themselves before anybody decided."""

    WAITING = "waiting"
    HIDDEN = "hidden"
    WARNED = "warned"
    SUSPENDED = "suspended"
    NOTHING_WRONG = "nothing"
    LAPSED = "lapsed"


class GroupState(StrEnum):
    """Where a Telegram group stands: the bot was added, it belongs to a hub, or the bot is no longer in it."""

    ADDED = "added"
    LINKED = "linked"
    LEFT = "left"


class JoinState(StrEnum):
    """What became of somebody's request to come into a hub's group."""

    WAITING = "waiting"
    LET_IN = "let_in"
    LAPSED = "lapsed"


class ThreadPurpose(StrEnum):
    """What a forum's topic is for."""

    ANNOUNCEMENTS = "announcements"
    EVENTS = "events"
    DISCUSSION = "discussion"


class ThreadState(StrEnum):
    """Where a forum's topic stands; `gone`: somebody deleted it."""

    WANTED = "wanted"
    OPEN = "open"
    CLOSED = "closed"
    GONE = "gone"


LANE_ORDER = (Lane.PERSONAL, Lane.ANNOUNCEMENT, Lane.DIGEST)


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
