"""Whom an announcement is for: chosen by buttons, narrowed to what its purpose and its author's role allow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from db.queries import announcements as queries
from db.queries import attendance
from db.queries import audience_counts as audience_queries
from db.values import AnnouncementPurpose, Audience, Purpose, Status
from network import filling
from network.announcements import reading
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError
from network.events import reading as event_reading
from network.events.reading import Event
from network.people import Reader, require_coordinator
from network.work import Work

WITHOUT = "en"  # what a group reads that has no language of its own
JUST_OVER = timedelta(days=30)
_FORGED = N_("I do not know that choice. Please use the buttons.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to choose an audience by: a field of Audience, and what there is to choose from."""

    name: str
    choices: Callable[[Work, Reader], list[str]]
    excludable: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many people an audience has, by the language they read, those who blocked the bot among them.

    `groups` are the hubs' groups, with the languages they read. `estimated` marks numbers from a sample.
    """

    total: int = 0
    by_language: Mapping[str, int] = field(default_factory=dict)
    groups: int = 0
    group_languages: frozenset[str] = frozenset()
    estimated: bool = False


def _regions(work: Work, reader: Reader) -> list[str]:
    return [key for key in work.charter.regions if reader.coordinates_region(key)]


def _countries(work: Work, reader: Reader) -> list[str]:
    found = audience_queries.countries(work.session)
    return [code for code in found if reader.coordinates_region(work.charter.region_of(code).key)]


def _hubs(work: Work, reader: Reader) -> list[str]:
    linked = audience_queries.linked_hubs(work.session, work.bot_id)
    return [key for key, hub in work.charter.hubs.items() if key in linked and reader.coordinates_region(hub.region)]


def _events(work: Work, reader: Reader) -> list[str]:
    """Those that come, and those just over: people are written to before and after."""
    regions = None if reader.network_wide else reader.regions
    return [str(number) for number in attendance.with_guests(work.session, work.now - JUST_OVER, regions)]


# What an audience is chosen by, one entry each: its name is a field of Audience and a clause of db/queries/audience.py.
DIMENSIONS: Mapping[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("regions", _regions),
        Dimension("countries", _countries),
        Dimension("member_groups", lambda work, _reader: list(work.charter.member_groups)),
        Dimension("topics", lambda work, _reader: list(work.charter.topics)),
        Dimension("languages", lambda work, _reader: list(work.charter.languages)),
        Dimension("events", _events),
        Dimension("hubs", _hubs, excludable=False),
    )
}


def choices(work: Work, reader: Reader, dimension: str) -> list[str]:
    """List what the reader may choose from, by key.

    Raises NetworkError for a dimension there is not (a forged button), NotAllowed for whoever is no coordinator.
    """
    require_coordinator(reader)
    if dimension not in DIMENSIONS:
        raise NetworkError(_FORGED)
    return DIMENSIONS[dimension].choices(work, reader)


def toggle(audience: Audience, dimension: str, value: str, *, exclude: bool = False) -> Audience:
    """Choose a value, or leave it out (`exclude`); what is so already is let go. It is never both."""
    chosen: tuple[str, ...] = getattr(audience, dimension)
    excluded = audience.excluded
    pair = (dimension, value)
    if exclude:
        excluded = tuple(one for one in excluded if one != pair) if pair in excluded else (*excluded, pair)
        chosen = tuple(one for one in chosen if one != value)
    else:
        chosen = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
        excluded = tuple(one for one in excluded if one != pair)
    part: dict[str, Any] = {dimension: chosen}
    return replace(audience, **part, excluded=excluded)


def choose(
    work: Work, reader: Reader, announcement_id: int, dimension: str, value: str, *, exclude: bool = False
) -> Announcement:
    """Toggle a value in a draft's audience.

    Raises NetworkError for what is no choice (a forged button; what was chosen before can always be let go), and as
    `reading.draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    offered = choices(work, reader, dimension)
    held = value in getattr(found.audience, dimension) or (dimension, value) in found.audience.excluded
    if (value not in offered and not held) or (exclude and not DIMENSIONS[dimension].excludable):
        raise NetworkError(_FORGED)
    return _keep(work, found, toggle(found.audience, dimension, value, exclude=exclude))


def clear(work: Work, reader: Reader, announcement_id: int, dimension: str) -> Announcement:
    """Let everything go that was chosen or excluded in one dimension.

    Raises as `choose`.
    """
    found = reading.draft(work, reader, announcement_id)
    if dimension not in DIMENSIONS:
        raise NetworkError(_FORGED)
    excluded = tuple(pair for pair in found.audience.excluded if pair[0] != dimension)
    part: dict[str, Any] = {dimension: ()}
    return _keep(work, found, replace(found.audience, **part, excluded=excluded))


def set_people(work: Work, reader: Reader, announcement_id: int, *, to_people: bool) -> Announcement:
    """Say whether it goes to people's own chats, or to the chosen hubs' groups only.

    Raises as `reading.draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    queries.change(work.session, found.id, work.now, to_people=to_people)
    return reading.several(work, [found.id])[found.id]


