"""A charter is read whole or refused in one line that names the file, the line and what is wrong."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from network.charter import KINDS, SHIPPED, Charter, CharterError, load_charter, shipped_charter
from network.places import country_codes, country_name
from network.tomlfile import TomlFile

LANGUAGES = ("en", "fr", "ar", "de")

Broken = Callable[[str, str], CharterError]


@pytest.fixture
def charter() -> Charter:
    return shipped_charter()


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Change one passage of the shipped file, load it, and hand back the error."""
    shutil.copytree(SHIPPED.parent, tmp_path / "mine")
    file = tmp_path / "mine" / "network.toml"

    def load(old: str, new: str) -> CharterError:
        text = SHIPPED.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(CharterError) as raised:
            load_charter(file)
        message = str(raised.value)
        assert "\n" not in message
        assert message.startswith(str(file))
        return raised.value

    return load


def line_of(text: str) -> int:
    """The line of the shipped file that begins so."""
    return next(at for at, line in enumerate(SHIPPED.read_text("utf-8").splitlines(), 1) if line.startswith(text))


def test_the_shipped_charter_is_complete_in_four_languages(charter: Charter) -> None:
    assert charter.languages == LANGUAGES
    every = (
        [region.names for region in charter.regions.values()]
        + [hub.names for hub in charter.hubs.values()]
        + [topic.names for topic in charter.topics.values()]
        + [names for group in charter.member_groups.values() for names in (group.names, group.descriptions)]
        + [charter.run_by, charter.contacts]
    )
    assert all(tuple(names) == LANGUAGES for names in every)
    assert len(charter.topics) >= 12
    assert [hub.region for hub in charter.hubs.values()] == list(charter.regions)


def test_who_is_admitted_at_once_and_who_to_named_topics(charter: Charter) -> None:
    groups = charter.member_groups
    assert [(key, groups[key].decided, groups[key].to_named_topics) for key in groups] == [
        ("practitioner", False, False),
        ("city_association", False, False),
        ("civil_society", True, True),
        ("research", True, True),
    ]


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("TN", "mena"), ("JO", "mena"), ("PS", "mena"), ("SD", "mena"), ("IR", "mena"), ("XK", "see"), ("TR", "see"),
        ("AL", "see"), ("MD", "see"), ("SS", "ssa"), ("MR", "ssa"), ("CI", "ssa"), ("ZA", "ssa"), ("DE", "worldwide"),
        ("UA", "worldwide"), ("BR", "worldwide"), ("IN", "worldwide"), ("tn", "mena"),
    ],
)  # fmt: skip
def test_the_region_follows_from_the_country(charter: Charter, country: str, region: str) -> None:
    assert charter.region_of(country).key == region


def test_every_country_has_one_region_and_africa_is_whole(charter: Charter) -> None:
    assert {charter.region_of(code).key for code in country_codes()} == set(charter.regions)
    assert sum(len(region.countries) for region in charter.regions.values()) == len(
        frozenset[str]().union(*(region.countries for region in charter.regions.values()))
    )
    ssa, mena = charter.regions["ssa"].countries, charter.regions["mena"].countries
    # The 54 states of the African Union's map and the territories listed with them.
    assert (
        len((ssa | mena) - {"AE", "BH", "IL", "IQ", "IR", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "YE"}) == 58
    )
    assert all(country_name(code, "ar") != code for code in ssa | mena)


def test_names_fall_back_to_english_and_unknown_keys_to_themselves(charter: Charter) -> None:
    assert charter.topic_name("waste", "fr") == "Déchets et économie circulaire"
    assert charter.topic_name("waste", "sw") == "Waste and circular economy"
    assert charter.topic_name("waste", "fr-CA") == "Déchets et économie circulaire"
    assert charter.topic_name("dropped", "fr") == "dropped"
    assert charter.region_name("ssa", "de") == "Subsahara-Afrika"
    assert charter.region_name("gone", "de") == "gone"
    assert charter.member_group_name("research", "ar") == "البحث والتعليم"
    assert charter.hub_of("see") is charter.hubs["see"]
    assert charter.hub_of("gone") is None


@pytest.mark.parametrize(
    ("code", "language"),
    [("ar", "ar"), ("fr-CA", "fr"), ("de_AT", "de"), ("FR", "fr"), ("pt-br", "en"), ("", "en"), (None, "en")],
)
def test_telegrams_language_code_finds_a_language_of_the_network(
    charter: Charter, code: str | None, language: str
) -> None:
    assert charter.language_for(code) == language


def test_limits_are_what_the_privacy_notice_promises(charter: Charter) -> None:
    limits = charter.limits
    assert (limits.draft_days, limits.undecided_days, limits.erase_declined_days) == (30, 3, 90)
    assert limits.advice_per_month == (1, 2, 4, None)
    for language in LANGUAGES:
        text = charter.documents["privacy"].file(language).read_text("utf-8")
        for days in (limits.draft_days, limits.erase_declined_days, 3):
            assert str(days) in text


