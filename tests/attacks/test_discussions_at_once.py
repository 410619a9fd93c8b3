"""Discussions published, changed and erased in the same moment, each in a unit of work of its own, on PostgreSQL."""

import pytest

from db.models import Discussion, Following, Pace, Post, TitleWord
from db.unit import Database
from db.values import DiscussionState, PostState, RichText
from network import privacy
from network.discussions import drafts, likeness, posting, publishing
from tests.attacks.test_at_once import NO, all_of, at_once
from tests.erasure import everything_stored, traces
from tests.people import joins, reader_of
from tests.talk import Talker, Town

TITLE, WORDS = "How do you keep markets clean?", "Ours at Wadi Rayyan are not."


@pytest.fixture
def town(postgresql: Database) -> Town:
    return Town(postgresql)


def member(town: Town, name: str) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Haddad")
    return talker


def drafted(town: Town, talker: Talker) -> drafts.Draft:
    def write(work):
        reader = reader_of(work, talker)
        made = drafts.begin(work, reader)
        drafts.set_topic(work, reader, made, "waste")
        drafts.set_title(work, reader, made, TITLE)
        return drafts.set_text(work, reader, made, RichText(WORDS))

    return town.run(write)


def test_of_four_presses_of_publish_one_counts(town: Town) -> None:
    mona = member(town, "Mona")
    draft = drafted(town, mona)
    press = (mona, lambda work, reader: publishing.publish(work, reader, draft.id, draft.version))
    came = at_once(town, press, press, press, press)
    assert {one.state for one in came} == {DiscussionState.OPEN}
    assert all_of(town, Discussion.posts) == [1]
    assert all_of(town, Pace.times) == [1]
    assert len(all_of(town, Following.state)) == 1
    assert sorted(all_of(town, TitleWord.word)) == sorted(likeness.stems(TITLE))


def test_what_is_published_is_what_was_looked_at(town: Town) -> None:
    mona = member(town, "Mona")
    draft = drafted(town, mona)
    came = at_once(
        town,
        (mona, lambda work, reader: publishing.publish(work, reader, draft.id, draft.version)),
        (mona, lambda work, reader: drafts.set_title(work, reader, draft.id, "Clean streets")),
    )
    assert came.count(NO) == 1
    (state,), (title,) = all_of(town, Discussion.state), all_of(town, Discussion.title)
    assert (state, title) in {(DiscussionState.OPEN, TITLE), (DiscussionState.DRAFT, "Clean streets")}


def test_two_drafts_begun_at_once_are_one(town: Town) -> None:
    mona = member(town, "Mona")
    begin = (mona, drafts.begin)
    came = at_once(town, begin, begin, begin)
    assert len(set(came)) == 1
    assert all_of(town, Post.state) == [PostState.DRAFT]


def test_whoever_quotes_what_was_just_erased_quotes_nothing(town: Town) -> None:
    mona, omar, lina = member(town, "Mona"), member(town, "Omar"), member(town, "Lina")
    draft = drafted(town, mona)
    town.run(lambda work: publishing.publish(work, reader_of(work, mona), draft.id, draft.version))
    town.run(lambda work: posting.add(work, reader_of(work, lina), draft.id, RichText("Which place is that?")))
    town.run(lambda work: privacy.erase_person(work, reader_of(work, mona).id, mona.telegram_id))
    quoting = {"replies_to": draft.post_id, "quote": "Wadi Rayyan"}
    town.run(lambda work: posting.add(work, reader_of(work, omar), draft.id, RichText("I know it."), **quoting))
    town.run(lambda work: posting.add(work, reader_of(work, omar), draft.id, RichText("So do I."), quote="Wadi Rayyan"))
    assert town.run(lambda work: traces(["Wadi Rayyan"], everything_stored(work.session))) == []


@pytest.mark.parametrize("attempt", range(3))
def test_an_answer_that_quotes_whoever_is_erased_in_that_moment_keeps_nothing_of_them(town: Town, attempt: int) -> None:
    mona, omar = member(town, "Mona"), member(town, "Omar")
    draft = drafted(town, mona)
    town.run(lambda work: publishing.publish(work, reader_of(work, mona), draft.id, draft.version))
    at_once(
        town,
        (mona, lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id)),
        (omar, lambda work, reader: posting.add(
            work, reader, draft.id, RichText("I know that place."), replies_to=draft.post_id, quote="Wadi Rayyan"
        )),
    )  # fmt: skip
    assert town.run(lambda work: traces(["Wadi Rayyan"], everything_stored(work.session))) == [], attempt
    assert [words for words in all_of(town, Post.text) if words] in ([{"text": "I know that place."}], [])
    # Whoever came first: an answer keeps the discussion open, and without one it is closed.
    answers, (state,) = len(all_of(town, Post.id)) - 1, all_of(town, Discussion.state)
    assert (answers, state) in {(1, DiscussionState.OPEN), (0, DiscussionState.CLOSED)}
