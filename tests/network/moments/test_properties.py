"""Whatever is typed: an answer or a kind refusal, and never a past that nobody typed."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from network.moments import NotUnderstood, understand
from network.moments.lexing import normal, tokens
from network.moments.words import OWN, lexicon
from tests.network.moments.test_phrases import TABLES

LANGUAGES = st.sampled_from(OWN)
ZONES = st.sampled_from(["Europe/Berlin", "Asia/Amman", "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "UTC"])
FIRST, LAST = datetime(2026, 1, 1), datetime(2035, 12, 31)  # noqa: DTZ001 - hypothesis wants them so
NOWS = st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC))
WORDS = {code: sorted(" ".join(phrase) for phrase in lexicon(code).phrases) for code in OWN}
NUMBERS = st.one_of(
    st.integers(0, 70).map(str),
    st.sampled_from(
        ["9:30", "25.11.", "9h", "3/4", "2027", "0900", "9.30", "1.5", "25/11/2027", "1st", "00:00", "24:00"]
    ),
)


@st.composite
def jumbles(draw):
    """Words about time in any order, and numbers between them."""
    code = draw(LANGUAGES)
    pieces = draw(st.lists(st.one_of(st.sampled_from(WORDS[code]), NUMBERS), min_size=1, max_size=6))
    return code, draw(st.sampled_from([" ", ", ", " - ", ""])).join(pieces)


def typed_past(text: str) -> bool:
    """Whether a text may mean something that is over: a date with its month, today, yesterday."""
    return any(
        token.kind in "DPM" or (token.kind == "R" and token.value <= 0)
        for code in OWN
        for token in tokens(normal(text), lexicon(code))
    )


@given(LANGUAGES, st.text(max_size=130), ZONES, NOWS)
def test_any_text_is_understood_or_refused(language, text, zone, now):
    with suppress(NotUnderstood):
        assert understand(text, language=language, zone=zone, now=now).moment.tzinfo == ZoneInfo(zone)


@given(jumbles(), ZONES, NOWS)
def test_any_jumble_of_words_about_time_is_understood_or_refused(jumble, zone, now):
    language, text = jumble
    with suppress(NotUnderstood):
        found = understand(text, language=language, zone=zone, now=now)
        assert found.moment.utcoffset() is not None
        assert found.past == (found.moment < now)
        assert found.moment - now < timedelta(days=3700)
        assert not found.past or typed_past(text), text


@given(st.sampled_from([(code, text) for code, table in TABLES.items() for text, _, _ in table]), ZONES, NOWS)
def test_what_the_tables_hold_is_never_past_on_any_day(row, zone, now):
    language, text = row
    with suppress(NotUnderstood):
        found = understand(text, language=language, zone=zone, now=now)
        assert not found.past or typed_past(text)


@given(st.datetimes(FIRST, LAST), LANGUAGES, ZONES)
def test_dates_in_digits_are_read_back_as_they_were_typed(moment, language, zone):
    now = moment.replace(tzinfo=UTC) - timedelta(days=30)
    for written in (f"{moment:%Y-%m-%d %H:%M}", f"{moment:%d/%m/%Y %H:%M}", f"{moment:%d.%m.%Y, %H:%M}"):
        found = understand(written, language=language, zone=zone, now=now)
        if found.clock.name != "SKIPPED":
            assert found.moment.replace(tzinfo=None) == moment.replace(second=0, microsecond=0)
