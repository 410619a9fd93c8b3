"""A person's own card: what they told, what they agreed to, and switching the optional consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.values import Purpose, Status
from network import consent, people, profile, reminders
from network.consent import Consent
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.reminders import own
from network.work import Work


@dataclass(frozen=True, slots=True)
class Card:
    """What `/me` shows to whoever takes part, or has applied to.

    `answers` by the names of `network.profile.FIELDS`; `fields` are those of them that can be changed now.
    `named_topics` is None for whoever is admitted to all topics.
    """

    answers: Mapping[str, Any]
    fields: tuple[str, ...]
    region: str | None
    joined_at: datetime | None
    named_topics: tuple[str, ...] | None
    consents: Mapping[Purpose, Consent]


def card(work: Work, reader: Reader) -> Card | None:
    """Take the reader's own snapshot; None for whoever has no profile: visitors, and those who left."""
    if not reader.takes_part:
        return None
    held = profile.read(work, reader.id)
    closed = set()
    if not profile.zone_to_ask(held.country, work.now):
        closed.add("zone")
    if reader.status is Status.APPLICANT:
        closed.update(profile.DECIDED_ON)
    lists = {
        "topics": list(work.charter.topics_in_order(topic for topic, _ in held.topics)),
        "languages": list(held.languages),
        "followed": list(held.followed),
    }
    admitted = work.charter.topics_in_order(topic for topic, admitted in held.topics if admitted)
    return Card(
        answers={field: lists[field] if field in lists else getattr(held, field) for field in profile.FIELDS},
        fields=tuple(field for field in profile.FIELDS if field not in closed),
        region=held.region,
        joined_at=held.joined_at,
        named_topics=admitted if held.topics_named else None,
        consents=consent.standing(work, reader.id),
    )


def change(work: Work, reader: Reader, field: str, value: Any) -> tuple[Reader, tuple[str, ...]]:
    """Change one field, as `network.profile.change`; returns the reader as they are now, and what to ask next."""
    asked_next = profile.change(work, reader, field, value)
    now = people.readers(work, [reader.id])[reader.id]
    if field in {"country", "zone"}:
        own.moved_zone(work, reader.id, reader.zone, now.zone)
        reminders.moved_zone(work, reader.id)
    return now, asked_next


def agree(work: Work, reader: Reader, purpose: Purpose) -> bool:
    """Switch an optional consent on; says whether it is new.

    Raises NotAllowed for whoever is neither member nor applicant, Outdated for a purpose that is not optional.
    """
    if not reader.takes_part:
        raise NotAllowed(N_("This is for members. Send /start to join; it takes about five minutes."))
    if purpose not in consent.OPTIONAL:
        raise Outdated(N_("That cannot be changed here. Send /me to see your profile."))
    return consent.give(work, reader.id, purpose, reader.language)


def disagree(work: Work, reader: Reader, purpose: Purpose) -> bool:
    """Switch an optional consent off; says whether it stood.

    Raises Outdated for a purpose that is not optional.
    """
    if purpose not in consent.OPTIONAL:
        raise Outdated(N_("That cannot be changed here. Send /me to see your profile."))
    return consent.withdraw(work, reader, purpose)
