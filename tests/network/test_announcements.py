"""Writing an announcement: words in several languages, pictures, buttons; and the whole way from the first word."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Text
from db.unit import Database
from db.values import AnnouncementPurpose, AnnouncementState, Attachment, Audience, CopyState, RichText, Span, Timing
from network import announcements, texts
from network.announcements import audiences, correcting, drafts, report, running, sending, timing, undoing, wording
from network.announcements.wording import Doubt, Obstacle
from network.errors import NetworkError, NotAllowed, Outdated
from network.work import Work
from tests.network.announced import (
    BOT_ID,
    MENA,
    NETWORK,
    coordinators,
    deliver,
    draft,
    launch,
    line,
    member,
    reader,
    work_in,
)

PHOTO = Attachment("photo", "p1", BOT_ID)
VIDEO = Attachment("video", "v1", BOT_ID)
DOCUMENT = Attachment("document", "d1", BOT_ID, "plan.pdf")
LINK = ("Register", "https://example.org/register")


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in range(10, 20):
            member(work, number, region="mena" if number % 2 else "see", language="ar" if number % 2 else "en")
        yield work


def test_from_the_first_word_to_the_report(work: Work) -> None:
    network = reader(work, NETWORK)
    begun = draft(work, network, audience=Audience(regions=("mena",)))
    count = audiences.count(work, network, begun)
    assert (count.total, dict(count.by_language)) == (5, {"ar": 5})
    assert sending.problems(work, network, begun, count, line) == []
    sent = launch(work, network, begun)
    assert sent.state is AnnouncementState.RUNNING
    assert deliver(work) == 5
    running.tick(work)
    assert running.progress(work, sent.id).sent == 5
    assert announcements.find(work, network, sent.id).state is AnnouncementState.DONE
    correction = correcting.begin(work, network, sent.id)
    correcting.set_version(work, network, correction.id, "en", RichText("Hallo"))
    applied = correcting.apply(work, network, correction.id, line)
    assert isinstance(applied, correcting.Applied)
    assert (applied.copies, applied.maybe) == (5, 0)
    deliver(work)
    assert report.report(work, network, sent.id).states == {CopyState.SENT: 5}
    correcting.take_back(work, network, sent.id)
    deliver(work)
    figures = report.report(work, network, sent.id)
    assert figures.languages == {"ar": {CopyState.DELETED: 5}}
    assert figures.regions == {"mena": {CopyState.DELETED: 5}}


# --- Who -----------------------------------------------------------------------------------------------------------


def test_only_coordinators_begin(work: Work) -> None:
    with pytest.raises(NotAllowed):
        drafts.begin(work, reader(work, 10))


def test_one_draft_a_person_and_nobody_else_sees_it(work: Work) -> None:
    mine, theirs = reader(work, NETWORK), reader(work, MENA)
    begun = drafts.begin(work, mine)
    assert drafts.begin(work, mine).id == begun.id
    assert drafts.begin(work, theirs).id != begun.id
    for look in (announcements.find, drafts.draft, drafts.discard, drafts.clear_attachments, drafts.copy_of):
        with pytest.raises(NotAllowed):
            look(work, theirs, begun.id)


def test_numbers_of_nothing_are_outdated(work: Work) -> None:
    for look in (announcements.find, drafts.draft, drafts.discard, correcting.begin, running.pause, report.report):
        with pytest.raises(Outdated):
            look(work, reader(work, NETWORK), 999_999)


def test_what_has_gone_out_is_not_written_any_more(work: Work) -> None:
    by = reader(work, NETWORK)
    sent = launch(work, by, draft(work, by))
    for change in (
        lambda: drafts.set_text(work, by, sent.id, RichText("Other")),
        lambda: drafts.set_version(work, by, sent.id, "fr", RichText("Autre")),
        lambda: drafts.set_purpose(work, by, sent.id, "newsletter"),
        lambda: audiences.choose(work, by, sent.id, "regions", "see"),
        lambda: drafts.discard(work, by, sent.id),
    ):
        with pytest.raises(Outdated):
            change()


# --- Words ---------------------------------------------------------------------------------------------------------


def test_the_source_is_in_the_writers_language_and_makes_the_others_stale(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by, "Hello")
    begun = drafts.set_version(work, by, begun.id, "fr", RichText("Bonjour"))
    assert begun.text
    assert not begun.text.versions["fr"].stale
    begun = drafts.set_text(work, by, begun.id, RichText("Hello all"))
    assert begun.text
    assert begun.text.versions["fr"].stale
    begun = drafts.looked_at(work, by, begun.id, "fr")
    assert begun.text
    assert not begun.text.versions["fr"].stale
    begun = drafts.set_text(work, replace(by, language="de"), begun.id, RichText("Hi all"))  # their phone speaks German
    assert begun.text
    assert begun.text.source_language == "en"
    assert begun.text.versions["fr"].stale


def test_whoever_writes_in_another_language_than_they_read_says_so(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by, "Hallo")
    begun = drafts.set_language(work, by, begun.id, "de")
    assert begun.text
    assert (begun.text.source_language, list(begun.text.versions)) == ("de", ["de"])
    drafts.set_version(work, by, begun.id, "en", RichText("Hello"))
    for refused in ("en", "xx"):
        with pytest.raises(NetworkError):
            drafts.set_language(work, by, begun.id, refused)


def test_a_version_is_taken_away_but_never_the_source(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    drafts.set_version(work, by, begun.id, "fr", RichText("Bonjour"))
    drafts.set_version(work, by, begun.id, "en", None)
    begun = drafts.set_version(work, by, begun.id, "fr", None)
    assert begun.text
    assert list(begun.text.versions) == ["en"]


def test_formatting_survives(work: Work) -> None:
    by = reader(work, NETWORK)
    body = RichText("🎉 Bold link", (Span("bold", 2, 4), Span("text_link", 7, 4, "https://example.org")))
    begun = drafts.begin(work, by)
    begun = drafts.set_text(work, by, begun.id, body)
    assert begun.text
    assert begun.text.shown("en").body == body
    shown = wording.as_read(begun.text, "fr", line)
    said = len(line("fr", "en")) + 2
    assert shown.text[said:] == body.text
    assert shown.spans[1:] == (Span("bold", said + 2, 4), Span("text_link", said + 7, 4, "https://example.org"))


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ""), ("fr", " \n"), ("xx", "Hello"), ("", "Hello"), ("en'--", "Hello")]
)
def test_forged_languages_and_empty_texts_are_refused(work: Work, language: str, words: str) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    with pytest.raises(NetworkError):
        drafts.set_version(work, by, begun.id, language, RichText(words))


def test_a_version_needs_a_source(work: Work) -> None:
    by = reader(work, NETWORK)
    with pytest.raises(NetworkError):
        drafts.set_version(work, by, drafts.begin(work, by).id, "fr", RichText("Bonjour"))


# --- Lengths -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("attached", "limit"), [(0, 4096), (1, 1024), (2, 1024)])
def test_every_version_is_held_to_telegrams_limit_in_code_points(work: Work, attached: int, limit: int) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by, "😀" * limit)  # two UTF-16 units each, and one character to Telegram
    for number in range(attached):
        begun = drafts.add_attachment(work, by, begun.id, Attachment("photo", f"p{number}", BOT_ID))
    begun = drafts.set_version(work, by, begun.id, "ar", RichText("س" * (limit + 3)))
    found = sending.problems(work, by, begun, audiences.count(work, by, begun), line)
    assert [(p.what, p.language, p.by, p.limit) for p in found] == [(Obstacle.TOO_LONG, "ar", 3, limit)]


def test_the_line_about_the_language_counts_for_those_who_read_it(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by, "x" * (4096 - 20))
    count = audiences.count(work, by, begun)
    (found,) = sending.problems(work, by, begun, count, line)  # twenty letters of line, and an empty line between
    assert (found.language, found.by) == ("ar", 2)
    assert [one.language for one in sending.warnings(work, begun, count)] == ["ar"]
    begun = drafts.set_version(work, by, begun.id, "ar", RichText("مرحبا"))
    count = audiences.count(work, by, begun)
    assert sending.problems(work, by, begun, count, line) == []
    assert sending.warnings(work, begun, count) == []


def test_what_is_stale_or_missing_is_told(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    begun = drafts.set_version(work, by, begun.id, "fr", RichText("Bonjour"))
    begun = drafts.set_text(work, by, begun.id, RichText("Hello all"))
    found = sending.warnings(work, begun, audiences.count(work, by, begun))
    assert [(one.what, one.language) for one in found] == [(Doubt.STALE, "fr"), (Doubt.MISSING, "ar")]


def test_nothing_goes_out_without_words_or_people(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = drafts.begin(work, by)
    begun = audiences.choose(work, by, begun.id, "topics", "water")
    found = sending.problems(work, by, begun, audiences.count(work, by, begun), line)
    assert [one.what for one in found] == [Obstacle.NOBODY, Obstacle.NO_TEXT]
    with pytest.raises(NetworkError):
        launch(work, by, begun)


# --- Photos, videos, files, buttons --------------------------------------------------------------------------------


def test_albums_are_what_telegram_takes(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = drafts.begin(work, by)
    drafts.add_attachment(work, by, begun.id, PHOTO)
    begun = drafts.add_attachment(work, by, begun.id, VIDEO)
    assert begun.attachments == (PHOTO, VIDEO)
    with pytest.raises(NetworkError):
        drafts.add_attachment(work, by, begun.id, DOCUMENT)
    begun = drafts.clear_attachments(work, by, begun.id)
    for number in range(drafts.MOST_ATTACHMENTS):
        begun = drafts.add_attachment(work, by, begun.id, replace(DOCUMENT, reference=f"d{number}"))
    assert begun.attachments[9] == Attachment("document", "d9", BOT_ID, "plan.pdf")
    with pytest.raises(NetworkError):
        drafts.add_attachment(work, by, begun.id, DOCUMENT)


@pytest.mark.parametrize("forged", [Attachment("sticker", "s", BOT_ID), Attachment("photo", "p", 1)])
def test_only_this_bots_pictures_and_files(work: Work, forged: Attachment) -> None:
    by = reader(work, NETWORK)
    with pytest.raises(NetworkError):
        drafts.add_attachment(work, by, drafts.begin(work, by).id, forged)


def test_buttons_and_albums_exclude_each_other(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = drafts.begin(work, by)
    drafts.add_attachment(work, by, begun.id, PHOTO)
    begun = drafts.set_buttons(work, by, begun.id, [("  Register \n now ", LINK[1])])
    assert begun.buttons == (("Register now", LINK[1]),)
    with pytest.raises(NetworkError):
        drafts.add_attachment(work, by, begun.id, VIDEO)
    drafts.set_buttons(work, by, begun.id, [])
    drafts.add_attachment(work, by, begun.id, VIDEO)
    with pytest.raises(NetworkError):
        drafts.set_buttons(work, by, begun.id, [LINK])


@pytest.mark.parametrize(
    "button",
    [
        ("", LINK[1]),
        ("x" * 61, LINK[1]),
        ("Go", "http://example.org"),
        ("Go", "javascript:alert(1)"),
        ("Go", "https://"),
        ("Go", "https://localhost"),
        ("Go", "https://exa mple.org"),
        ("Go", "https://[::1"),
        ("Go", "https://example.org/" + "a" * 1000),
    ],
)
def test_buttons_lead_somewhere_safe(work: Work, button: tuple[str, str]) -> None:
    by = reader(work, NETWORK)
    with pytest.raises(NetworkError):
        drafts.set_buttons(work, by, drafts.begin(work, by).id, [button])


def test_not_too_many_buttons(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = drafts.begin(work, by)
    assert len(drafts.set_buttons(work, by, begun.id, [LINK] * 8).buttons) == 8
    with pytest.raises(NetworkError):
        drafts.set_buttons(work, by, begun.id, [LINK] * 9)


# --- Copies, throwing away -----------------------------------------------------------------------------------------


def test_a_copy_is_a_draft_of_its_own(work: Work) -> None:
    by = reader(work, NETWORK)
    old = draft(work, by, audience=Audience(regions=("mena",), excluded=(("topics", "water"),)))
    drafts.set_version(work, by, old.id, "ar", RichText("مرحبا"))
    drafts.set_text(work, by, old.id, RichText("Hello all"))
    drafts.set_purpose(work, by, old.id, "service")
    drafts.add_attachment(work, by, old.id, PHOTO)
    old = launch(work, by, drafts.set_buttons(work, by, old.id, [LINK]))
    new = drafts.copy_of(work, by, old.id)
    assert new.is_draft
    assert new.text
    assert old.text
    assert new.text.id != old.text.id
    assert {v.language: (v.body, v.stale) for v in new.text.versions.values()} == {
        v.language: (v.body, v.stale) for v in old.text.versions.values()
    }
    assert (new.attachments, new.buttons, new.purpose) == (old.attachments, old.buttons, AnnouncementPurpose.SERVICE)
    assert new.audience == Audience(regions=("mena",), excluded=(("topics", "water"),))
    drafts.set_text(work, by, new.id, RichText("New"))
    assert texts.read(work, [old.text.id])[old.text.id].shown("en").body == RichText("Hello all")
    with pytest.raises(NetworkError):
        drafts.copy_of(work, by, old.id)


def test_a_discarded_draft_leaves_nothing(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    drafts.discard(work, by, begun.id)
    assert work.session.query(Text).count() == 0
    assert drafts.begin(work, by).id != begun.id


def test_what_was_planned_corrected_and_made_a_draft_again_can_be_discarded(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = draft(work, by)
    begun = timing.set_timing(work, by, begun.id, Timing.AT, due_at=work.now + timedelta(days=1))
    planned = launch(work, by, begun)
    assert planned.state is AnnouncementState.SCHEDULED
    correction = correcting.begin(work, by, planned.id)
    correcting.set_version(work, by, correction.id, "en", RichText("Hello all"))
    correcting.apply(work, by, correction.id, line)
    undoing.reopen(work, by, planned.id)
    drafts.discard(work, by, planned.id)
    assert work.session.query(Text).count() == 0
