"""What is no moment, or could be several, is refused with a sentence that helps, never guessed."""

import re

import pytest

from handlers.kit.speech import speech
from network.moments import NotUnderstood
from network.moments import resolving as rules
from network.moments.days import DAY_OR_MONTH
from network.moments.said import NO_SUCH_TIME, TWO_TIMES
from network.moments.understood import NOT_UNDERSTOOD
from tests.network.moments.test_phrases import ZONES, read

ALL = [
    NOT_UNDERSTOOD,
    DAY_OR_MONTH,
    NO_SUCH_TIME,
    TWO_TIMES,
    rules.NO_SUCH_DAY,
    rules.TWO_DAYS,
    rules.WHICH_WEEK,
    rules.WHAT_DAY,
    rules.WHAT_TIME,
    rules.TOO_FAR,
]

REFUSED = [
    ("en", "", NOT_UNDERSTOOD),
    ("en", "hello", NOT_UNDERSTOOD),
    ("en", "banana 9:00", NOT_UNDERSTOOD),
    ("en", "tomorrow maybe at 9", NOT_UNDERSTOOD),
    ("en", "soon", NOT_UNDERSTOOD),
    ("en", "9", NOT_UNDERSTOOD),
    ("en", "eight", NOT_UNDERSTOOD),
    ("en", "2026", NOT_UNDERSTOOD),
    ("en", "november", NOT_UNDERSTOOD),
    ("en", "9-10", NOT_UNDERSTOOD),
    ("en", "tomorrow 9-10", NOT_UNDERSTOOD),
    ("en", "tomorrow 🕘", NOT_UNDERSTOOD),
    ("en", "<b>tomorrow</b> 9:00", NOT_UNDERSTOOD),
    ("en", "in 0 minutes", NOT_UNDERSTOOD),
    ("en", "in 1.5 days", NOT_UNDERSTOOD),
    ("en", "tomorrow " * 40, NOT_UNDERSTOOD),
    ("en", "11/27", DAY_OR_MONTH),
    ("en", "11/27 9:00", DAY_OR_MONTH),
    ("fr", "11/27 9h", DAY_OR_MONTH),
    ("en", "9:75", NO_SUCH_TIME),
    ("en", "tomorrow 25:00", NO_SUCH_TIME),
    ("de", "morgen 25 Uhr", NO_SUCH_TIME),
    ("en", "tomorrow 15:00 am", NO_SUCH_TIME),
    ("fr", "demain 9h75", NO_SUCH_TIME),
    ("ar", "غدا الساعة ٢٧", NO_SUCH_TIME),
    ("en", "9 to 10", TWO_TIMES),
    ("en", "tomorrow 9 and 10", TWO_TIMES),
    ("en", "tomorrow 9:00 10:00", TWO_TIMES),
    ("en", "in an hour at 9", TWO_TIMES),
    ("en", "monday tuesday 9:00", TWO_TIMES),
    ("de", "morgen 9:00 und 14 Uhr", TWO_TIMES),
    ("en", "31 february 9:00", rules.NO_SUCH_DAY),
    ("en", "29/2/2027 9:00", rules.NO_SUCH_DAY),
    ("en", "the 40th at 9", rules.NO_SUCH_DAY),
    ("de", "31.11. 9 Uhr", rules.NO_SUCH_DAY),
    ("ar", "٣١/٦/٢٠٢٧ ٩:٠٠", rules.NO_SUCH_DAY),
    ("en", "monday 27 november 9:00", rules.TWO_DAYS),
    ("en", "tomorrow friday 9:00", rules.TWO_DAYS),
    ("en", "1 december in a week 9:00", rules.TWO_DAYS),
    ("de", "morgen übermorgen 9 Uhr", rules.TWO_DAYS),
    ("fr", "lundi 27 novembre à 9h", rules.TWO_DAYS),
    ("ar", "الاثنين ٢٧/١١/٢٠٢٦ ٩:٠٠", rules.TWO_DAYS),
    # A week begins on Saturday, Sunday or Monday, and next week's Sunday is another day each time.
    ("en", "sunday next week at 9", rules.WHICH_WEEK),
    ("ar", "السبت الأسبوع القادم ٩:٠٠", rules.WHICH_WEEK),
    ("en", "next week", rules.WHAT_DAY),
    ("de", "nächste Woche um 9", rules.WHAT_DAY),
    ("en", "today", rules.WHAT_TIME),
    ("fr", "aujourd'hui", rules.WHAT_TIME),
    ("en", "1/1/2200 9:00", rules.TOO_FAR),
    ("en", "in 100000 days", rules.TOO_FAR),
    ("en", "in 999999999999999 hours", rules.TOO_FAR),
    ("ar", "بعد ٩٩٩٩ سنة", rules.TOO_FAR),
]


@pytest.mark.parametrize(("language", "text", "sentence"), REFUSED)
def test_it_is_refused_with_the_sentence_that_helps(language, text, sentence):
    with pytest.raises(NotUnderstood) as refusal:
        read(text, language)
    assert refusal.value.message == sentence


@pytest.mark.parametrize("language", ZONES)
@pytest.mark.parametrize("sentence", ALL)
def test_every_sentence_holds_an_example_that_is_understood(language, sentence):
    said = str(speech(language)(sentence))
    examples = re.findall("[“„«]\\s*([^”“»]+?)\\s*[”“»]", said)
    assert examples, said
    for example in examples:
        assert read(example, language).moment
