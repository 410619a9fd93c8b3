"""What people tell about themselves: the fields, the checks of each, and changing one of them later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import applications as application_queries
from db.queries import membership as queries
from db.queries import people as people_queries
from db.values import Status
from network import greetings, people, places
from network.applications.kinds import revise_cards
from network.charter import Charter
from network.errors import N_, NetworkError, NotAllowed
from network.people import Reader
from network.work import Work

NOT_READY, NO_LIMIT = "no", "any"  # answers to "ready to advise?"; the others are counts a month
DECIDED_ON = ("member_group", "country")  # fields that stay as they are while a coordinator decides


@dataclass(frozen=True, slots=True)
class Profile:
    """All that somebody told about themselves. Codes of the charter and of CLDR, not names."""

    name: str | None
    member_group: str | None
    country: str | None
    city: str | None
    organisation: str | None
    position: str | None
    region: str | None
    zone: str | None
    advises: bool
    advice_limit: int | None
    joined_at: datetime | None
    topics_named: bool
    # Each with whether they are admitted to it.
    topics: tuple[tuple[str, bool], ...]
    languages: tuple[str, ...]
    followed: tuple[str, ...]

    @property
    def advice(self) -> str:
        """The answer to "ready to advise?", as `check_advice` takes it."""
        return NOT_READY if not self.advises else str(self.advice_limit or NO_LIMIT)


def read(work: Work, person_id: int) -> Profile:
    """Fetch all that a person told about themselves."""
    return Profile(
        **queries.profile(work.session, person_id),
        topics=tuple(people_queries.topics_of(work.session, person_id)),
        languages=tuple(people_queries.languages_of(work.session, person_id)),
        followed=tuple(people_queries.regions_followed(work.session, person_id)),
    )


# Checks. Text comes cleaned of line breaks and invisible letters. Each raises NetworkError with what would help.


def check_name(charter: Charter, value: Any) -> str:
    """A person's name. Whoever greets first has not told it yet."""
    name = _words(value, charter.limits.texts.name, N_("I need your name in letters, please."))
    if greetings.is_greeting(name):
        raise NetworkError(N_("Good to meet you! Now please write your name, as others should read it."))
    return name


def check_city(charter: Charter, value: Any) -> str:
    """The city or municipality somebody works in."""
    return _words(value, charter.limits.texts.city, N_("I need the name of your city in letters, please."))


def check_organisation(charter: Charter, value: Any) -> str:
    """The organisation somebody works for."""
    return _words(
        value, charter.limits.texts.organisation, N_("I need the name of your organisation in letters, please.")
    )


def check_position(charter: Charter, value: Any) -> str:
    """What somebody does there."""
    return _words(value, charter.limits.texts.position, N_("Please describe your position in a few words."))


def _words(value: Any, most: int, missing: str) -> str:
    if not isinstance(value, str) or not any(letter.isalpha() for letter in value):
        raise NetworkError(missing)
    if len(value) > most:
        raise NetworkError(
            N_("That is long: {length} characters, and only {most} fit here. Please send a shorter version."),
            length=len(value),
            most=most,
        )
    return value


def check_member_group(charter: Charter, value: Any) -> str:
    """One of the charter's member groups."""
    if value not in charter.member_groups:
        raise NetworkError(N_("Please choose one of the member groups."))
    return str(value)


def organisation_needed(charter: Charter, member_group: str | None) -> bool:
    """Whether somebody of this group must name their organisation: it is by that name that coordinators decide.

    For the others the city says where they work.
    """
    group = charter.member_groups.get(member_group or "")
    return group is not None and group.decided


def check_country(_charter: Charter, value: Any) -> str:
    """A country, by its code."""
    if value not in places.country_codes():
        raise NetworkError(N_("I do not know that country. Please choose it again."))
    return str(value)


def check_zone(country: str | None, value: Any, now: datetime) -> str:
    """One of the time zones of a country."""
    if not country or value not in places.zones_of(country, now):
        raise NetworkError(N_("Please choose one of the time zones of your country."))
    return str(value)


def zone_to_ask(country: str | None, now: datetime) -> list[str]:
    """The time zones to choose from, where a country has several; empty where it says by itself which."""
    zones = places.zones_of(country, now) if country else []
    return zones if len(zones) > 1 else []


def check_topics(charter: Charter, value: Any) -> list[str]:
    """At least one of the charter's topics, and no more than its limit."""
    topics = _several(value, charter.limits.most_topics, N_("Please choose at least one topic."))
    if any(topic not in charter.topics for topic in topics):
        raise NetworkError(N_("The topics have changed. Please choose them again."))
    return topics


def check_languages(charter: Charter, value: Any) -> list[str]:
    """At least one language, by its code, and no more than the charter's limit."""
    codes = _several(value, charter.limits.most_languages, N_("Please choose at least one language."))
    if any(places.language_name(code, "en") == code for code in codes):
        raise NetworkError(N_("I do not know one of these languages. Please choose them again."))
    return codes


def check_followed(charter: Charter, value: Any, own: str | None) -> list[str]:
    """Regions to follow beside one's own; none is fine."""
    regions = [region for region in value or [] if region != own]
    if any(region not in charter.regions for region in regions):
        raise NetworkError(N_("The regions have changed. Please choose them again."))
    return list(dict.fromkeys(regions))


