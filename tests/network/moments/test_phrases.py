"""Phrases that people type are understood in four languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from network.moments import Understood, understand
from tests.network.moments import phrases

ZONES = {"en": "Europe/Berlin", "de": "Europe/Berlin", "fr": "Africa/Tunis", "ar": "Asia/Amman"}
TABLES = {"en": phrases.EN, "de": phrases.DE, "fr": phrases.FR, "ar": phrases.AR}
ROWS = [(language, *row) for language, table in TABLES.items() for row in table]


def now_in(zone: str) -> datetime:
    return datetime(2026, 11, 25, 15, 0, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def read(text: str, language: str = "en", zone: str | None = None) -> Understood:
    zone = zone or ZONES[language]
    return understand(text, language=language, zone=zone, now=now_in(zone))


def assumed(found: Understood) -> str:
    marks = {
        "half": found.half_assumed,
        "order": found.other_order is not None,
        "past": found.past,
        "no time": not found.time_given,
        "no day": not found.date_given,
    }
    return " ".join(name for name, holds in marks.items() if holds)


@pytest.mark.parametrize(("language", "text", "moment", "marks"), ROWS)
def test_a_phrase_is_understood(language, text, moment, marks):
    found = read(text, language)
    assert f"{found.moment:%a %Y-%m-%d %H:%M}" == moment
    assert found.moment.tzinfo == ZoneInfo(ZONES[language])
    assert assumed(found) == marks


@pytest.mark.parametrize("language", TABLES)
def test_the_tables_are_long_enough_to_mean_something(language):
    assert len({text for text, _, _ in TABLES[language]}) >= 40


def test_another_language_of_the_network_is_understood_too():
    assert read("demain à 9h", "ar").moment.day == 26
    assert read("tomorrow 9", "de").moment.day == 26
    assert read("غدا الساعة ٩", "fr").moment.hour == 9


def test_the_readers_own_language_comes_first():
    assert read("halb zehn", "de").moment.minute == 30
    assert read("morgen 9:00", "de").moment.day == 26
    # *mars* is March in French, and nothing in English
    assert read("3 mars 9h", "fr").moment.month == 3


@pytest.mark.parametrize(
    ("text", "day", "other"),
    [("3/4/2027 9:00", "2027-04-03", "2027-03-04"), ("12/1 9:00", "2027-01-12", "2027-12-01")],
)
def test_day_and_month_that_might_be_the_other_way_round_are_told(text, day, other):
    found = read(text)
    assert f"{found.moment:%Y-%m-%d}" == day
    assert f"{found.other_order:%Y-%m-%d}" == other


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("3.4.2027 9:00", "de"),  # with points the day is always first
        ("27/11/2026 9:00", "en"),
        ("4/4/2027 9:00", "en"),
        ("2027-04-03 9:00", "en"),
        ("Saturday 3/4/2027 9:00", "en"),  # the weekday says which
    ],
)
def test_an_order_that_is_certain_raises_no_question(text, language):
    assert read(text, language).other_order is None


@pytest.mark.parametrize("sign", ["\u200f", "\u2067", "\u2069", "\u00a0"])
def test_signs_that_nobody_sees_do_no_harm(sign):
    text = f"{sign}غدا{sign} الساعة{sign} ٩:٣٠{sign}"
    assert f"{read(text, 'ar').moment:%d %H:%M}" == "26 09:30"


@pytest.mark.parametrize("text", ["غدا الساعة ۹:۳۰", "غدا الساعة ९:३०", "غدا الساعة ９：３０"])
def test_digits_of_other_scripts_are_digits(text):
    assert f"{read(text, 'ar').moment:%d %H:%M}" == "26 09:30"
