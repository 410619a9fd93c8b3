"""Reminders that a coordinator sets for an audience: their own one, once it is read back, given to many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from db.queries import audience_counts
from db.queries import own_reminders as queries
from db.values import Audience, ReminderKind, ReminderState, RichText, Status
from network import audit, filling, texts
from network.announcements import audiences
from network.errors import N_, NetworkError, Outdated
from network.people import Reader, require_coordinator
from network.reminders import own
from network.reminders.own import Own
from network.work import Work

BY = ("regions", "member_groups", "topics", "languages")  # of what announcements choose by, in this order
Chosen = Mapping[str, Sequence[str]]


def choices(work: Work, reader: Reader) -> dict[str, list[str]]:
    """List by what an audience can be chosen, and from what: only where there is anything to choose.

    Raises NotAllowed for whoever is no coordinator.
    """
    require_coordinator(reader)
    found = {name: audiences.choices(work, reader, name) for name in BY}
    return {name: offered for name, offered in found.items() if len(offered) > 1}


def count(work: Work, reader: Reader, chosen: Chosen) -> audiences.Count:
    """Count whom a reminder to these would reach. Raises NotAllowed as `choices`, NetworkError for a forged choice."""
    found = audience_counts.count_by_language(work.session, filling.scope_of(work, _audience(work, reader, chosen)))
    return audiences.Count(
        total=sum(found.by_language.values()), by_language=found.by_language, estimated=found.estimated
    )


def address(work: Work, reader: Reader, reminder_id: int, chosen: Chosen) -> Own:
    """Give a reminder of the reader's to all of these, the reader among them only where they fit.

    It heeds everybody's quiet hours from then on. Raises Outdated for one that has come already, and as `count`.
    """
    audience = _audience(work, reader, chosen)
    found = own.find(work, reader, reminder_id)
    if found.state is not ReminderState.WAITING or found.kind is not ReminderKind.OWN or found.put_off:
        raise Outdated(own.GONE)
    text = texts.write(work, reader.language, RichText(found.words))
    queries.change(
        work.session,
        found.id,
        {
            "kind": ReminderKind.AUDIENCE,
            "audience": audience.to_json(),
            "text_id": text,
            "words": None,
            "urgent": False,
            "useful_until": found.due_at + own.STILL_USEFUL,
        },
    )
    audit.record(work, reader, "reminder.to_many", "reminder", found.id, regions=list(audience.regions))
    return own.find(work, reader, found.id)


def _audience(work: Work, reader: Reader, chosen: Chosen) -> Audience:
    offered = choices(work, reader)
    if any(set(values) - set(offered.get(name, ())) for name, values in chosen.items()):
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    regions = tuple(chosen.get("regions") or ()) or (() if reader.network_wide else tuple(sorted(reader.regions)))
    parts = {name: tuple(values) for name, values in chosen.items() if name != "regions" and values}
    return replace(Audience(statuses=(Status.MEMBER.value,), regions=regions), **parts)  # type: ignore[arg-type]  # names of fields
