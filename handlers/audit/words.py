"""Lines of the audit log as sentences. Whom they are about stands after a colon: no language must bend a name."""

from collections.abc import Mapping
from typing import Any

from db.values import Timing
from handlers.kit.bidi import one_line, shorten
from handlers.kit.speech import Speech
from handlers.team.view import role_words
from network.audit_log import Line, Somebody
from network.charter import Charter
from network.errors import N_

LONGEST_NAME, LONGEST_QUOTE = 36, 48

# What is recorded without a sentence here fails a test (tests/handlers/test_audit.py).
SENTENCES: Mapping[str, str] = {
    "application.admitted": N_("{who} admitted an applicant: {whom}"),
    "application.declined": N_("{who} declined an application: {whom}"),
    "application.asked": N_("{who} asked an applicant something: {whom}"),
    "application.passed_on": N_("Undecided for long, so passed on to the network coordinators: {whom}"),
    "application.erased": N_("An application was erased, since its time was over."),
    "role.offered": N_("{who} invited a coordinator: {whom}. Role: {role}"),
    "role.taken_up": N_("{who} accepted a role: {role}"),
    "role.removed": N_("{who} took a role away: {whom}. Role: {role}"),
    "membership.left": N_("{who} left the network."),
    "announcement.begun": N_("{who} began an announcement."),
    "announcement.discarded": N_("{who} threw the draft of an announcement away."),
    "announcement.launched": N_("{who} sent an announcement: {words}"),
    "announcement.reopened": N_("{who} made a planned announcement a draft again."),
    "announcement.paused": N_("{who} paused an announcement: {words}"),
    "announcement.resumed": N_("{who} let an announcement go on: {words}"),
    "announcement.called_off": N_("{who} called an announcement off: {words}"),
    "announcement.stopped": N_("{who} stopped an announcement: {words}"),
    "announcement.corrected": N_("{who} corrected an announcement: {words}"),
    "announcement.taken_back": N_("{who} took an announcement back: {words}"),
    "announcement.sent_again": N_("{who} sent an announcement to people who may not have it: {words}"),
    "event.changed": N_("{who} changed an event: {words}"),
    "event.cancelled": N_("{who} cancelled an event: {words}"),
    "event.repeated": N_("{who} let an event repeat: {words}"),
    "event.published": N_("{who} published an event: {words}"),
    "event.admitted": N_("{who} published a member's event: {words}"),
    "event.declined": N_("{who} declined a member's event: {words}"),
    "event.asked": N_("{who} asked about a member's event: {words}"),
    "reminder.to_many": N_("{who} set a reminder for many."),
    "event.listed": N_("{who} fetched the attendee list of an event: {words}"),
    "group.linked": N_("{who} linked a Telegram group to a hub: {role}"),
    "group.unlinked": N_("{who} released a Telegram group from a hub: {role}"),
    "membership.suspended": N_("{who} suspended a member: {whom}"),
    "membership.restored": N_("A suspension ended: {whom}"),
    "case.reported": N_("A post was reported: {whom}"),
    "case.hidden": N_("{who} hid a reported post: {whom}"),
    "case.warned": N_("{who} warned the author of a reported post: {whom}"),
    "case.suspended": N_("{who} hid a reported post and suspended its author: {whom}"),
    "case.nothing": N_("{who} found nothing wrong with a reported post: {whom}"),
    "case.undone": N_("{who} took back what was decided about a post: {whom}"),
    "case.answered": N_("{who} answered what was decided about a post."),
    "group.lost": N_("The bot was taken out of a hub's Telegram group: {role}"),
}
ADMITTED_TO = N_("{who} admitted an applicant: {whom}. Topics: {topics}")
LINK_MADE = N_("{who} made a link that invites a coordinator. Role: {role}")
PLANNED = N_("{who} planned an announcement: {words}")
UNKNOWN = N_("{who} did something that this version has no words for: {code}")

KINDS: Mapping[str, str] = {
    "application": N_("Applications"),
    "role": N_("Roles"),
    "membership": N_("Membership"),
    "announcement": N_("Announcements"),
    "event": N_("Events"),
    "reminder": N_("Reminders"),
    "group": N_("Groups of the hubs"),
    "case": N_("Reported posts"),
}


def in_words(t: Speech, charter: Charter, line: Line) -> str:
    """Say what happened, in plain words of the reader's language."""
    sentence = _sentence(line)
    return t.plain(
        sentence,
        who=name_of(t, line.who) if line.who else "",
        whom=name_of(t, line.whom) if line.whom else t.plain("somebody no longer known"),
        role=role_words(t, charter, _regions(line.detail)),
        topics=t.names(charter.topic_name(topic, t.language) for topic in line.detail.get("topics") or ()),
        words=_words(t, line),
        code=line.action,
    )


def _sentence(line: Line) -> str:
    match line.action:
        case "application.admitted" if line.detail.get("topics"):
            return ADMITTED_TO
        case "role.offered" if line.whom is None:
            return LINK_MADE
        case "announcement.launched" if line.detail.get("timing") not in (None, Timing.NOW):
            return PLANNED
    return SENTENCES.get(line.action, UNKNOWN)


def name_of(t: Speech, one: Somebody) -> str:
    """Name somebody, or say what they are where they have no name (any more)."""
    if one.name:
        return shorten(one.name, LONGEST_NAME)
    if one.gone:
        return t.plain("Former member")
    return t.plain("An owner") if one.owner else t.plain("Somebody without a name")


def _regions(detail: Mapping[str, Any]) -> list[str]:
    """The regions of a role; none stand for the whole network."""
    one = detail.get("region")
    return list(detail.get("regions") or ([one] if one and one != "network" else []))


def _words(t: Speech, line: Line) -> str:
    """How the announcement begins or what the event is called, or its number where its words are gone."""
    if line.text is None:
        return t.plain("number {number}", number=t.number(line.subject_id))
    body = shorten(one_line(line.text.shown(t.language).body.text), LONGEST_QUOTE)
    return t.plain("“{words}”", words=body) if body else t.plain("number {number}", number=t.number(line.subject_id))
