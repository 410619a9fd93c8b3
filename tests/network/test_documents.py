"""Documents: real texts in four languages that say the same, read as rich text, cut into pages that lose nothing."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.values import RichText, Span
from network.charter import CharterError, DocumentEntry, load_charter, shipped_charter
from network.documents import Document, load_document, load_documents, paginate, read_markdown

LANGUAGES = ("en", "fr", "ar", "de")
KINDS = ("guidelines", "privacy")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return load_documents(shipped_charter())


def shape(markdown: str) -> list[str]:
    """What kind of block stands where: headings, bullets (with how many bold words), paragraphs."""
    marks = []
    for line in filter(None, markdown.split("\n")):
        mark = (
            "##" if line.startswith("## ") else "#" if line.startswith("# ") else "-" if line.startswith("- ") else "p"
        )
        marks.append(mark + str(line.count("**") // 2))
    return marks


@pytest.mark.parametrize("kind", KINDS)
def test_all_languages_are_there_and_built_alike(documents: dict[str, Document], kind: str) -> None:
    document = documents[kind]
    assert tuple(document.texts) == LANGUAGES
    assert document.version == 1
    english = document.texts["en"]
    for language in LANGUAGES:
        text = document.texts[language]
        assert shape(text) == shape(english)
        assert re.findall(r"\{\w*\}", text) == ["{contact}"]
        assert re.findall(r"/\w+(?<!/\d)", text).count("/privacy") == english.count("/privacy")
        assert text.count("Connective Cities") == english.count("Connective Cities")
        # Everything that must be there as a number is there in each language.
        assert sorted(re.findall(r"\b(?:3|30|90)\b", text)) == sorted(re.findall(r"\b(?:3|30|90)\b", english))
        assert 2500 < len(text) < 7500


@pytest.mark.parametrize("kind", KINDS)
def test_arabic_isolates_whatever_runs_from_left_to_right(documents: dict[str, Document], kind: str) -> None:
    arabic = documents[kind].texts["ar"]
    assert arabic.count("\u2068") == arabic.count("\u2069") > 0
    outside = re.sub(r"\u2068[^\u2068\u2069]*\u2069", "", arabic)
    assert not re.search(r"[A-Za-z0-9{}/]", outside)
    assert not re.search(r"[\u202a-\u202e]", arabic)


def test_the_page_shows_the_text_with_the_contact_and_without_markdown(documents: dict[str, Document]) -> None:
    charter = load_charter()
    for kind in KINDS:
        for language in LANGUAGES:
            pages = documents[kind].pages(language, charter.contact(language))
            text = "\n\n".join(page.text for page in pages)
            assert charter.contact(language) in text
            assert not re.search(r"[{}]|\*\*|^#|^- ", text, re.MULTILINE)
            assert 1 < len(pages) < 7
            assert all(0 < len(page.text) <= 3000 for page in pages)
            assert text == documents[kind].rich(language, charter.contact(language)).text
    assert documents["guidelines"].title("ar") == "المبادئ التوجيهية للشبكة"
    assert documents["guidelines"].title("sw") == "Guidelines of the network"


def test_markdown_becomes_text_and_spans() -> None:
    rich = read_markdown("# A **b**\n\nOne **two** 🙂 **three**.\nFour\n\n- **x**: y\n- z\n")
    assert rich.text == "A b\n\nOne two 🙂 three.\nFour\n\n• x: y\n• z"
    assert [rich.text[span.start : span.start + span.length] for span in rich.spans] == ["A b", "two", "three", "x"]
    assert {span.kind for span in rich.spans} == {"bold"}


def test_pages_break_between_paragraphs_and_keep_headings_with_what_they_head() -> None:
    rich = read_markdown("# T\n\n" + "one " * 5 + "\n\n## Heading\n\n" + "two " * 5 + "\n\n" + "three " * 3)
    pages = paginate(rich, 40)
    assert [page.text for page in pages] == [
        "T\n\none one one one one",
        "Heading\n\ntwo two two two two",
        "three three three",
    ]
    assert pages[1].spans == (Span("bold", 0, 7),)
    # Not even where what it heads is longer than a page.
    pages = paginate(read_markdown("## Heading\n\n" + "two " * 10), 20)
    assert pages[0].text == "Heading\n\ntwo two two"
    # A border that stands exactly at the limit is one.
    assert [page.text for page in paginate(RichText("ab cd\n\nef"), 5)] == ["ab cd", "ef"]


def test_a_long_paragraph_breaks_after_a_sentence_or_a_word_but_not_inside_isolates() -> None:
    assert [page.text for page in paginate(RichText("One two. Three four five"), 16)] == ["One two.", "Three four five"]
    assert [page.text for page in paginate(RichText("جملة أولى؟ ثم كلمات أخرى"), 16)] == ["جملة أولى؟", "ثم كلمات أخرى"]
    assert [page.text for page in paginate(RichText("ab \u2068New York\u2069 cd"), 9)] == [
        "ab",
        "\u2068New",
        "York\u2069 cd",
    ]
    assert [page.text for page in paginate(RichText("ab \u2068New York\u2069 cd"), 12)] == [
        "ab",
        "\u2068New York\u2069",
        "cd",
    ]
    bold = RichText("aaaa bbbb cccc", (Span("bold", 0, 14, "v"),))
    assert paginate(bold, 9) == [
        RichText("aaaa bbbb", (Span("bold", 0, 9, "v"),)),
        RichText("cccc", (Span("bold", 0, 4, "v"),)),
    ]
    assert [page.text for page in paginate(RichText("x" * 25), 10)] == ["x" * 10, "x" * 10, "x" * 5]
    assert paginate(RichText(""), 10) == [RichText("")]
    with pytest.raises(ValueError, match="0"):
        paginate(RichText("a"), 0)


@settings(deadline=None)
@given(st.text(alphabet="ab .!\n\u2068\u2069ع", max_size=200), st.integers(5, 50), st.data())
def test_paging_loses_nothing(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    length = data.draw(st.integers(0, len(text) - start)) if text else 0
    pages = paginate(RichText(text, (Span("bold", start, length),) if length else ()), limit)
    assert "".join("".join(page.text.split()) for page in pages) == "".join(text.split())
    for page in pages:
        assert len(page.text) <= limit
        assert all(0 <= span.start < span.start + span.length <= len(page.text) for span in page.spans)
    words, whole = {word for page in pages for word in page.text.split()}, set(text.split())
    assert all(word in whole or any(len(long) > limit for long in whole) for word in words)


def test_versions_changes_and_what_is_missing(tmp_path: Path) -> None:
    def write(name: str, text: str) -> None:
        (tmp_path / name).write_text(text, "utf-8")

    entry = DocumentEntry("guidelines", 2, tmp_path)
    with pytest.raises(CharterError, match=r"guidelines-2\.en\.md: is missing"):
        load_document(entry, ("en", "fr"))
    write("guidelines-1.en.md", "# Old")
    write("guidelines-2.en.md", "\ufeff# New\r\n\r\nText\r\n")
    write("guidelines-2.fr.md", "# Nouveau")
    write("guidelines-2.changes.en.md", "Text is **new**.")
    new = load_document(entry, ("en", "fr", "ar"))
    assert (new.version, tuple(new.texts), new.language("ar"), new.title("fr")) == (2, ("en", "fr"), "en", "Nouveau")
    assert new.rich("ar").text == "New\n\nText"
    changed = new.what_changed("fr")
    assert changed is not None
    assert changed.text == "Text is new."
    old = load_document(entry, ("en",), version=1)
    assert (old.version, old.title("en"), old.what_changed("en")) == (1, "Old", None)
    write("guidelines-2.en.md", " \n")
    with pytest.raises(CharterError, match="is empty"):
        load_document(entry, ("en",))
    (tmp_path / "guidelines-2.en.md").write_bytes(b"\xff")
    with pytest.raises(CharterError, match="cannot be read as UTF-8"):
        load_document(entry, ("en",))
