"""Rich text comes from Telegram's entities and becomes HTML that Telegram takes."""

import re
from typing import Any

import pytest
from aiogram.types import Message, MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from db.values import RichText, Span
from handlers.kit import bidi
from handlers.kit.richtext import cut, from_entities, of_message, to_html
from sandbox.text import fixed, parsed

KINDS = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "blockquote",
    "expandable_blockquote",
    "text_link",
    "date_time",
    "custom_emoji",
    "mention",
    "text_mention",
    "unheard_of",
]
# Letters of one unit and of two, a letter and its mark, right-to-left, and what turns text round
LETTERS = st.sampled_from(
    [*"ab c<&>\"'\n", "é", "e\u0301", "ب", "😀", "\u2068", "\u2069", "\u202e", "\u200f", "\u0007"]
)
TEXTS = st.lists(LETTERS, max_size=14).map("".join)


def entity(kind: str, offset: int, length: int, **more: Any) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length, **more)


def drawn(kind: str, offset: int, length: int, number: int) -> MessageEntity:
    more: dict[str, Any] = {}
    match kind:
        case "text_link":
            more = {"url": f'https://example.org/?q="{number}"&x=<y>'}
        case "pre":
            more = {"language": "python"} if number % 2 else {}
        case "date_time":
            more = {"unix_time": number, "date_time_format": "wDT" if number % 2 else None}
        case "custom_emoji":
            more = {"custom_emoji_id": "53"}
    return entity(kind, offset, length, **more)


ENTITIES = st.lists(
    st.builds(drawn, st.sampled_from(KINDS), st.integers(-2, 30), st.integers(-2, 30), st.integers(1, 9)), max_size=8
)


def test_spans_and_escapes() -> None:
    rich = RichText("Head <1>\nsee here", (Span("bold", 0, 8), Span("text_link", 13, 4, 'https://a.example/?x="1"&y')))
    assert to_html(rich) == ('<b>Head &lt;1&gt;</b>\nsee <a href="https://a.example/?x=&#34;1&#34;&amp;y">here</a>')


def test_every_kind_has_its_tag() -> None:
    rich = RichText(
        "abcd",
        (
            Span("expandable_blockquote", 0, 1),
            Span("pre", 1, 1, "python"),
            Span("date_time", 2, 1, "1800000000:wDT"),
            Span("date_time", 3, 1, "5:"),
        ),
    )
    assert to_html(rich) == (
        '<blockquote expandable>a</blockquote><pre><code class="language-python">b</code></pre>'
        '<tg-time unix="1800000000" format="wDT">c</tg-time><tg-time unix="5">d</tg-time>'
    )


def test_crossing_spans_are_closed_and_opened_again() -> None:
    rich = RichText("abcdef", (Span("bold", 0, 4), Span("italic", 2, 4), Span("dance", 0, 6)))
    assert to_html(rich) == "<b>ab<i>cd</i></b><i>ef</i>"


def test_telegram_counts_in_utf_16() -> None:
    rich = from_entities("😀😀 now 😀", [entity("bold", 5, 3), entity("italic", 9, 2)])
    assert rich == RichText("😀😀 now 😀", (Span("bold", 3, 3), Span("italic", 7, 1)))


def test_what_telegram_finds_again_or_we_do_not_keep_becomes_plain() -> None:
    kinds = ("mention", "hashtag", "url", "email", "phone_number", "bot_command", "cashtag", "unheard_of")
    text = "🎉 see you"
    found = from_entities(
        text,
        [
            *(entity(kind, 3, 3) for kind in kinds),
            entity("custom_emoji", 0, 2, custom_emoji_id="1"),
            entity("text_mention", 3, 3, user={"id": 5, "is_bot": False, "first_name": "Mona"}),
            entity("text_link", 3, 3, url="tg://user?id=5"),
            entity("text_link", 3, 3, url="javascript:alert(1)"),
        ],
    )
    assert found == RichText(text)


