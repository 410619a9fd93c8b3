"""A network's charter, from `network.toml`: regions, hubs, topics, member groups, languages, documents, limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from network.charter_parts import (
    DocumentEntry,
    Flood,
    Hours,
    Hub,
    Limits,
    MemberGroup,
    Named,
    Names,
    Region,
    Talk,
    Texts,
    Topic,
    in_language,
)
from network.tomlfile import CharterError, Table, TomlFile

__all__ = [
    "Charter",
    "CharterError",
    "DocumentEntry",
    "Flood",
    "Hours",
    "Hub",
    "Limits",
    "MemberGroup",
    "Region",
    "Talk",
    "Texts",
    "Topic",
    "load_charter",
    "shipped_charter",
]

SHIPPED = Path(__file__).parent / "shipped" / "network.toml"
WORLDWIDE = "worldwide"
KINDS = ("guidelines", "privacy")
DAY, LONGEST_NIGHT = 24 * 60, 16 * 60  # minutes
NO_LIMIT = 0  # in `advice_per_month`


@dataclass(frozen=True, slots=True)
class Charter:
    """All of `network.toml`, checked. The order of every collection is the file's."""

    file: Path
    languages: tuple[str, ...]
    run_by: Names
    contacts: Names
    regions: Mapping[str, Region]
    hubs: Mapping[str, Hub]
    topics: Mapping[str, Topic]
    member_groups: Mapping[str, MemberGroup]
    documents: Mapping[str, DocumentEntry]
    limits: Limits
    hours: tuple[Hours, ...] = ()

    @property
    def worldwide(self) -> Region:
        """The region of every country that no other region lists."""
        return self.regions[WORLDWIDE]

    def region_of(self, country: str) -> Region:
        """The region a country (ISO 3166 alpha-2, any case) belongs to; *worldwide* when none lists it."""
        code = country.upper()
        return next((region for region in self.regions.values() if code in region.countries), self.worldwide)

    def hub_of(self, region: str) -> Hub | None:
        """The hub of a region, if it has one."""
        return next((hub for hub in self.hubs.values() if hub.region == region), None)

    def region_name(self, key: str, language: str) -> str:
        """A region's name, English standing in; the key itself when the charter no longer knows it."""
        return _name(self.regions, key, language)

    def topic_name(self, key: str, language: str) -> str:
        """As `region_name`, for a topic (members keep topics that a later charter drops)."""
        return _name(self.topics, key, language)

    def topics_in_order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Sort topics as this file does, and as everybody is asked; those it no longer knows come last."""
        order = {key: at for at, key in enumerate(self.topics)}
        return tuple(sorted(keys, key=lambda key: (order.get(key, len(order)), key)))

    def member_group_name(self, key: str, language: str) -> str:
        """As `region_name`, for a member group."""
        return _name(self.member_groups, key, language)

    def language_for(self, code: str | None) -> str:
        """The network's language for a language code such as Telegram's (`fr`, `pt-br`), English when it has none."""
        wanted = (code or "").replace("_", "-").lower()
        lowered = {language.lower(): language for language in self.languages}
        return lowered.get(wanted) or lowered.get(wanted.partition("-")[0]) or "en"

    def runner(self, language: str) -> str:
        """Who runs the network."""
        return in_language(self.run_by, language)

    def contact(self, language: str) -> str:
        """The line that says whom to write to; fills `{contact}` in the documents."""
        return in_language(self.contacts, language)


def load_charter(path: Path | None = None) -> Charter:
    """Read and check a network's settings; None takes the shipped ones.

    Raises `CharterError`: one line with the file, the line and what is wrong.
    """
    file = TomlFile(path or SHIPPED)
    root = file.root()
    languages = _languages(root)
    run_by = root.table("run_by")
    runner, contact = run_by.names("name", languages), run_by.names("contact", languages)
    run_by.done()
    regions = _regions(root, languages)
    hubs = _hubs(root, languages, regions)
    topics: dict[str, Topic] = {}
    for key, table in root.tables("topics"):
        topics[key] = Topic(key, table.names("name", languages))
        table.done()
    charter = Charter(
        file=file.path,
        languages=languages,
        run_by=runner,
        contacts=contact,
        regions=regions,
        hubs=hubs,
        topics=topics,
        member_groups=_member_groups(root, languages),
        documents=_documents(root),
        limits=_limits(root.table("limits"), most_topics=len(topics)),
        hours=tuple(_hours(root, regions)) if "hours" in root else (),
    )
    root.done()
    return charter


@cache
def shipped_charter() -> Charter:
    """The settings that come with the program, read once."""
    return load_charter(None)


def _name(entries: Mapping[str, Named], key: str, language: str) -> str:
    entry = entries.get(key)
    return entry.name(language) if entry else key


def _languages(root: Table) -> tuple[str, ...]:
    languages = cast("tuple[str, ...]", root.listed("languages", str))
    for code in languages:
        base = code.partition("-")[0]
        if not (base.isascii() and base.isalpha() and base.islower() and 2 <= len(base) <= 3):
            raise root.fail(f"“{code}” is not a language code such as en or pt-BR", "languages", code)
    if "en" not in languages:
        raise root.fail("must hold en: English stands in wherever another language is missing", "languages")
    return languages


def _regions(root: Table, languages: tuple[str, ...]) -> dict[str, Region]:
    from network.places import country_codes  # noqa: PLC0415 - the tables of countries are read only when a charter is

    known = country_codes()
    regions: dict[str, Region] = {}
    taken: dict[str, str] = {}
    for key, table in root.tables("regions"):
        countries = cast("tuple[str, ...]", table.listed("countries", str, required=False))
        for code in countries:
            if code not in known:
                raise table.fail(f"“{code}” is not a country code of ISO 3166 (two capitals)", "countries", code)
            if code in taken:
                raise table.fail(f"{code} already belongs to the region “{taken[code]}”", "countries", code)
            taken[code] = key
        regions[key] = Region(key, table.names("name", languages), table.text("short", key), frozenset(countries))
        table.done()
    if WORLDWIDE not in regions:
        raise root.fail("the region “worldwide” is missing; it takes every country no other region lists", "regions")
    for key, region in regions.items():
        if region.worldwide and key != WORLDWIDE:
            raise root.fail(f"the region “{key}” lists no countries; only “worldwide” does without", "regions", key)
        if key == WORLDWIDE and not region.worldwide:
            raise root.fail(
                "must not list countries: it takes those no other region lists", "regions", key, "countries"
            )
    return regions


def _hubs(root: Table, languages: tuple[str, ...], regions: Mapping[str, Region]) -> dict[str, Hub]:
    hubs: dict[str, Hub] = {}
    for key, table in root.tables("hubs"):
        region = table.choice("region", regions)
        if any(hub.region == region for hub in hubs.values()):
            raise table.fail(f"the region “{region}” has a hub already", "region")
        hubs[key] = Hub(key, table.names("name", languages), region)
        table.done()
    return hubs


def _member_groups(root: Table, languages: tuple[str, ...]) -> dict[str, MemberGroup]:
    groups: dict[str, MemberGroup] = {}
    for key, table in root.tables("member_groups"):
        names, descriptions = table.names("name", languages), table.names("description", languages)
        admission = cast("Literal['at_once', 'decided']", table.choice("admission", ("at_once", "decided")))
        to_named_topics = table.flag("to_named_topics", default=False)
        if to_named_topics and admission != "decided":
            raise table.fail("only a group that is decided can be admitted to named topics", "to_named_topics")
        groups[key] = MemberGroup(key, names, descriptions, admission, to_named_topics)
        table.done()
    return groups


def _documents(root: Table) -> dict[str, DocumentEntry]:
    entries: dict[str, DocumentEntry] = {}
    documents = root.table("documents")
    for kind in KINDS:
        table = documents.table(kind)
        folder = root.file.path.parent / table.text("path")
        entry = DocumentEntry(kind, table.number("version", 1, 9999), folder)
        if not entry.file("en").is_file():
            raise table.fail(f"the file {entry.file('en')} is missing (the English version must exist)", "path")
        entries[kind] = entry
        table.done()
    documents.done()
    return entries


def _hours(root: Table, regions: Mapping[str, Region]) -> Iterator[Hours]:
    from network.places import country_codes  # noqa: PLC0415 - as above

    known = country_codes()
    named = {code for region in regions.values() for code in region.countries}
    for key, table in root.tables("hours"):
        countries = set(cast("tuple[str, ...]", table.listed("countries", str, required=False)))
        for code in countries - known:
            raise table.fail(f"“{code}” is not a country code of ISO 3166 (two capitals)", "countries", code)
        for region in cast("tuple[str, ...]", table.listed("regions", str, required=False)):
            if region not in regions:
                raise table.fail(f"“{region}” is not one of: {', '.join(regions)}", "regions", region)
            countries |= regions[region].countries or known - named
        if not countries:
            raise table.fail("needs `regions` or `countries`: whose hours these are")
        first, last = table.day("first") or date.min, table.day("last") or date.max
        if first > last:
            raise table.fail("is before the first day", "last")
        begin, end = table.hour("quiet_from"), table.hour("quiet_to")
        if not 0 < (end - begin) % DAY <= LONGEST_NIGHT:
            raise table.fail(
                f"quiet hours are {LONGEST_NIGHT // 60} a day at most, and do not end as they begin", "quiet_to"
            )
        table.done()
        yield Hours(key, frozenset(countries), first, last, begin, end)


def _limits(table: Table, most_topics: int) -> Limits:
    texts, flood, talk = table.table("texts"), table.table("flood"), table.table("discussions")
    per_month = cast("tuple[int, ...]", table.listed("advice_per_month", int))
    if any(count < NO_LIMIT for count in per_month):
        raise table.fail("counts are 1 or more; 0 stands for no limit", "advice_per_month")
    limits = Limits(
        draft_days=table.number("draft_days", 1, 365),
        undecided_days=table.number("undecided_days", 1, 90),
        erase_declined_days=table.number("erase_declined_days", 1, 365),
        advice_per_month=tuple(count or None for count in per_month),
        most_topics=table.number("most_topics", 1, most_topics),
        most_languages=table.number("most_languages", 1, 20),
        offer_hours=table.number("offer_hours", 1, 168),
        # What a person writes is shown with other lines in one message of 4,096 characters.
        texts=Texts(**{field: texts.number(field, 1, 3000) for field in Texts.__dataclass_fields__}),
        flood=Flood(flood.number("updates", 1, 1000), flood.number("seconds", 1, 3600)),
        discussions=Talk(
            a_day=talk.number("a_day", 1, 100),
            posts_a_minute=talk.number("posts_a_minute", 1, 60),
            days_without_links=talk.number("days_without_links", 0, 365),
            title=talk.number("title", 20, 200),
            text=talk.number("text", 500, 20_000),
            files=talk.number("files", 1, 10),  # as many as one album shows
            conclusion=talk.number("conclusion", 100, 3000),  # in one message, with all that stands round it
            reports_a_day=talk.number("reports_a_day", 1, 100),
            edits_a_day=talk.number("edits_a_day", 1, 1000),
            closings_a_day=talk.number("closings_a_day", 1, 100),
        ),
    )
    for part in (texts, flood, talk, table):
        part.done()
    return limits
