"""What a correction changes is shown word by word, whatever the texts."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import RichText, Span
from handlers.announcements.changes import GAP, changes

LONG = " ".join(f"word{number}" for number in range(80))


def shown(old, new):
    return str(changes(RichText(old), RichText(new)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "We meet on 3 March in Irbid.",
            "We meet on 4 March in Irbid.",
            "We meet on <s>3</s> <u>4</u> March in Irbid.",
        ),
        ("We meet at 9:00, all.", "We meet at 10:30, all.", "We meet at <s>9:00</s> <u>10:30</u>, all."),
        ("We meet at noon.", "We meet.", "We meet <s>at noon</s>."),
        ("We meet.", "We meet at noon.", "We meet <u>at noon</u>."),
        ("a < b", "a & b", "a <s>&lt;</s> <u>&amp;</u> b"),
        ("نلتقي يوم 3 مارس", "نلتقي يوم 4 مارس", "نلتقي يوم <s>3</s> <u>4</u> مارس"),
        ("one two three four", "five six seven four", "<s>one two three</s> <u>five six seven</u> four"),
    ],
)
def test_what_goes_is_struck_and_what_comes_underlined(old, new, expected):
    assert shown(old, new) == expected


def test_far_from_a_change_words_are_left_out():
    found = shown(f"{LONG} noon {LONG}", f"{LONG} midnight {LONG}")
    assert "<s>noon</s> <u>midnight</u>" in found
    assert found.startswith(GAP)
    assert found.endswith(GAP)
    assert len(found) < 300


def test_two_changes_far_apart_are_both_shown():
    found = shown(f"noon {LONG} Irbid", f"midnight {LONG} Amman")
    assert "<s>noon</s> <u>midnight</u>" in found
    assert "<s>Irbid</s> <u>Amman</u>" in found
    assert f" {GAP} " in found


def test_formatting_alone_is_no_change_of_words():
    assert changes(RichText("We meet"), RichText("We meet", (Span("bold", 0, 2),))) is None


def test_an_empty_line_that_comes_is_seen():
    assert "<u>¶</u>" in shown("one two", "one\n\ntwo").replace("<s>¶</s>", "")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared_within_bounds(old, new):
    found = changes(RichText(old), RichText(new), most=120)
    if found is None:
        assert old == new
        return
    text = unescape(re.sub(r"</?[su]>", "", found))
    assert len(text) <= 120 + len(GAP)
    assert found.count("<s>") == found.count("</s>")
    assert found.count("<u>") == found.count("</u>")


def test_the_longest_texts_are_compared_at_once():
    words = "ab " * 1365
    assert changes(RichText(words), RichText(words.replace("ab", "ba"))) is not None
