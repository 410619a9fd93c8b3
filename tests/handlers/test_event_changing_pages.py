"""Pages about changing an event: they fit into one message whatever was changed, and buttons into their 64 bytes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.values import Attachment, EventFormat, EventState, RichText
from handlers.events import changing_view as view
from handlers.events import series_view
from handlers.events.changing_view import Look
from handlers.kit.speech import speech
from network.charter import shipped_charter
from network.events import differences
from network.events.changing import Change, Concern, Conflict, Scope
from network.events.reading import Event
from network.texts import Text, Version

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LANGUAGES = ("en", "fr", "ar", "de")
LARGEST = 2**53


def text(words: str) -> Text:
    return Text(1, "en", 1, {code: Version(code, RichText(f"{code} {words}"), stale=False) for code in LANGUAGES})


def full(number: int, letter: str, **fields: object) -> Event:
    """An event of which each field is as long as it can be."""
    words = " ".join([letter * 9] * 200)
    event = Event(
        id=number,
        author_id=1,
        state=EventState.PUBLISHED,
        series_id=1,
        occurrence="2027-03-25T09:00",
        title=text(words[:95]),
        description=text(words[:1990]),
        format=EventFormat.HYBRID,
        link=f"https://example.org/{letter * 480}",
        place=words[:200],
        latitude=1.0,
        longitude=2.0,
        zone="America/Argentina/ComodRivadavia",
        starts_local=datetime(2027, 3, 25, 9, 0),  # noqa: DTZ001 - what a clock shows
        starts_at=NOW + timedelta(days=20),
        minutes=3 * 24 * 60 + 61,
        languages=("en", "fr", "ar", "de", "pt", "es"),
        topics=tuple(shipped_charter().topics)[:6],
        regions=("mena",),
        capacity=99_999,
        answer_by=NOW + timedelta(days=10),
        picture=None,
        contact=words[:200],
        publish_at=None,
        reason=None,
        sequence=0,
        version=1,
        organisers=frozenset({1}),
    )
    return replace(event, **fields)


def look(fields: tuple[str, ...] = differences.FIELDS) -> Look:
    event = full(1, "ا")
    other = {
        "format": EventFormat.ON_SITE,
        "starts_at": NOW + timedelta(days=9),
        "starts_local": datetime(2027, 3, 10, 9, 0),  # noqa: DTZ001 - what a clock shows
        "picture": Attachment("photo", "p1", 1, None),
        "minutes": 95,
        "languages": ("pt", "es"),
        "topics": tuple(shipped_charter().topics)[6:9],
        "capacity": 11_111,
        "answer_by": NOW + timedelta(days=8),
    }
    draft = full(LARGEST, "w", **other)
    change = Change(LARGEST, event, draft, fields, fields, in_series=True)
    concern = Concern(1, 100_000, ("time",))
    return Look(change, draft, [], concern, replace(concern, events=14), "Asia/Amman", shipped_charter())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_pages_fit(language):
    t, seen = speech(language), look()
    for html, _ in (view.review(t, seen), view.conflict(t, seen, Conflict(seen.change, "N" * 80, NOW, 9))):
        assert len(html.striptags()) <= 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_fits(language):
    t, seen = speech(language), look()
    pages = [view.review(t, seen), view.conflict(t, seen, Conflict(seen.change, None, NOW, 2**31))]
    pages.append(view.sure_to_leave(t, seen.change))
    buttons = [one for _, keyboard in pages for row in keyboard["inline_keyboard"] for one in row]
    assert len(buttons) > 8
    buttons += [{"callback_data": series_view.Press(act="t", id=LARGEST, rhythm="monthly_last", times=200).pack()}]
    for button in buttons:
        assert len(button["callback_data"].encode()) <= 64, button


def test_every_field_has_a_name_and_shows_what_stands_in_it():
    t = speech("en")
    for field in differences.FIELDS:
        seen = look((field,))
        html, keyboard = view.review(t, seen)
        assert t.plain(view.label_of(field)) in html
        assert [row[0]["callback_data"].split(":")[3] for row in keyboard["inline_keyboard"][-2:]] == [*Scope]


def test_a_version_that_comes_and_one_that_goes():
    t, seen = speech("en"), look(("title",))
    before = Text(1, "en", 1, {code: Version(code, RichText("Old"), stale=False) for code in ("en", "fr")})
    after = Text(1, "en", 1, {code: Version(code, RichText("Old"), stale=False) for code in ("en", "de")})
    html, _ = view.review(
        t,
        replace(
            seen,
            change=replace(seen.change, event=replace(seen.change.event, title=before)),
            wanted=replace(seen.wanted, title=after),
        ),
    )
    shown = html.striptags()
    assert "Français: this version goes away." in shown or "French" in shown
    assert "Deutsch" in shown or "German" in shown