def test_direction_marks_that_belong_to_a_text_stay_and_others_go() -> None:
    # An embedding goes, a single mark and a balanced isolate stay, an isolate left open is closed at the end.
    found = from_entities("\u202bمرحبا\u202c \u200f\u2068Amman\u2069 \u2069x \u2067y", [entity("bold", 10, 5)])
    assert found.text == "مرحبا \u200f\u2068Amman\u2069 x \u2067y\u2069"
    assert [found.text[s.start : s.start + s.length] for s in found.spans] == ["Amman"]


def test_a_letter_and_its_mark_become_one_and_spans_move_along() -> None:
    found = from_entities(" Cafe\u0301 noir ", [entity("bold", 7, 4), entity("italic", 1, 4)])
    assert found.text == "Café noir"
    assert {(s.kind, found.text[s.start : s.start + s.length]) for s in found.spans} == {
        ("bold", "noir"),
        ("italic", "Café"),
    }


def test_spans_are_nested_as_telegram_nests_them() -> None:
    crossing = from_entities("abcdefgh", [entity("bold", 0, 4), entity("text_link", 2, 4, url="https://a.example/")])
    assert to_html(crossing) == '<b>ab</b><a href="https://a.example/"><b>cd</b>ef</a>gh'
    in_code = from_entities("abcdef", [entity("bold", 0, 6), entity("code", 2, 2)])
    assert to_html(in_code) == "<b>ab</b><code>cd</code><b>ef</b>"
    quotes = from_entities("abcdef", [entity("blockquote", 0, 4), entity("expandable_blockquote", 2, 4)])
    assert to_html(quotes) == "<blockquote>abcd</blockquote>ef"


def test_text_and_caption_of_a_message() -> None:
    head = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
    photo = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    texted = Message.model_validate({**head, "text": "hello", "entities": bold})
    captioned = Message.model_validate({**head, "photo": photo, "caption": "hello", "caption_entities": bold})
    assert of_message(texted) == of_message(captioned) == RichText("hello", (Span("bold", 0, 2),))
    assert of_message(Message.model_validate({**head, "photo": photo})) is None


@given(TEXTS, ENTITIES)
def test_written_as_html_and_read_back_it_is_the_same(text: str, entities: list[MessageEntity]) -> None:
    rich = from_entities(text, entities)
    if not bidi.one_line(rich.text):
        return  # Telegram takes no empty text
    stored = fixed(*parsed(str(to_html(rich)), "HTML"))
    again = from_entities(stored.text, [MessageEntity.model_validate(found) for found in stored.entities])
    assert again == rich


@given(st.text(max_size=20), ENTITIES)
def test_whatever_comes_in_is_cleaned_once_and_stays_within_its_text(text: str, entities: list[MessageEntity]) -> None:
    rich = from_entities(text, entities)
    assert from_entities(rich.text, []).text == rich.text
    assert all(0 <= s.start < s.start + s.length <= len(rich.text) for s in rich.spans)
    assert RichText.from_json(rich.to_json()) == rich
    parsed(str(to_html(rich)), "HTML")


@pytest.mark.parametrize("text", ["", " \n ", "\u2069\u2069", "\u202e"])
def test_a_text_of_nothing_is_empty(text: str) -> None:
    assert from_entities(text, [entity("bold", 0, 1)]) == RichText("")


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


def test_the_beginning_of_a_text_ends_between_words_with_its_spans() -> None:
    rich = RichText("Dear colleagues, the hall", (Span("bold", 0, 15), Span("italic", 17, 8)))
    assert cut(rich, 100) is rich
    assert cut(rich, 20) == RichText("Dear colleagues,…", (Span("bold", 0, 15),))
    assert cut(rich, 12) == RichText("Dear colleag"[:11] + "…", (Span("bold", 0, 11),))


@given(TEXTS, ENTITIES, st.integers(2, 14))
def test_the_beginning_of_any_text_is_one_telegram_takes(text: str, entities: list[MessageEntity], most: int) -> None:
    short = cut(from_entities(text, entities), most)
    assert len(short.text.strip("\u2069")) <= most
    parsed(str(to_html(short)), "HTML")
