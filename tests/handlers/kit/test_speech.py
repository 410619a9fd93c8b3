"""What a voice writes by itself: lists of names, dates, countries; and how buttons share a row."""

from datetime import UTC, datetime

import pytest

from handlers.announcements.reach import names_of
from handlers.joining.view import Go
from handlers.kit.fields import advice_words, country_words
from handlers.kit.keyboards import Button, in_rows
from handlers.kit.menu import EVERYBODY, commands
from handlers.kit.speech import Speech, speech
from network.charter import shipped_charter

MARCH = datetime(2027, 3, 1, 9, 5, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Waste and water; Housing"),
        ("de", "Waste and water; Housing"),
        ("fr", "Waste and water\u202f; Housing"),
        ("ar", "\u200f\u2068Waste and water\u2069؛ \u2068Housing\u2069"),
        ("fa", "\u200f\u2068Waste and water\u2069؛ \u2068Housing\u2069"),
        ("he", "\u200f\u2068Waste and water\u2069; \u2068Housing\u2069"),
    ],
)
def test_names_that_hold_an_and_stay_apart(language: str, written: str) -> None:
    assert speech(language).names(["Waste and water", "Housing"]) == written


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "1 March 2027", "1 Mar 2027, 12:05"),
        ("fr", "1er mars 2027", "1er mars 2027, 12:05"),
        ("de", "1. März 2027", "01.03.2027, 12:05"),
    ],
)
def test_dates_are_written_as_people_write_them_and_to_the_minute(language: str, day: str, moment: str) -> None:
    t = speech(language)
    assert (t.day(MARCH, "Asia/Amman"), t.moment(MARCH, "Asia/Amman")) == (day, moment)
    assert t.day(MARCH.replace(day=11), None).startswith("11")
    assert day.startswith(t.short_day(MARCH, "Asia/Amman").partition(" ")[0])


def test_a_flag_does_not_turn_an_arabic_name_round() -> None:
    assert country_words(speech("ar"), "JO") == "\u200f🇯🇴 الأردن"
    assert country_words(speech("en"), "JO") == "🇯🇴 Jordan"


def test_readiness_to_advise_is_counted_in_each_languages_plural() -> None:
    assert advice_words(speech("en"), advises=True, most=1) == "Yes, up to 1 request a month"
    assert advice_words(speech("ar"), advises=True, most=2) == "نعم، حتى طلبين شهريًا"
    assert advice_words(speech("de"), advises=True, most=None) == "Ja, ohne Obergrenze"
    assert advice_words(speech("en"), advises=False, most=2) == "Not at the moment"


def test_a_button_too_long_for_its_share_of_a_row_has_one_to_itself() -> None:
    words = ["Name", "City", "Position", "Ready to advise others", "Topics", "Languages"]
    rows = in_rows(Button(word, Go(act="x")) for word in words)
    assert [[button.text for button in row] for row in rows] == [
        ["Name", "City"],
        ["Position"],
        ["Ready to advise others"],
        ["Topics", "Languages"],
    ]


def test_a_language_costs_its_cldr_data_only_once_somebody_is_spoken_to_in_it() -> None:
    voice = Speech("fr")
    assert commands(voice)[0] == {"command": "start", "description": voice.plain(EVERYBODY[0][1])}
    assert "locale" not in vars(voice)
    assert voice.number(12345) == "12\u202f345"
    assert "locale" in vars(voice)


def test_no_language_writes_dates_with_slashes_which_telegram_takes_for_commands():
    for language in ("en", "fr", "ar", "de", "pt", "es", "tr", "fa"):
        written = speech(language).moment(datetime(2026, 11, 23, 9, 1, tzinfo=UTC), None)
        assert "/" not in written, language
    assert "23 نوفمبر 2026" in speech("ar").moment(datetime(2026, 11, 23, 9, 1, tzinfo=UTC), None)


def test_names_in_a_sentence_have_commas_unless_they_hold_some() -> None:
    assert speech("en").listed(["Waste", "Water"]) == "Waste, Water"
    assert speech("en").listed(["Waste, water", "Housing"]) == "Waste, water; Housing"
    assert "\u060c" in speech("ar").listed(["النفايات", "المياه"])


def test_a_list_in_arabic_begins_on_the_right_even_within_a_sentence() -> None:
    """Isolates hide their letters from what is around them: a list of them would run as English does."""
    listed = speech("ar").listed(["قبل يوم", "قبل ساعة"])
    assert listed.startswith("\u200f\u2068")
    assert "\u2068\u200f\u2068" in str(speech("ar")("{label}: {value}", label="x", value=listed))
    assert speech("ar").listed(["قبل يوم"]) == "\u2068قبل يوم\u2069"


def test_of_many_names_the_first_ones_are_told() -> None:
    codes = ["en", "fr", "ar", "de", "es", "sw", "pt", "it"]
    charter = shipped_charter()
    assert names_of(speech("en"), charter, "languages", codes).endswith("Spanish, Swahili and 2 others")
    assert names_of(speech("fr"), charter, "languages", codes[:7]).endswith("Swahili et 1 autre")
    assert names_of(speech("de"), charter, "languages", codes[:6]).endswith("Spanisch, Suaheli")


def test_lengths_and_decimals_are_written_as_each_language_does() -> None:
    assert [speech("en").length(minutes) for minutes in (0, 1, 60, 90, 1440, 1501)] == [
        "0 minutes",
        "1 minute",
        "1 hour",
        "1 hour 30 minutes",
        "1 day",
        "1 day 1 hour 1 minute",
    ]
    assert speech("de").length(2880) == "2 Tage"
    assert "ساعة" in speech("ar").length(60)
    assert [speech(language).decimal(4.25) for language in ("en", "de", "fr")] == ["4.2", "4,2", "4,2"]


def test_a_line_without_letters_of_its_own_runs_from_the_right_in_arabic() -> None:
    """What is filled in is isolated, so clients would take such a line for English."""
    arabic = speech("ar")
    assert str(arabic("{number}. {moment}", number="1", moment="غدًا")) == "\u200f\u20681\u2069. \u2068غدًا\u2069"
    assert str(arabic("x <b>{name}</b>\n<i>{name}</i>", name="y")).splitlines()[1].startswith("\u200f<i>")
    assert str(arabic("x {name}", name="y")) == "x \u2068y\u2069"
    assert str(speech("en")("{number}. {moment}", number="1", moment="x")) == "1. x"
    assert not str(arabic("{label}: {value}", label="a", value="b")).startswith("\u200f\u200f"), "one mark is enough"


def test_in_arabic_eleven_and_more_are_counted_in_the_accusative_and_a_hundred_is_not() -> None:
    """The catalogue's header names that form last, unlike CLDR's list: easily confused."""
    t = speech("ar")
    said = {n: t.n("{number} person is going.", "{number} people are going.", n) for n in (3, 11, 40, 99, 100, 111)}
    assert [n for n, words in said.items() if "شخصًا" in words] == [11, 40, 99, 111]
    assert "أشخاص" in said[3]