def check_advice(charter: Charter, value: Any) -> tuple[bool, int | None]:
    """Whether somebody is ready to advise, and at most how many requests a month (None: no limit)."""
    choices = {NOT_READY: (False, None)} | {
        str(count or NO_LIMIT): (True, count) for count in charter.limits.advice_per_month
    }
    if value not in choices:
        raise NetworkError(N_("Please choose one of the answers."))
    return choices[value]


def advice_choices(charter: Charter) -> list[str]:
    """What may be answered to "ready to advise?", as `check_advice` takes it."""
    return [*(str(count or NO_LIMIT) for count in charter.limits.advice_per_month), NOT_READY]


def _several(value: Any, most: int, none: str) -> list[str]:
    chosen = [str(one) for one in dict.fromkeys(value or [])]
    if not chosen:
        raise NetworkError(none)
    if len(chosen) > most:
        raise NetworkError(N_("At most {most} can be chosen."), most=most)
    return chosen


# Changing


def change(work: Work, reader: Reader, field: str, value: Any) -> tuple[str, ...]:
    """Change one field of one's own profile; returns the fields to be asked next because of it.

    `field` is one of `FIELDS`. A new country brings its region and its time zone along; where it has several, "zone"
    is to be asked. Raises NetworkError for a value that does not fit, NotAllowed for whoever has no profile, and for
    what a coordinator is deciding on just now; Outdated when their status changed a moment ago.
    """
    if not reader.takes_part:
        raise NotAllowed(N_("You have no profile yet. Send /start to join."))
    if field not in FIELDS:
        raise NotAllowed(N_("That cannot be changed here."))
    if reader.status is Status.APPLICANT and field in DECIDED_ON:
        raise NotAllowed(
            N_("A coordinator is deciding about this just now. You can change it as soon as that is done.")
        )
    # Held, so that topics changed while a coordinator admits are either in the decision or kept out by it.
    people.require_unchanged(work, reader)
    asked_next = FIELDS[field](work, reader, value) or ()
    waiting = application_queries.waiting_of(work.session, reader.id)
    if waiting is not None:
        revise_cards(work, waiting)
    return asked_next


Change = Callable[[Work, Reader, Any], tuple[str, ...] | None]


def _plain(column: str, check: Callable[[Charter, Any], str]) -> Change:
    def change_it(work: Work, reader: Reader, value: Any) -> None:
        queries.write(work.session, reader.id, **{column: check(work.charter, value)})

    return change_it


def _change_name(work: Work, reader: Reader, value: Any) -> None:
    queries.write(work.session, reader.id, **people.as_stored(check_name(work.charter, value)))


def _change_organisation(work: Work, reader: Reader, value: Any) -> None:
    if value is None and not organisation_needed(work.charter, read(work, reader.id).member_group):
        queries.write(work.session, reader.id, organisation=None)
    else:
        queries.write(work.session, reader.id, organisation=check_organisation(work.charter, value))


def _change_member_group(work: Work, reader: Reader, value: Any) -> None:
    key = check_member_group(work.charter, value)
    held = read(work, reader.id)
    if key == held.member_group:
        return
    group = work.charter.member_groups[key]
    if group.decided:
        raise NetworkError(
            N_("Coordinators decide who belongs to this group. To change into it, leave the network and join again.")
        )
    queries.write(work.session, reader.id, member_group=key, topics_named=False)
    people_queries.replace_topics(work.session, reader.id, [topic for topic, _ in held.topics], None)


def _change_country(work: Work, reader: Reader, value: Any) -> tuple[str, ...]:
    country = check_country(work.charter, value)
    region = work.charter.region_of(country).key
    queries.write(work.session, reader.id, country=country, region=region)
    followed = people_queries.regions_followed(work.session, reader.id)
    if region in followed:
        people_queries.replace_regions(work.session, reader.id, [key for key in followed if key != region])
    zones = places.zones_of(country, work.now)
    if reader.zone in zones:
        return ()
    people_queries.set_zone(work.session, reader.id, zones[0] if zones else None)
    return ("zone",) if len(zones) > 1 else ()


def _change_zone(work: Work, reader: Reader, value: Any) -> None:
    zone = check_zone(read(work, reader.id).country, value, work.now)
    people_queries.set_zone(work.session, reader.id, zone)


def _change_topics(work: Work, reader: Reader, value: Any) -> None:
    topics = check_topics(work.charter, value)
    held = read(work, reader.id)
    # Somebody admitted to named topics may show interest in others, but is admitted to them by a coordinator only.
    admitted = {topic for topic, is_admitted in held.topics if is_admitted}
    decided = held.topics_named or reader.status is Status.APPLICANT
    people_queries.replace_topics(work.session, reader.id, topics, admitted if decided else None)


def _change_languages(work: Work, reader: Reader, value: Any) -> None:
    people_queries.replace_languages(work.session, reader.id, check_languages(work.charter, value))


def _change_advice(work: Work, reader: Reader, value: Any) -> None:
    advises, limit = check_advice(work.charter, value)
    queries.write(work.session, reader.id, advises=advises, advice_limit=limit)


def _change_followed(work: Work, reader: Reader, value: Any) -> None:
    regions: Sequence[str] = check_followed(work.charter, value, read(work, reader.id).region)
    people_queries.replace_regions(work.session, reader.id, list(regions))


FIELDS: dict[str, Change] = {
    "name": _change_name,
    "member_group": _change_member_group,
    "country": _change_country,
    "zone": _change_zone,
    "city": _plain("city", check_city),
    "organisation": _change_organisation,
    "position": _plain("position", check_position),
    "topics": _change_topics,
    "languages": _change_languages,
    "advice": _change_advice,
    "followed": _change_followed,
}
