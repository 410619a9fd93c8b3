"""Rich text becomes HTML that Telegram takes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from db.values import RichText, Span
from handlers.kit.richtext import to_html


def test_spans_and_escapes() -> None:
    rich = RichText("Head <1>\nsee here", (Span("bold", 0, 8), Span("text_link", 13, 4, 'https://a.example/?x="1"&y')))
    assert to_html(rich) == ('<b>Head &lt;1&gt;</b>\nsee <a href="https://a.example/?x=&#34;1&#34;&amp;y">here</a>')


def test_crossing_spans_are_closed_and_opened_again() -> None:
    rich = RichText("abcdef", (Span("bold", 0, 4), Span("italic", 2, 4), Span("dance", 0, 6)))
    assert to_html(rich) == "<b>ab<i>cd</i></b><i>ef</i>"


@given(
    st.text(max_size=12),
    st.lists(st.builds(Span, st.sampled_from(["bold", "italic", "code"]), st.integers(0, 12), st.integers(0, 12))),
)
def test_tags_are_always_balanced_and_no_letter_is_lost(text: str, spans: list[Span]) -> None:
    inside = tuple(s for s in spans if s.start + s.length <= len(text))
    html = to_html(RichText(text, inside))
    stack: list[str] = []
    for closing, tag in re.findall(r"<(/?)(b|i|code)>", html):
        if closing:
            assert stack.pop() == tag
        else:
            stack.append(tag)
    assert stack == []
    assert re.sub(r"</?(b|i|code)>", "", html) == str(to_html(RichText(text)))
