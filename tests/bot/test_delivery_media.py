"""Notices with pictures and files: sent in one call, corrected in place, and taken back behind a placeholder."""

import asyncio

import pytest

from bot.placeholder import picture
from db.values import CopyState
from tests.bot.fakeapi import Fault, refusal
from tests.bot.office import Office, until

HOUR = 3600.0
DAYS = 24 * HOUR
SENT, GONE, DELETED, FAILED, MAYBE = (
    CopyState.SENT,
    CopyState.GONE,
    CopyState.DELETED,
    CopyState.FAILED,
    CopyState.MAYBE,
)
GONE_WORDS = "<i>This message was taken back.</i>"


@pytest.mark.parametrize("kind", ["photo", "video", "document"])
async def test_one_attachment_carries_the_text_and_is_corrected_in_place(office: Office, kind: str) -> None:
    office.people(2)
    card = office.post("at 10:00", shows=f"{kind}:plan")
    await office.deliver()
    assert office.api.sees(1) == office.api.sees(2) == [f"{kind}:plan at 10:00"]
    office.revise(card, "at 11:00")
    await office.deliver()
    assert office.api.sees(1) == [f"{kind}:plan at 11:00"]
    assert len(office.api.told("editMessageCaption")) == 2  # the picture itself does not travel again
    office.revise(card, "at 11:00", shows=f"{kind}:newplan")
    await office.deliver()
    assert office.api.sees(1) == [f"{kind}:newplan at 11:00"]
    office.revise(card, "at 12:00")
    await office.deliver()
    assert office.api.sees(2) == [f"{kind}:newplan at 12:00"]
    assert len(office.api.told("editMessageMedia")) == 2
    assert office.copies() == {SENT: 2}


async def test_a_corrected_album_changes_only_what_is_new(office: Office) -> None:
    office.people(2)
    card = office.post("three views", shows="photo:a photo:b video:c")
    await office.deliver()
    assert office.api.sees(1) == ["photo:a three views", "photo:b", "video:c"]
    assert [len(call["media"]) for call in office.api.told("sendMediaGroup")] == [3, 3]
    office.revise(card, "two views and a clip")
    await office.deliver()
    assert office.api.sees(1) == ["photo:a two views and a clip", "photo:b", "video:c"]
    assert len(office.api.told("editMessageCaption")) == 2
    office.revise(card, "two views and a clip", shows="photo:a photo:z video:c")
    await office.deliver()
    assert office.api.sees(2) == ["photo:a two views and a clip", "photo:z", "video:c"]
    assert len(office.api.told("editMessageMedia")) == 2
    office.revise(card, "one view and a clip", shows="photo:a photo:z")
    await office.deliver()
    assert office.api.sees(2) == ["photo:a one view and a clip", "photo:z"]
    assert office.copies() == {SENT: 2}


async def test_an_album_of_which_its_reader_deleted_a_part_is_corrected_where_it_stands(office: Office) -> None:
    office.people(1)
    card = office.post("three", shows="photo:a photo:b photo:c")
    await office.deliver()
    del office.api.messages[1][2]
    office.revise(card, "three", shows="photo:a photo:y photo:z")
    await office.deliver()
    assert office.api.sees(1) == ["photo:a three", "photo:z"]
    office.revise(card, "three again", shows="photo:a photo:y photo:x")
    await office.deliver()
    assert office.api.sees(1) == ["photo:a three again", "photo:x"]
    assert office.copies() == {SENT: 1}
    office.api.messages[1].clear()
    office.revise(card, "nobody sees this", shows="photo:1 photo:2 photo:3")
    await office.deliver()
    assert office.copies() == {GONE: 1}


