"""Languages without words of their own here: CLDR's names, and dateparser held against the text."""

import subprocess
import sys

import pytest

from network.moments import NotUnderstood, understand
from tests.network.moments.test_phrases import now_in

ZONE = "Europe/Lisbon"


def read(text: str, language: str):
    return understand(text, language=language, zone=ZONE, now=now_in(ZONE))


@pytest.mark.parametrize(
    ("language", "text", "moment"),
    [
        ("pt", "27 novembro 9:00", "2026-11-27 09:00"),
        ("pt", "sexta-feira 14:30", "2026-11-27 14:30"),
        ("pt", "amanhã às 14:30", "2026-11-26 14:30"),
        ("pt", "amanhã", "2026-11-26 09:00"),
        ("tr", "yarın 14:30", "2026-11-26 14:30"),
        ("tr", "27 Kasım 2026 9:00", "2026-11-27 09:00"),
        ("sq", "nesër 9:00", "2026-11-26 09:00"),
        ("sw", "kesho 10:00", "2026-11-26 10:00"),
        ("uk", "завтра 9:00", "2026-11-26 09:00"),
        ("es", "27 de noviembre 9:00", "2026-11-27 09:00"),
        ("pt", "27/11/2026 9:00", "2026-11-27 09:00"),
    ],
)
def test_a_day_in_another_language_is_understood(language, text, moment):
    assert f"{read(text, language).moment:%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "banana 9:00"),
        ("es", "mañana a las 9"),  # dateparser leaves the 9 out
        ("pt", "amanhã 9:00 10:00"),
        ("tr", "yarın 25:00"),
        ("xx", "whatever"),
    ],
)
def test_a_guess_is_no_answer(language, text):
    with pytest.raises(NotUnderstood):
        read(text, language)


def test_nothing_heavy_is_loaded_before_somebody_asks():
    code = (
        "import sys, network.moments; from network.moments import Wall, NotUnderstood; "
        "assert not {'dateparser', 'babel', 'rapidfuzz'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_the_four_languages_never_need_dateparser():
    code = (
        "import sys; from datetime import datetime, UTC; from network.moments import understand; "
        "understand('morgen 9 Uhr', language='de', zone='UTC', now=datetime(2027, 3, 1, tzinfo=UTC)); "
        "assert 'dateparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
