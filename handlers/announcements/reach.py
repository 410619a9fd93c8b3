"""Whom an announcement reaches: how many people and groups, in which languages, and what they were chosen by. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from handlers.kit.bidi import shorten
from handlers.kit.fields import country_words
from handlers.kit.speech import Speech
from network import places
from network.announcements.audiences import DIMENSIONS, Count
from network.announcements.reading import Announcement
from network.announcements.wording import Concern, Problem
from network.charter import Charter
from network.errors import N_
from network.events.reading import Event

MOST_NAMES = 6
LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Sight:
    """A draft with what the rules make of it. `zone` is its author's; `within` are the regions they are held to.

    `may_read` are all languages in which somebody may come to read it. `events` are those it names, or may name.
    """

    draft: Announcement
    count: Count
    problems: Sequence[Problem]
    warnings: Sequence[Concern]
    zone: str | None
    within: Sequence[str] = ()
    may_read: Sequence[str] = ()
    events: Mapping[str, Event] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        """The languages of its readers, people and groups; the ones with most people first."""
        counts = self.count.by_language
        codes = {code for code, number in counts.items() if number} | self.count.group_languages
        return sorted(codes, key=lambda code: (-counts.get(code, 0), code))


def people_words(t: Speech, number: int, *, about: bool = False) -> Markup:
    """Say how many people, marked where it is an estimate."""
    if about:
        return t.n("about {number} person", "about {number} people", number)
    return t.n("{number} person", "{number} people", number)


def groups_words(t: Speech, number: int) -> Markup:
    """Say how many groups."""
    return t.n("{number} group", "{number} groups", number)


def reach_words(t: Speech, count: Count, *, to_people: bool = True) -> Markup:
    """Say how many people and groups get it."""
    people = people_words(t, count.total, about=count.estimated)
    if not count.groups:
        return people
    groups = groups_words(t, count.groups)
    return t("{people} and {groups}", people=people, groups=groups) if to_people else groups


def by_language(t: Speech, count: Count) -> str:
    """List how many read which language, most first."""
    counts = sorted(count.by_language.items(), key=lambda pair: (-pair[1], pair[0]))
    return t.names(
        t.plain("{label}: {value}", label=places.language_label(code, t.language), value=t.number(number))
        for code, number in counts
        if number
    )


def count_lines(t: Speech, sight: Sight) -> list[Markup]:
    """Say whom it reaches, and in which languages."""
    count = sight.count
    lines = [Markup("<b>{}</b>").format(reach_words(t, count, to_people=sight.draft.to_people))]
    if count.total:
        lines.append(Markup("{}").format(by_language(t, count)))
    return lines


DIMENSION_NAMES: Mapping[str, str] = {
    "regions": N_("Regions"),
    "countries": N_("Countries"),
    "member_groups": N_("Member groups"),
    "topics": N_("Topics"),
    "languages": N_("Languages"),
    "events": N_("Those going to an event"),
    "hubs": N_("Groups of hubs"),
}


def value_name(t: Speech, charter: Charter, dimension: str, key: str, events: Mapping[str, Event] | None = None) -> str:
    """Name a value of a dimension; `events` are those that values of it may name."""
    match dimension:
        case "events":
            return _event_name(t, (events or {}).get(key))
        case "regions":
            return charter.region_name(key, t.language)
        case "countries":
            return country_words(t, key)
        case "member_groups":
            return charter.member_group_name(key, t.language)
        case "topics":
            return charter.topic_name(key, t.language)
        case "hubs":
            return charter.hubs[key].name(t.language) if key in charter.hubs else key
    return places.language_label(key, t.language)


def _event_name(t: Speech, event: Event | None) -> str:
    """An event's title and day: those of a series have one title."""
    if event is None or event.title is None or event.starts_at is None:
        return "–"
    title = shorten(event.title.shown(t.language).body.text, LONGEST_TITLE)
    return t.plain("{title}, {day}", title=title, day=t.short_day(event.starts_at, event.zone))


def names_of(
    t: Speech, charter: Charter, dimension: str, keys: Sequence[str], events: Mapping[str, Event] | None = None
) -> Markup:
    """Name values of a dimension; of many, the first ones."""
    names = t.listed(value_name(t, charter, dimension, key, events) for key in keys[:MOST_NAMES])
    if len(keys) <= MOST_NAMES:
        return Markup("{}").format(names)
    others = len(keys) - MOST_NAMES
    return t.n("{names} and {number} other", "{names} and {number} others", others, names=names)


def chosen_lines(t: Speech, charter: Charter, sight: Sight) -> list[Markup]:
    """List what was chosen and left out, a line each; and the regions that a role is held to."""
    draft, lines = sight.draft, []
    if sight.within and not draft.audience.regions:
        names = names_of(t, charter, "regions", sight.within)
        lines.append(t("In the regions you coordinate: {names}", names=names))
    for dimension in DIMENSIONS:
        label = t.plain(DIMENSION_NAMES.get(dimension, dimension))
        chosen = getattr(draft.audience, dimension)
        excluded = [value for name, value in draft.audience.excluded if name == dimension]
        if chosen:
            lines.append(
                t("{label}: {value}", label=label, value=names_of(t, charter, dimension, chosen, sight.events))
            )
        if excluded:
            lines.append(t("Without: {names}", names=names_of(t, charter, dimension, excluded, sight.events)))
    return lines


def languages_words(t: Speech, codes: Sequence[str]) -> str:
    """Name several languages."""
    return t.listed(places.language_label(code, t.language) for code in codes)
