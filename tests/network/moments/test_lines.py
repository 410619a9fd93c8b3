"""A line is taken apart into when and what, or a question comes of it; nothing is guessed in silence.

The tables in `lines/` hold what people type on Wednesday, 25 November 2026, at 15:00 of their clocks, and what a native
reader takes from it. `=>` stands before when and what; what was assumed stands in brackets, and is told. `?` stands
before each of several readings that are asked back, `!` before the sentence with which the line is refused, `-` where
it says no time at all and is asked for one.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.speech import speech
from handlers.reminders import view
from network.moments import (
    Clock,
    Cut,
    Here,
    NotUnderstood,
    days,
    naming,
    other_half,
    resolving,
    rhythms,
    said,
    take_apart,
    understood,
    when_alone,
    whens,
)
from tests.network.moments.test_phrases import ZONES

DAYS_OFF = {"ar": (4, 5)}
ROOMS = (days, naming, resolving, rhythms, said, understood, whens)
SENTENCES = {
    getattr(room, name): name
    for room in ROOMS
    for name in dir(room)
    if name.isupper() and isinstance(getattr(room, name), str)
}
TABLES = {path.stem: path.read_text("utf-8").splitlines() for path in (Path(__file__).parent / "lines").glob("*.txt")}
ROWS = [(code, *row.split(" || ")) for code, rows in TABLES.items() for row in rows if row]


def here(language: str, zone: str | None = None, now: datetime | None = None) -> Here:
    zone = zone or ZONES[language]
    now = now or datetime(2026, 11, 25, 15, 0, tzinfo=ZoneInfo(zone))
    return Here(language, zone, now.astimezone(UTC), DAYS_OFF.get(language, (5, 6)))


def shown(cut: Cut) -> str:
    first = cut.when.first
    marks = {
        "no time": not first.time_given,
        "no day": not first.date_given,
        "half": first.half_assumed,
        "order": first.other_order is not None,
        "past": first.past,
        "short": cut.when.short_months,
        "skipped": first.clock is Clock.SKIPPED,
        "twice": first.clock is Clock.TWICE,
    }
    told = ", ".join(name for name, holds in marks.items() if holds)
    parts = [f"{first.moment:%a %Y-%m-%d %H:%M}"]
    parts += [cut.when.zone] if cut.when.named else []
    parts += [cut.when.rule] if cut.when.rule else []
    parts += [f"[{told}]"] if told else []
    return " ".join(parts) + f" | {cut.what}"


def read(language: str, text: str) -> str:
    try:
        line = take_apart(text, here(language))
    except NotUnderstood as no:
        return f"! {SENTENCES[no.message]}"
    if not line.cuts:
        return "-"
    if line.sure:
        return f"=> {shown(line.cuts[0])}"
    return " ".join(f"? {shown(cut)}" for cut in line.cuts)


@pytest.mark.parametrize(("language", "text", "expected"), ROWS)
def test_a_line_means_what_a_native_reader_takes_from_it(language, text, expected):
    assert read(language, text) == expected


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
def test_the_tables_are_long_enough_to_mean_something(language):
    rows = [row for row in ROWS if row[0] == language]
    assert len({text for _, text, _ in rows}) >= 60
    for mark in ("=>", "?", "!", "-"):
        assert any(expected.startswith(mark) for _, _, expected in rows)


@pytest.mark.parametrize("reader", ["en", "fr", "de", "ar"])
def test_a_line_in_another_language_of_the_network_is_understood_too(reader):
    for text, what in [
        ("demain à 9h envoyer les chiffres", "envoyer les chiffres"),
        ("tomorrow at 9 send the figures", "send the figures"),
        ("morgen um 9 Uhr die Zahlen schicken", "die Zahlen schicken"),
        ("غدا الساعة ٩ أرسل الأرقام", "أرسل الأرقام"),
    ]:
        (cut,) = take_apart(text, here(reader)).cuts
        assert (f"{cut.when.first.moment:%d %H:%M}", cut.what) == ("26 09:00", what)


def test_what_is_left_keeps_its_own_spelling():
    line = take_apart("tomorrow at 9:  Send  “the FIGURES” — to Amman!", here("en"))
    assert line.cuts[0].what == "Send  “the FIGURES” — to Amman!"


@pytest.mark.parametrize("text", ["", " ", "?!", "…", "🕘", "a" * 4000, "9 " * 300, "tomorrow " * 200, "كل " * 100])
@pytest.mark.parametrize("language", ["en", "ar", "sq"])
def test_nonsense_leads_to_a_question(language, text):
    try:
        line = take_apart(text, here("en")._replace(language=language))
    except NotUnderstood:
        return
    assert not (line.cuts and line.sure)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every Monday 8:30", "FREQ=WEEKLY;BYDAY=MO"),
        ("tous les jours à 9h", "FREQ=DAILY"),
        ("jeden 3. des Monats 9 Uhr", "FREQ=MONTHLY;BYMONTHDAY=3"),
        ("كل خميس الساعة ١٠", "FREQ=WEEKLY;BYDAY=TH"),
        ("tomorrow 9:00", None),
    ],
)
def test_a_time_alone_is_understood(text, rule):
    assert when_alone(text, here("en")).rule == rule


@pytest.mark.parametrize("text", ["", "soon", "every", "every 2 hours", "tomorrow at 9 call Amina", "9:00 IST"])
def test_what_is_no_time_alone_is_refused(text):
    with pytest.raises(NotUnderstood):
        when_alone(text, here("en"))


def test_a_day_in_a_language_without_words_of_its_own_is_understood_alone():
    assert f"{when_alone('nesër 9:00', here('en')._replace(language='sq')).first.moment:%d %H:%M}" == "26 09:00"


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Kolkata", "Pacific/Chatham", "America/St_Johns"])
def test_zones_of_half_and_three_quarters_of_an_hour_keep_their_clock(zone):
    (cut,) = take_apart("tomorrow at 9 call", here("en", zone)).cuts
    assert f"{cut.when.first.moment:%H:%M}" == "09:00"
    assert cut.when.wall.to_json() == "2026-11-26T09:00"


def test_a_rule_over_a_summer_time_edge_keeps_the_wall_time_that_was_skipped():
    now = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    (cut,) = take_apart("every day 02:30 check", here("en", "Europe/Berlin", now)).cuts
    assert cut.when.first.clock is Clock.SKIPPED
    assert f"{cut.when.first.moment:%d %H:%M}" == "28 03:30"
    assert cut.when.wall.to_json() == "2027-03-28T02:30"


TYPED = (
    "tomorrow at 9 10:30 every Monday demain à 9h tous les lundis morgen um 9 Uhr jeden Montag halb zwei غدا الساعة ٩ "
    "كل اثنين in 99999999999 days 31.12.9999 every 99 weeks until 29 February UTC+14 IST Berlin time the a of and 3rd "
    "Amina call 🕘 12/13/14 24:00 last day of month second"
)
WORDS = st.sampled_from(TYPED.split())


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=14), st.sampled_from(["en", "fr", "de", "ar", "sq"]))
def test_whatever_is_typed_leads_to_a_reading_or_a_question(words, language):
    typed = " ".join(words)
    try:
        line = take_apart(typed, here("en")._replace(language=language))
    except NotUnderstood:
        return
    for cut in line.cuts:
        assert cut.when.first.moment.tzinfo is not None
        assert set(re.findall(r"\w+", cut.what)) <= set(re.findall(r"\w+", typed))


OURS = [
    rhythms.HOW_OFTEN,
    rhythms.TOO_OFTEN,
    rhythms.WHICH_RHYTHM,
    naming.WHICH_ZONE,
    naming.NO_SUCH_ZONE,
    whens.WHICH_DAY,
    whens.WHICH_DAY_OF_MONTH,
    whens.WHICH_DATE,
    whens.ENDED,
]


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
@pytest.mark.parametrize("sentence", OURS)
def test_every_sentence_holds_an_example_that_is_understood(language, sentence):
    words = str(speech(language)(sentence, name="X"))
    examples = re.findall("[“„«]\\s*([^”“»]+?)\\s*[”“»]", words)
    assert examples, words
    for example in examples:
        found = when_alone(example, here(language))
        assert found.rule or sentence in {naming.WHICH_ZONE, naming.NO_SUCH_ZONE}


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
def test_the_examples_that_are_shown_are_understood(language):
    examples = re.findall("<i>(.+?)</i>", str(view.how_to(speech(language))))
    assert len(examples) == 3
    for example in examples:
        line = take_apart(example, here(language))
        assert line.sure
        assert line.cuts[0].what


def test_in_a_language_without_words_of_its_own_three_oclock_is_as_said():
    assert other_half("3:00", here("en")._replace(language="sq")) is None
    assert other_half("3 Uhr", here("de")) == "3 Uhr nachmittags"
    assert other_half("15 Uhr", here("de")) is None
