"""The words for kinds and states, as they are stored."""

from enum import StrEnum


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
