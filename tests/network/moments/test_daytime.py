"""A stretch of hours, as quiet hours are typed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.moments import NotUnderstood, hours
from tests.network.moments.test_properties import LANGUAGES, jumbles


def clock(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


@pytest.mark.parametrize(
    ("language", "text", "begin", "end"),
    [
        ("en", "21:00 – 8:00", clock(21), clock(8)),
        ("en", "21-8", clock(21), clock(8)),
        ("en", "from 10 pm to 7 am", clock(22), clock(7)),
        ("en", "10pm till 6:30am", clock(22), clock(6, 30)),
        ("en", "between half past nine in the evening and 7", clock(21, 30), clock(7)),
        ("en", "midnight to noon", clock(0), clock(12)),
        ("de", "von 21 bis 8 Uhr", clock(21), clock(8)),
        ("de", "21.30 Uhr - 7.15 Uhr", clock(21, 30), clock(7, 15)),
        ("de", "halb zehn abends bis sieben Uhr morgens", clock(21, 30), clock(7)),
        ("fr", "de 22h à 7h30", clock(22), clock(7, 30)),
        ("fr", "22 h – 7 h", clock(22), clock(7)),
        ("fr", "entre 22h et 6h", clock(22), clock(6)),
        ("fr", "de minuit jusqu'à 8 heures", clock(0), clock(8)),
        ("ar", "من ١٠ مساءً إلى ٧ صباحًا", clock(22), clock(7)),
        ("ar", "٢٢:٠٠ - ٧:٠٠", clock(22), clock(7)),
        ("ar", "من العاشرة مساء حتى السابعة والنصف صباحا", clock(22), clock(7, 30)),
        ("ar", "from 10 pm to 7 am", clock(22), clock(7)),
        ("pt", "22:00 - 7:00", clock(22), clock(7)),
    ],
)
def test_two_times_of_the_day_are_a_stretch(language, text, begin, end):
    assert hours(text, language=language) == (begin, end)


@pytest.mark.parametrize(
    "text",
    ["", "-", "nine", "21:00", "21:00 -", "25 - 8", "9:75 - 8", "monday to friday", "tomorrow 9 to 10",
     "in 2 hours to 9", "21:00 - 8:00 - 9:00", "10:00 UTC - 9:00", "9" * 90],
)  # fmt: skip
def test_everything_else_is_refused_with_an_example(text):
    with pytest.raises(NotUnderstood, match="21:00 – 8:00"):
        hours(text, language="en")


@given(LANGUAGES, st.text(max_size=90))
def test_any_text_is_a_stretch_or_refused(language, text):
    with suppress(NotUnderstood):
        assert all(0 <= one < 24 * 60 for one in hours(text, language=language))


@given(jumbles())
def test_any_words_about_time_are_a_stretch_or_refused(jumble):
    language, text = jumble
    with suppress(NotUnderstood):
        assert all(0 <= one < 24 * 60 for one in hours(f"{text} - {text}", language=language))