async def test_a_text_gets_a_picture_and_a_picture_that_goes_leaves_a_placeholder(office: Office) -> None:
    office.people(1)
    card = office.post("only words")
    await office.deliver()
    office.revise(card, "words and more", shows="photo:a")
    await office.deliver()
    assert office.api.sees(1) == ["photo:a words and more"]
    office.revise(card, "only words again", shows="")
    await office.deliver()
    assert office.api.sees(1) == ["photo:file1 only words again"]


async def test_what_is_taken_back_in_time_is_deleted_with_all_its_parts(office: Office) -> None:
    office.people(2)
    card = office.post("three", shows="photo:a photo:b photo:c")
    await office.deliver()
    office.retract(card)
    await office.deliver()
    assert office.api.sees(1) == office.api.sees(2) == []
    assert office.copies() == {DELETED: 2}
    assert len(office.api.told("deleteMessages")) == 2


async def test_an_album_that_cannot_go_at_once_goes_piece_by_piece(office: Office) -> None:
    office.people(1)
    card = office.post("two", shows="photo:a photo:b")
    await office.deliver()
    for method in ("deleteMessages", "deleteMessage"):
        office.api.faults.append(Fault(method, refusal(400, "Bad Request: message can't be deleted")))
    office.retract(card)
    await wait(office, 5)
    assert office.api.sees(1) == [f"photo:file1 {GONE_WORDS}"]
    assert office.copies() == {DELETED: 1}


async def test_what_is_taken_back_too_late_shows_a_placeholder_that_is_uploaded_once(office: Office) -> None:
    office.people(3)
    picture_card, album = office.post("one", shows="video:v"), office.post("three", shows="photo:a photo:b photo:c")
    papers = office.post("papers", shows="document:d document:e")
    await wait(office, 0)
    await wait(office, 2 * DAYS)
    for card in (picture_card, album, papers):
        office.retract(card)
    await wait(office, 0)
    stands = (
        [f"photo:file1 {GONE_WORDS}"] * 2 + ["photo:file1"] * 2 + [f"document:file2 {GONE_WORDS}", "document:file2"]
    )
    for chat in (1, 2, 3):
        assert sorted(office.api.sees(chat)) == sorted(stands)
    assert [content for _, content in office.api.files] == [picture()] * 2
    assert office.copies(1) == office.copies(2) == office.copies(3) == {DELETED: 3}


async def test_the_placeholder_is_known_after_a_restart_and_uploaded_anew_when_telegram_forgot_it(
    office: Office,
) -> None:
    office.people(1)
    for number in range(3):
        office.post(str(number), shows=f"photo:{number}")
    await wait(office, 0)
    await wait(office, 2 * DAYS)
    office.retract(1)
    await wait(office, 0)
    office.retract(2)
    await wait(office, 0)
    assert len(office.api.files) == 1
    office.api.unknown_files.add("file1")
    office.retract(3)
    await wait(office, 0)
    assert len(office.api.files) == 2
    assert office.api.sees(1) == [f"photo:file{number} {GONE_WORDS}" for number in (1, 1, 2)]


async def test_a_caption_that_is_refused_fails_with_telegrams_words(office: Office) -> None:
    office.people(1)
    too_long = refusal(400, "Bad Request: message caption is too long")
    office.api.faults.append(Fault("sendPhoto", too_long))
    office.post("very long", shows="photo:a")
    await wait(office, 0)
    assert office.copies() == {FAILED: 1}


async def test_an_album_that_may_have_arrived_is_not_sent_again(office: Office) -> None:
    office.people(1)
    office.api.faults.append(Fault("sendMediaGroup", acts=True))
    office.post("two", shows="photo:a photo:b")
    await wait(office, 0)
    assert office.copies() == {MAYBE: 1}
    assert len(office.api.told("sendMediaGroup")) == 1


async def wait(office: Office, seconds: float) -> None:
    """Let time pass, and do what is due then, which takes its time in one chat."""
    office.clock.turn(seconds)
    delivering = asyncio.ensure_future(office.deliver())
    await until(delivering.done, turning=office.clock)
    await delivering