# What is changed in the file, the line the error must name (counted from the changed place), and words it must hold.
MISTAKES = [
    ('short = "WW"', 'shrt = "WW"', 'short = "WW"', "regions.worldwide.shrt: unknown key; did you mean “short”?"),
    ("draft_days = 30", "draft_dayz = 30", "[limits]", "“draft_days” is missing (a whole number)"),
    ("[hubs.mena]", "[hub.mena]", "[hubs.mena]", "unknown key; did you mean “hubs”?"),
    ('"MD", "ME"', '"TN", "ME"', 'countries = ["AL"', "TN already belongs to the region “mena”"),
    ('"TG", "TZ"', '"TG", "TG"', '  "SO", "SS"', "“TG” stands twice"),
    ('"TG", "TZ"', '"TG", "UK"', '  "SO", "SS"', "“UK” is not a country code of ISO 3166"),
    ('"TG", "TZ"', '"TG", "tz"', '  "SO", "SS"', "“tz” is not a country code"),
    ('"TG", "TZ"', '"TG", 7', '  "SO", "SS"', "every value must be a text in quotes"),
    (
        'name.en = "Urban mobility"\n',
        "",
        'name.en = "Urban',
        "topics.mobility.name: the English version (en) is missing",
    ),
    ("[topics.mobility]", "[topics.Mobility]", "[topics.mobility]", "a key is 1 to 24 of a-z"),
    ('name.de = "Städtische Mobilität"', "name.de = 3", 'name.de = "Städt', "topics.mobility.name.de: must be a text"),
    ('name.de = "Städtische Mobilität"', 'name.de = " "', 'name.de = "Städt', "must not be empty"),
    ('name.de = "Städtische Mobilität"', 'name.sw = "Usafiri"', 'name.de = "Städt', "languages are en, fr, ar, de"),
    (
        '\nadmission = "at_once"',
        '\nadmission = "soon"',
        'admission = "at_once"',
        "“soon” is not one of: at_once, decided",
    ),
    ("to_named_topics = true", 'to_named_topics = "yes"', "to_named_topics", "must be true or false"),
    (
        '"at_once"\nname',
        '"at_once"\nto_named_topics = true\nname',
        'name.en = "Municipal prac',
        "only a group that is decided",
    ),
    ("version = 1", "version = 0", "version = 1", "0 is not between 1 and 9999"),
    ("version = 1", "version = 2", 'path = "documents"', "guidelines-2.en.md is missing"),
    ("draft_days = 30", "draft_days = 3000", "draft_days", "3000 is not between 1 and 365"),
    ("draft_days = 30", "draft_days = 30.5", "draft_days", "must be a whole number"),
    ("draft_days = 30", "draft_days = true", "draft_days", "must be a whole number"),
    ("[1, 2, 4, 0]", "[]", "advice_per_month", "must not be empty"),
    ("[1, 2, 4, 0]", "[-1]", "advice_per_month", "0 stands for no limit"),
    ("position = 120", "positions = 120", "[limits.texts]", "“position” is missing"),
    ("most_topics = 6", "most_topics = 60", "most_topics", "60 is not between 1 and 13"),
    ('region = "see"', 'region = "sea"', 'region = "see"', "“sea” is not one of: mena, see, ssa, worldwide"),
    ('region = "see"', 'region = "mena"', 'region = "see"', "the region “mena” has a hub already"),
    ('["en", "fr", "ar", "de"]', '["fr", "ar", "de"]', "languages =", "must hold en"),
    ('["en", "fr", "ar", "de"]', '["en", "french", "de"]', "languages =", "“french” is not a language code"),
    ('["en", "fr", "ar", "de"]', '"en"', "languages =", "must be a list in [ ]"),
    ("[regions.worldwide]", "[regions.rest]", "[regions.mena]", "the region “worldwide” is missing"),
    ('countries = ["AL"', 'nations = ["AL"', 'countries = ["AL"', "unknown key; known here: countries, name, short"),
    ('short = "WW"', 'short = "WW"\ncountries = ["DE"]', 'name.en = "Worldwide', "must not list countries"),
    ('name.en = "Worldwide"', "name.en = Worldwide", 'name.en = "Worldwide"', "is not valid TOML: Invalid value"),
    ("[hubs.see]", "[hubs.mena]", "[hubs.see]", "is not valid TOML: Cannot declare"),
    ("first = 2027-02-08", "first = 2027-02-30", "first = 2027", "is not valid TOML"),
    ("first = 2027-02-08", 'first = "8 February"', "first = 2027", "must be a day such as 2027-02-08"),
    ("first = 2027-02-08", "first = 2027-04-08", "last = 2027", "hours.ramadan_2027.last: is before the first day"),
    ('quiet_to = "10:00"', 'quiet_to = "24:00"', "quiet_to", 'must be a time of day such as "21:00"'),
    ('quiet_to = "10:00"', 'quiet_to = "16:00"', "quiet_to", "quiet hours are 16 a day at most"),
    ('quiet_to = "10:00"', 'quiet_to = "23:00"', "quiet_to", "quiet hours are 16 a day at most"),
    ('"MA", "MR"', '"MA", "UK"', '  "LY", "MA", "MR"', "“UK” is not a country code of ISO 3166"),
    ("first = 2027-02-08", 'regions = ["asia"]', "first = 2027", "“asia” is not one of: mena, see, ssa, worldwide"),
    ('contact.de = "Connective', 'contact.de = "\\q', "contact.de", "is not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), MISTAKES)
def test_a_mistake_is_told_with_its_line(broken: Broken, old: str, new: str, line: str, what: str) -> None:
    error = broken(old, new)
    assert what in str(error)
    assert error.line == line_of(line)


def test_what_stands_outside_any_line(tmp_path: Path, broken: Broken) -> None:
    with pytest.raises(CharterError, match=r"none\.toml: cannot be read: No such file"):
        load_charter(tmp_path / "none.toml")
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(CharterError, match="folder: cannot be read"):
        load_charter(folder)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('languages = ["en"]\nname = "Städte"'.encode("latin-1"))
    with pytest.raises(CharterError, match=r"latin\.toml:2: is not UTF-8"):
        load_charter(latin)
    empty = tmp_path / "empty.toml"
    empty.write_text("", "utf-8")
    with pytest.raises(CharterError, match=r"empty\.toml: “languages” is missing"):
        load_charter(empty)
    error = broken("seconds = 10", 'seconds = "ten')
    assert error.line == line_of("seconds")


def test_a_file_saved_by_a_windows_editor_and_a_further_language(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED.parent, tmp_path / "mine")
    file = tmp_path / "mine" / "network.toml"
    text = SHIPPED.read_text("utf-8").replace('"de"]', '"de", "sw"]')
    text = text.replace('name.en = "Urban mobility"', 'name.en = "Urban mobility"\nname.sw = "Usafiri wa mijini"')
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    charter = load_charter(file)
    assert charter.topic_name("mobility", "sw") == "Usafiri wa mijini"
    assert charter.topic_name("waste", "sw") == "Waste and circular economy"
    assert charter.language_for("sw") == "sw"
    assert charter.documents["guidelines"].folder.parent == file.parent


def test_lines_are_found_in_every_way_to_write_toml(tmp_path: Path) -> None:
    file = tmp_path / "any.toml"
    file.write_text(
        '# "a" = [\na = """\nb = 1\n"""\n"b" . c = { d = 1, e = [2] }\n\n[ x.y ]\nz = [\n  "p", # ]\n  "q",\n]\n'
        "[[ list ]]\nw = 'it''s' \n".replace("''s", "s"),
        "utf-8",
    )
    read = TomlFile(file)
    lines = {("a",): 2, ("b", "c"): 5, ("b", "c", "e"): 5, ("x", "y"): 7, ("x", "y", "z", "q"): 10, ("list", "w"): 13}
    assert {where: read.fail(where, "").line for where in lines} == lines
    assert read.fail(("x", "y", "missing"), "").line == 7
    assert read.fail(("nowhere",), "").line is None


def test_hours_of_regions_and_countries(tmp_path: Path, charter: Charter) -> None:
    [first, *_] = charter.hours
    assert (first.key, first.first, first.last) == ("ramadan_2027", date(2027, 2, 8), date(2027, 3, 9))
    assert (first.quiet_from, first.quiet_to) == (23 * 60, 10 * 60)
    assert "EG" in first.countries
    shutil.copytree(SHIPPED.parent, tmp_path / "mine")
    file = tmp_path / "mine" / "network.toml"
    shipped = SHIPPED.read_text("utf-8")
    begin, end = shipped.index("[hours.ramadan_2027]"), shipped.index("# Topics of urban")
    siesta = (
        '[hours.noon]\nregions = ["see", "worldwide"]\ncountries = ["SN"]\nquiet_from = "13:00"\nquiet_to = "15:00"\n'
    )
    file.write_text(shipped[:begin] + siesta + shipped[end:], "utf-8")
    [noon] = load_charter(file).hours
    assert (noon.first, noon.last) == (date.min, date.max)
    assert {"AL", "SN", "DE", "BR"} <= noon.countries
    assert not {"EG", "KE"} & noon.countries
    file.write_text(shipped[:begin] + shipped[end:], "utf-8")
    assert load_charter(file).hours == ()


def test_both_kinds_of_document_exist_in_every_language(charter: Charter) -> None:
    assert all(charter.documents[kind].file(language).is_file() for kind in KINDS for language in LANGUAGES)
