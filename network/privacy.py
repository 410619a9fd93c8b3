"""What is held about a person: handing it out, and erasing it. Both follow the tags on the models; what says nothing
stops them (docs/decisions/0010-export-and-erasure.md).
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from db.queries import announcements as announcement_queries
from db.queries import (
    attendance,
    discussion_privacy,
    event_changes,
    event_deciding,
    event_organisers,
    event_privacy,
    house,
)
from db.queries import hubs as hub_queries
from db.queries import order as order_queries
from db.queries import privacy as queries
from db.queries import team as team_queries
from db.values import Purpose
from network import announcements, applications, clearing, confirmation, consent, drafts, notices, people, team
from network.confirmation import Deed
from network.discussions import authors, bundles
from network.discussions import kinds as discussion_kinds
from network.events import attending
from network.events import kinds as event_kinds
from network.hubs import kinds as hub_kinds
from network.hubs import leaving as leaving_groups
from network.order import forgetting
from network.order import kinds as order_kinds
from network.people import Reader
from network.work import Work

PROOF_KEY = "proof_key"

Subjects = Callable[[Session, int], Sequence[int]]


def _none(_session: Session, _person_id: int) -> Sequence[int]:
    return ()


@dataclass(frozen=True, slots=True)
class Shows:
    """Which subjects of one kind of notice show a person, given their row number.

    Copies about subjects that `go` with the person are taken back; those that only `name` them are edited.
    """

    go: Subjects = _none
    name: Subjects = _none


# A kind of notice that is missing here fails a test: nobody would correct its copies when somebody is erased.
SHOWS: Mapping[str, Shows] = {
    applications.CARD: Shows(go=queries.applications_of, name=queries.applications_naming),
    applications.OVERDUE: Shows(go=queries.applications_of, name=queries.applications_naming),
    applications.WAITS: Shows(go=queries.applications_of),
    applications.DECISION: Shows(go=queries.applications_of, name=queries.applications_naming),
    applications.QUESTION: Shows(go=queries.questions_to, name=queries.questions_by),
    applications.ANSWERED: Shows(go=queries.answers_by),
    announcements.ANNOUNCEMENT: Shows(),  # what the network told its members stays
    announcements.CARD: Shows(name=announcement_queries.by),
    announcements.LINE: Shows(),
    announcements.DONE: Shows(),
    announcements.DRAFT: Shows(),  # stands in its author's own chat, which is cleared
    team.INVITED: Shows(go=team_queries.invitations_of, name=team_queries.invitations_by),
    team.JOINED: Shows(go=team_queries.invitations_of),
    team.CHANGED: Shows(),
    event_kinds.EVENT: Shows(name=event_privacy.by),
    event_kinds.EVENT_GROUP: Shows(name=event_privacy.by),
    event_kinds.EVENT_POSTED: Shows(),  # its public lines name nobody
    event_kinds.DECIDE: Shows(go=event_privacy.untold_by, name=event_privacy.deciding),
    event_kinds.DECIDED: Shows(),
    event_kinds.ASKED: Shows(go=event_deciding.told_to),  # it names no coordinator
    event_kinds.TOLD: Shows(go=event_deciding.told_to),
    event_kinds.DRAFT: Shows(),  # stands in its author's own chat, which is cleared
    event_kinds.CHANGED: Shows(),
    event_kinds.EDITED: Shows(name=event_changes.made_by),
    event_kinds.OFFERED: Shows(),
    event_kinds.GUESTS: Shows(name=attendance.gone_to_by),
    event_kinds.FILLING: Shows(),
    event_kinds.INVITED: Shows(go=event_organisers.invitations_of, name=event_organisers.invitations_by),
    event_kinds.JOINED: Shows(go=event_organisers.invitations_of),
    event_kinds.QUESTION: Shows(go=event_privacy.questions_by, name=event_privacy.answered_by),
    event_kinds.ANSWERED: Shows(name=event_privacy.answered_by),
    event_kinds.OVER: Shows(),
    event_kinds.FEEDBACK: Shows(),
    event_kinds.SUMMARY_ASKED: Shows(),
    event_kinds.SUMMARY: Shows(),  # what the network told its members stays
    event_kinds.USED: Shows(),
    bundles.BUNDLE: Shows(),  # network/discussions/authors.py has every post told anew
    discussion_kinds.DRAFT: Shows(),  # stands in its author's own chat, which is cleared
    # What shows somebody's posts is drawn anew where they are emptied (network/discussions/authors.py).
    **dict.fromkeys((*discussion_kinds.ABOUT_DISCUSSIONS, *discussion_kinds.ABOUT_POSTS), Shows()),
    discussion_kinds.CARD_IN_GROUP: Shows(),
    discussion_kinds.REWRITE: Shows(),  # as the draft
    discussion_kinds.CARD_IN_GROUP: Shows(),  # as what shows posts
    "reminder": Shows(go=event_privacy.reminders_of),
    hub_kinds.CARD: Shows(name=hub_queries.administered_by),
    hub_kinds.TROUBLE: Shows(name=hub_queries.administered_by),
    hub_kinds.WAY: Shows(),
    order_kinds.CARD: Shows(name=order_queries.about),
    order_kinds.TOLD: Shows(),  # names nobody, and stands in its author's own chat, which is cleared
    order_kinds.OUTCOME: Shows(name=order_queries.of_author),
    order_kinds.ANSWERED: Shows(go=order_queries.of_author),
    order_kinds.RESTORED: Shows(),
    Purpose.GUIDELINES: Shows(),
    Purpose.PRIVACY: Shows(),
}


@dataclass(frozen=True, slots=True)
class Export:
    """Everything held about one person: for each group its entries, each a plain value by name. Times are aware UTC."""

    taken_at: datetime
    groups: Mapping[str, Sequence[Mapping[str, Any]]]

    def to_json(self) -> bytes:
        """Return it for machines: UTF-8 JSON, times as ISO 8601 in UTC."""
        document = {"taken_at": self.taken_at, **self.groups}
        return json.dumps(document, default=_plain, ensure_ascii=False, indent=2).encode()


def export(work: Work, reader: Reader) -> Export:
    """Collect everything held about the reader, empty groups left out.

    Raises PrivacyGapError when a table or column does not say whether it is exported.
    """
    found = queries.everything_about(work.session, reader.id, reader.telegram_id)
    written = announcement_queries.written_by(work.session, reader.id)
    found["announcement_texts"] = _words(written)
    found["event_texts"] = _words(event_privacy.written_in_events(work.session, reader.id))
    found["reminder_texts"] = _words(event_privacy.written_in_reminders(work.session, reader.id))
    _discussed(found, work.session, reader.id)
    _beside(found, "hub_groups", "group", hub_queries.titles_inside(work.session, reader.id))
    _beside(found, "requests_to_join_groups", "group", hub_queries.titles_asked(work.session, reader.id))
    first = {"profile": found.pop("profile")}
    return Export(work.now, {name: entries for name, entries in (first | found).items() if entries})


def ends_membership(reader: Reader, purpose: Purpose) -> bool:
    """Whether withdrawing this consent means leaving: nobody can take part without it."""
    return reader.takes_part and purpose in consent.NEEDED


def ask_to_erase(work: Work, reader: Reader) -> str:
    """Begin an erasure: the token that the second confirmation must bring."""
    return confirmation.ask(work, reader, Deed.ERASE)


def erase(work: Work, reader: Reader, token: str, *, goodbye: int | None = None) -> None:
    """Erase the reader, who confirmed a second time with `token`; see `erase_person`.

    Raises Outdated when the question was asked too long ago, or of somebody else they have been since.
    """
    confirmation.require(work, reader, Deed.ERASE, token)
    erase_person(work, reader.id, reader.telegram_id, goodbye=goodbye)


def erase_person(work: Work, person_id: int, telegram_id: int, *, goodbye: int | None = None) -> None:
    """Erase a person: rows deleted or emptied as tagged, all copies that show them taken back or corrected.

    Their own chat is cleared, but for the message `goodbye` (Telegram's id), which then tells them what was done.
    The proof of consent stays. Whoever calls this answers for the permission.
    Raises PrivacyGapError when the models leave a gap.
    """
    session = work.session
    going = [(kind, subject) for kind, shows in SHOWS.items() for subject in shows.go(session, person_id)]
    named = [(kind, subject) for kind, shows in SHOWS.items() for subject in shows.name(session, person_id)]
    proof = proof_of(work, telegram_id) if queries.has_consents(session, person_id) else None
    # Telegram writes letters beyond ASCII as \u escapes, others as they are.
    name = people.readers(work, [person_id])[person_id].name
    spelt = {name, json.dumps(name)[1:-1]} if name else set()
    queries.blank_mentions(session, [str(telegram_id), *sorted(spelt)])
    leaving_groups.leaves(work, person_id)
    clearing.ask(work, person_id, telegram_id, but=goodbye)
    drafts.drop_about(work, queries.applications_of(session, person_id))
    drafts.drop_searches(work)
    announcement_queries.forget_unsent(session, person_id)
    attending.withdraw_all(work, person_id)
    drafts.drop_about_events(work, event_privacy.untold_by(session, person_id))
    event_privacy.forget_untold(session, person_id)
    authors.erased(work, person_id)
    forgetting.erased(work, person_id)
    queries.erase(session, person_id, telegram_id)
    queries.close_person(session, person_id, proof, work.now)
    queries.blank_inbox(session, telegram_id, work.now)
    for kind, subject in going:
        notices.retract(work, kind, subject)
    for kind, subject in named:
        notices.revise(work, kind, subject)


def proof_of(work: Work, telegram_id: int) -> str:
    """Return the keyed hash that ties kept consents to one Telegram id, for whoever knows that id to check.

    The key is this database's own: two networks' proofs cannot be compared.
    """
    key = house.secret(work.session, PROOF_KEY)
    return hmac.new(bytes.fromhex(key), str(telegram_id).encode(), hashlib.sha256).hexdigest()


def _discussed(found: dict[str, list[dict[str, Any]]], session: Session, person_id: int) -> None:
    """Put beside posts what they are about, and rich texts as plain ones."""
    titles = {
        "posts": discussion_privacy.titles_of_posts(session, person_id),
        "followed_discussions": discussion_privacy.titles_followed(session, person_id),
    }
    for group, named in titles.items():
        _beside(found, group, "discussion", named)
    for group, name in (("posts", "text"), ("discussions", "conclusion")):
        for entry in found.get(group, ()):
            entry[name] = entry[name].get("text") if entry[name] else None


def _beside(found: dict[str, list[dict[str, Any]]], group: str, name: str, titles: Sequence[str | None]) -> None:
    """Put a title beside each entry of a group, in their order."""
    found[group] = [{name: title, **entry} for entry, title in zip(found.get(group, ()), titles, strict=True)]


def _words(versions: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"language": row.language, "text": row.body["text"]} for row in versions]


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no plain form")
