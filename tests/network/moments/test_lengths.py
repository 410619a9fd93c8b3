"""How long something takes, as people type it in the four languages."""

import pytest

from network.moments.lengths import length
from network.moments.understood import NotUnderstood


@pytest.mark.parametrize(
    ("language", "typed", "minutes"),
    [
        ("en", "90 minutes", 90),
        ("en", "90", 90),
        ("en", "1 h 30", 90),
        ("en", "1h30", 90),
        ("en", "1:30", 90),
        ("en", "an hour and a half", 90),
        ("en", "one and a half hours", 90),
        ("en", "half an hour", 30),
        ("en", "2 days", 2880),
        ("en", "1 hour 30", 90),
        ("en", "two hours and 15 minutes", 135),
        ("fr", "une heure et demie", 90),
        ("fr", "2 heures", 120),
        ("de", "anderthalb Stunden", 90),
        ("de", "2 Std.", 120),
        ("de", "eine halbe Stunde", 30),
        ("ar", "ساعة ونصف", 90),
        ("ar", "ساعتان", 120),
        ("ar", "٩٠ دقيقة", 90),
        ("ar", "ساعة", 60),
        ("ar", "2 hours", 120),
    ],
)
def test_a_length_is_understood(language, typed, minutes):
    assert length(typed, language=language) == minutes


@pytest.mark.parametrize("typed", ["2", "long", "", "0 minutes", "two three hours", "a month", "9 o'clock", "x" * 200])
def test_what_is_no_length_is_refused_with_an_example(typed):
    with pytest.raises(NotUnderstood, match="90 minutes"):
        length(typed, language="en")
