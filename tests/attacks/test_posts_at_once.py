"""Posts written, changed and closed out in the same moment, each in a unit of work of its own, on PostgreSQL."""

import pytest
from sqlalchemy import select, update

from db.models import Discussion, Post
from db.unit import Database
from db.values import Attachment, PostState, RichText
from network.discussions import closing, editing, posting
from tests.attacks.test_at_once import NO, Deed, all_of, at_once
from tests.network.bringing import discussion
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town


@pytest.fixture
def town(postgresql: Database) -> Town:
    return Town(postgresql)


def member(town: Town, name: str) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Haddad")
    return talker


def begun(town: Town, author: Talker) -> int:
    def write(work):
        about = discussion(work, reader_of(work, author).id)
        posting.add(work, reader_of(work, author), about, RichText("Who composts?"))
        return about

    return town.run(write)


def says(about: int, words: str) -> Deed:
    return lambda work, reader: posting.add(work, reader, about, RichText(words)).number


def test_everybody_posts_at_once_and_each_has_a_number(town: Town) -> None:
    mona = member(town, "Mona")
    about = begun(town, mona)
    talkers = [member(town, f"Sami{number}") for number in range(6)]
    came = at_once(town, *[(one, says(about, "We do.")) for one in talkers])
    assert sorted(came) == [2, 3, 4, 5, 6, 7]
    assert sorted(all_of(town, Post.number)) == [1, 2, 3, 4, 5, 6, 7]
    assert all_of(town, Discussion.posts) == [7]


def test_what_comes_with_the_end_is_in_it_or_refused(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begun(town, mona)
    _, posted = at_once(
        town,
        (mona, lambda work, reader: closing.close(work, reader, about, RichText("Two of three do."))),
        (sami, says(about, "We do.")),
    )
    assert all_of(town, Discussion.state) == ["closed"]
    assert all_of(town, Discussion.posts) == [1 if posted == NO else 2]


def test_an_edit_never_brings_back_what_is_taken_back(town: Town) -> None:
    mona = member(town, "Mona")
    about = begun(town, mona)
    for number in range(4):
        post = town.run(lambda work, n=number: posting.add(work, reader_of(work, mona), about, RichText(f"No {n}")).id)
        town.now = town.now.replace(minute=number)
        at_once(
            town,
            (mona, lambda work, reader, p=post: editing.edit(work, reader, p, RichText("Zoltan said so"))),
            (mona, lambda work, reader, p=post: editing.delete(work, reader, p)),
        )
    taken = town.run(lambda work: work.session.execute(select(Post.state, Post.text).where(Post.number > 1)).all())
    assert [(row.state, row.text) for row in taken] == [(PostState.DELETED, None)] * 4


def test_an_edit_and_what_a_coordinator_hides_leave_it_hidden(town: Town) -> None:
    mona = member(town, "Mona")
    begun(town, mona)
    hide = update(Post).where(Post.number == 1).values(state="hidden")
    at_once(
        town,
        (mona, lambda work, reader: editing.edit(work, reader, 1, RichText("Who composts now?"))),
        (mona, lambda work, _reader: work.session.execute(hide)),
    )
    assert all_of(town, Post.state) == ["hidden"]


def test_the_parts_of_an_album_that_come_at_once_are_one_post(town: Town) -> None:
    mona = member(town, "Mona")
    about = begun(town, mona)

    def sends(name: str) -> Deed:
        file = Attachment("photo", name, BOT_ID)
        return lambda work, reader: posting.add(work, reader, about, None, [file], album="7").id

    came = at_once(town, *[(mona, sends(f"p{number}")) for number in range(5)])
    assert len(set(came)) == 1
    (found,) = town.run(lambda work: work.session.scalars(select(Post.files).where(Post.number == 2)).all())
    assert sorted(reference for _, reference, *_ in found) == ["p0", "p1", "p2", "p3", "p4"]
