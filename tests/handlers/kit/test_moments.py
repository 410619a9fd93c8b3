"""A moment is read back in full, in the reader's language and zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.kit.moments import in_full, read_back, read_back_wall, remarks
from handlers.kit.speech import speech
from network.moments import Wall, understand

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tuesday, 1 December 2026, 09:00, Berlin (UTC+1)"),
        ("fr", "mardi 1er décembre 2026, 09:00, Berlin (UTC+1)"),
        ("de", "Dienstag, 1. Dezember 2026, 09:00, Berlin (UTC+1)"),
    ],
)
def test_weekday_date_time_and_zone_are_written_out(language, words):
    assert in_full(speech(language), MOMENT, "Europe/Berlin") == words


def test_in_arabic_every_part_keeps_its_direction():
    words = in_full(speech("ar"), MOMENT, "Europe/Berlin")
    assert words.startswith("\u2068الثلاثاء، 1 ديسمبر 2026، 9:00 ص\u2069")
    assert "\u2068UTC+1\u2069" in words
    assert words.count("\u2068") == words.count("\u2069")


def test_a_reader_elsewhere_sees_their_own_clock_too():
    html = read_back(speech("en"), MOMENT, "Europe/Berlin", "Asia/Amman")
    assert html.splitlines() == [
        "<b>Tuesday, 1 December 2026, 09:00</b>, Berlin (UTC+1)",
        "For you that is Tuesday, 1 December 2026, 11:00, Amman (UTC+3).",
    ]


@pytest.mark.parametrize("zone", [None, "Europe/Berlin", "Africa/Tunis"])
def test_one_line_is_enough_where_clocks_show_the_same(zone):
    assert "\n" not in read_back(speech("en"), MOMENT, "Europe/Berlin", zone)


def test_without_a_zone_it_is_utc():
    assert in_full(speech("en"), MOMENT, None) == "Tuesday, 1 December 2026, 08:00, UTC"


def test_an_hour_of_the_wall_clock_has_no_zone():
    html = read_back_wall(speech("en"), Wall.from_json("2026-12-01T09:00"))
    assert html == "<b>Tuesday, 1 December 2026, 09:00</b>, by each reader's own clock"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("tomorrow 9:00", ""),
        ("tomorrow", "You named no time of day, so I took 09:00."),
        ("tomorrow at 3", "I took the afternoon. If you mean the night, please write 03:00."),
        ("3/4/2027 9:00", "I read the day before the month. The other way round it would be 4 March 2027."),
        ("28/3/2027 02:30", "Clocks go forward just then and skip that time, so it is 03:30."),
        ("31/10/2027 02:30", "Clocks go back just then and show that time twice. I took the first one."),
        ("today 9:00", "That is over already."),
    ],
)
def test_what_was_assumed_is_said(typed, line):
    found = understand(typed, language="en", zone="Europe/Berlin", now=NOW)
    assert "\n".join(remarks(speech("en"), found)) == line