def events(work: Work, draft: Announcement, offered: Iterable[str] = ()) -> Mapping[str, Event]:
    """Fetch the events that a draft's audience names, and those that are `offered`, by what stands in the audience."""
    left_out = {value for name, value in draft.audience.excluded if name == "events"}
    found = event_reading.read(work, [int(key) for key in {*draft.audience.events, *left_out, *offered}])
    return {str(number): event for number, event in found.items()}


def reachable(work: Work, reader: Reader, audience: Audience) -> bool:
    """Whether everything that was chosen still lies within the reader's regions."""
    asked = audience if audience.regions else replace(audience, regions=tuple(reader.regions))
    return reading.within(work.charter, reader, asked)


def effective(reader: Reader, announcement: Announcement) -> Audience:
    """Return the people it really goes to: members, with the purpose's consent, within its author's regions."""
    regions = announcement.audience.regions
    if not reader.network_wide:
        mine = tuple(sorted(reader.regions))
        regions = tuple(key for key in regions if key in mine) or mine
    newsletter = announcement.purpose is AnnouncementPurpose.NEWSLETTER
    return replace(
        announcement.audience,
        statuses=(Status.MEMBER.value,),
        regions=regions,
        hubs=(),
        consent=Purpose.NEWSLETTER.value if newsletter else None,
    )


def languages_meant(work: Work, audience: Audience) -> set[str]:
    """Return the languages that people of an audience may read, whoever joins it."""
    out = {value for name, value in audience.excluded if name == "languages"}
    return {*(audience.languages or work.charter.languages)} - out


def group_languages(work: Work, audience: Audience) -> list[str]:
    """List the languages of the groups of an audience's hubs, one for each group."""
    found = audience_queries.groups(work.session, work.bot_id, audience.hubs) if audience.hubs else []
    return [language or WITHOUT for language in found]


def hub_groups(announcement: Announcement) -> Audience | None:
    """Return the groups it goes to, if any."""
    return Audience(hubs=announcement.audience.hubs) if announcement.audience.hubs else None


def unreachable(work: Work, reader: Reader, announcement: Announcement) -> int:
    """Count the people it goes to who blocked the bot; of very many, from a sample."""
    return audience_queries.unreachable(work.session, filling.scope_of(work, effective(reader, announcement)))


def count(work: Work, reader: Reader, announcement: Announcement) -> Count:
    """Count whom it goes to, by language."""
    languages = group_languages(work, announcement.audience)
    groups, read_there = len(languages), frozenset(languages)
    if not announcement.to_people or not reachable(work, reader, announcement.audience):
        return Count(groups=groups, group_languages=read_there)
    scope = filling.scope_of(work, effective(reader, announcement))
    found = audience_queries.count_by_language(work.session, scope)
    return Count(
        total=sum(found.by_language.values()),
        by_language=found.by_language,
        groups=groups,
        group_languages=read_there,
        estimated=found.estimated,
    )


def _keep(work: Work, found: Announcement, audience: Audience) -> Announcement:
    queries.change(work.session, found.id, work.now, audience=audience.to_json())
    return reading.several(work, [found.id])[found.id]
