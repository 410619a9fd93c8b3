"""HTML as Telegram reads it."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.errors import ApiError
from sandbox.text import fixed, parsed

START = "Bad Request: can't parse entities: "


def read(raw: str, mode: str = "HTML") -> tuple[str, list[tuple[Any, ...]]]:
    text, entities = fixed(*parsed(raw, mode))
    return text, [
        (
            one["type"],
            one["offset"],
            one["length"],
            *(one[key] for key in one if key not in {"type", "offset", "length"}),
        )
        for one in entities
    ]


@pytest.mark.parametrize(
    ("raw", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>bold</b>", "bold", [("bold", 0, 4)]),
        ("<strong>b</strong><em>i</em><ins>u</ins><del>s</del>", "bius",
         [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b><i>x</i></b>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<i><b>x</b></i>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("😀<b>😀</b>x", "😀😀x", [("bold", 2, 2)]),
        ("&lt;&amp;&gt;&quot;&#33;&#x41;&copy;&nbsp", '<&>"!A&copy;&nbsp', []),
        ("&ampx &lt x", "&ampx < x", []),
        ('<a href="https://Example.org">x</a>', "x", [("text_link", 0, 1, "https://example.org/")]),
        ("<a href='tg://user?id=7'>x</a>", "x", [("text_mention", 0, 1, 7)]),
        ('<a href="">https://example.org/a</a>', "https://example.org/a", [("text_link", 0, 21, "https://example.org/a")]),
        ('<a href="nowhere">x</a>', "x", []),
        ("<a>example.org</a>", "example.org", [("text_link", 0, 11, "http://example.org/")]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ('<pre><code class="language-py">x = 1</code></pre>', "x = 1", [("pre", 0, 5, "py")]),
        ('<code class="language-py">x</code>', "x", [("code", 0, 1)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5368324170671")]),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("  <b> x </b>\n ", "x", [("bold", 0, 1)]),
        ("a<b> </b>b", "a b", []),
        ("a\tb\r\n\u202ec\u2028d", "a b\ncd", []),
        ("<b>a\u202eb</b>c", "abc", [("bold", 0, 2)]),
        ("a\u2068b\u2069\u200fc", "a\u2068b\u2069\u200fc", []),
        ("a\u200f\u200fb", "a\u200c\u200fb", []),
        ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<b>a<b>b</b></b>", "ab", [("bold", 0, 2)]),
        ("<code>x <b>y</b></code>", "x y", [("code", 0, 3)]),
        ("see <code>/start</code> or /start", "see /start or /start", [("code", 4, 6), ("bot_command", 14, 6)]),
    ],
)  # fmt: skip
def test_what_becomes_of_markup(raw: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert read(raw) == (text, entities)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_telegrams_words(raw: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        read(raw)
    assert refused.value.description == START + reason
    assert refused.value.code == 400


def test_an_unknown_parse_mode() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        parsed("x", "rtf")


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Ask @amina_h, #cities2026 and $EUR.", [("mention", 4, 8), ("hashtag", 14, 11), ("cashtag", 30, 4)]),
        ("write to a.b@example.org now", [("email", 9, 15)]),
        ("(https://example.org/a_(b)?c=d). Then", [("url", 1, 29)]),
        ("example.org, file.py, version 1.2.3", [("url", 0, 11), ("url", 13, 7)]),
        ("/start /help@sandbox_bot not/this", [("bot_command", 0, 6), ("bot_command", 7, 17)]),
        ("مرحبا https://example.org", [("url", 6, 19)]),
        ("#123 a#b @x", []),
    ],
)  # fmt: skip
def test_what_telegram_finds_by_itself(text: str, entities: list[tuple[Any, ...]]) -> None:
    assert read(text, "") == (text, entities)


@settings(deadline=None)
@given(st.text())
@example('a < b & c "d" 😀')
def test_escaped_text_comes_through_as_it_would_unescaped(text: str) -> None:
    """Escaping is enough, whatever a person calls themselves."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    try:
        plain = fixed(text, [])
    except ApiError as refused:
        with pytest.raises(ApiError, match=refused.description):
            fixed(*parsed(escaped, "HTML"))
    else:
        assert fixed(*parsed(escaped, "HTML")) == plain


PAIRS = ("b", "i", "code", "u", "pre", "blockquote")
TAGS = [f"{start}{tag}>" for tag in PAIRS for start in ("<", "</")] + ["</a>", "</>"]
OTHERS = ["<a href='https://e.org'>", "😀", "x", " ", "\n", "&amp;", "&#x1F600;", "@someone"]
PIECES = st.lists(st.sampled_from([*TAGS, *OTHERS]), max_size=14)


@settings(deadline=None)
@given(PIECES)
def test_entities_always_nest_and_lie_in_the_text(pieces: list[str]) -> None:
    try:
        text, entities = fixed(*parsed("".join(pieces), "HTML"))
    except ApiError:
        return
    length = len(text.encode("utf-16-le")) // 2
    spans = [(one["offset"], one["offset"] + one["length"], one["type"]) for one in entities]
    assert all(0 <= start < end <= length for start, end, _ in spans)
    assert text == text.strip(" \n")
    for start, end, kind in spans:
        for other_start, other_end, other in spans:
            crossing = start < other_start < end < other_end
            assert not crossing, (kind, other)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["bold", "italic", "code", "spoiler", "blockquote", "text_link"]),
                          st.integers(0, 12), st.integers(0, 12)), max_size=6))  # fmt: skip
def test_entities_a_bot_gives_are_made_to_nest(wanted: list[tuple[str, int, int]]) -> None:
    given_entities = [
        {"type": kind, "offset": offset, "length": length, "url": "https://e.org"} for kind, offset, length in wanted
    ]
    text, entities = fixed(*parsed("ab 😀 cd", "", given_entities))
    spans = [(one["offset"], one["offset"] + one["length"]) for one in entities]
    assert text == "ab 😀 cd"
    assert all(0 <= start < end <= 8 for start, end in spans)
    assert not any(start < other < end < other_end for start, end in spans for other, other_end in spans)


@pytest.mark.parametrize(
    ("raw", "text", "entities"),
    [
        (r"*b* _i_ __u__ ~s~ ||p|| `c` 1\.", "b i u s p c 1.",
         [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1),
          ("code", 10, 1)]),
        ("[x](https://example.org/)", "x", [("text_link", 0, 1, "https://example.org/")]),
        ("```py\nx\n```", "x", [("pre", 0, 1, "py")]),
        (">q\n>r\nx", "q\nr\nx", [("blockquote", 0, 3)]),
        ("*a _b_ c*", "a b c", [("bold", 0, 5), ("italic", 2, 1)]),
    ],
)  # fmt: skip
def test_markdown_v2(raw: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert read(raw, "MarkdownV2") == (text, entities)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*b", "Can't find end of Bold entity at byte offset 0"),
    ],
)
def test_markdown_v2_refused(raw: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        read(raw, "MarkdownV2")
    assert refused.value.description == START + reason


def test_the_older_markdown() -> None:
    assert read("*b* _i_ `c` [x](https://example.org/) \\_", "Markdown") == (
        "b i c x _",
        [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1), ("text_link", 6, 1, "https://example.org/")],
    )
    with pytest.raises(ApiError, match="Can't find end of the entity starting at byte offset 2"):
        read("é*b", "Markdown")
