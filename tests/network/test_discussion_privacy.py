"""What becomes of posts when their author leaves or is erased, and what an export says about them."""

import json

import pytest
from sqlalchemy import insert, select, update

from db.models import Discussion, Following, Post, PostWords
from db.values import DiscussionState, PostState, RichText
from network import confirmation, leaving, privacy
from network.confirmation import Deed
from network.discussions import drafts, publishing, searching
from tests.erasure import everything_stored, traces
from tests.people import joins, reader_of
from tests.talk import Talker, Town

WORDS, ANSWER = "Our landfill at Wadi Shallala is full.", "Ours was, too: we sort at the source."


def member(town: Town, name: str) -> Talker:
    talker = town.person(name, language="en")
    joins(talker, name=f"{name} Saleh")
    return talker


def begins(town: Town, talker: Talker, title: str, words: str = WORDS) -> int:
    def publish(work):
        reader = reader_of(work, talker)
        made = drafts.begin(work, reader)
        drafts.set_topic(work, reader, made, "waste")
        drafts.set_title(work, reader, made, title)
        draft = drafts.set_text(work, reader, made, RichText(words))
        return publishing.publish(work, reader, made, draft.version).id

    return town.run(publish)


def answers(town: Town, talker: Talker, discussion_id: int, words: str = ANSWER, **more) -> int:
    def post(work):
        row = {
            "discussion_id": discussion_id,
            "number": 2,
            "author_id": reader_of(work, talker).id,
            "state": PostState.LIVE,
            "text": {"text": words},
            "language": "en",
            "posted_at": work.now,
        }
        made = work.session.execute(insert(Post).values(row | more).returning(Post.id)).scalar_one()
        work.session.execute(update(Discussion).where(Discussion.id == discussion_id).values(posts=2))
        searching.index(work, made)
        return made

    return town.run(post)


def leaves(town: Town, talker: Talker) -> None:
    def leave(work):
        reader = reader_of(work, talker)
        leaving.leave(work, reader, confirmation.ask(work, reader, Deed.LEAVE))

    town.run(leave)


def erases(town: Town, talker: Talker) -> None:
    def erase(work):
        reader = reader_of(work, talker)
        privacy.erase_person(work, reader.id, reader.telegram_id)

    town.run(erase)


def posts(town: Town) -> list[Post]:
    return town.run(lambda work: list(work.session.scalars(select(Post).order_by(Post.id))))


@pytest.fixture
def town_of_two(sqlite) -> tuple[Town, Talker, Talker]:
    town = Town(sqlite)
    return town, member(town, "Mona"), member(town, "Omar")


def test_whoever_leaves_leaves_their_words_and_every_copy_is_told_anew(database):
    town = Town(database)
    mona, omar = member(town, "Mona"), member(town, "Omar")
    number = begins(town, mona, "Full landfills")
    answers(town, omar, number, quote="Wadi Shallala", replies_to=1)
    town.run(lambda work: drafts.begin(work, reader_of(work, mona)))
    town.run(lambda work: work.session.execute(update(Post).values(brought_to=None, retold_to=None)))
    leaves(town, mona)
    opening, answer = posts(town)  # her draft is gone
    assert (opening.state, opening.text, opening.retold_to) == (PostState.LIVE, {"text": WORDS}, 0)
    assert (answer.quote, answer.retold_to) == ("Wadi Shallala", 0)  # it names her as whom it answers
    assert town.run(lambda work: work.session.scalars(select(Following)).all()) == []
    assert town.run(lambda work: work.session.get(Discussion, number).state) == DiscussionState.OPEN
    assert town.run(lambda work: [one.discussion_id for one in searching.find(work, "landfill")]) == [number]


def test_whoever_is_erased_takes_their_words_along_also_where_others_quoted_them(database):
    town = Town(database)
    mona, omar = member(town, "Mona"), member(town, "Omar")
    number = begins(town, mona, "Full landfills")
    second = answers(town, omar, number, quote="Wadi Shallala", replies_to=1)
    town.run(lambda work: work.session.execute(update(Discussion).values(answer_id=second)))
    town.run(lambda work: work.session.execute(update(Post).values(brought_to=None, retold_to=None)))
    begun = town.run(lambda work: drafts.begin(work, reader_of(work, mona)))
    town.run(lambda work: drafts.set_text(work, reader_of(work, mona), begun, RichText("Wadi Shallala once more")))
    erases(town, mona)
    opening, answer = posts(town)
    assert (opening.state, opening.text, opening.files, opening.retold_to) == (PostState.DELETED, None, None, 0)
    assert (answer.state, answer.text, answer.quote, answer.retold_to) == (PostState.LIVE, {"text": ANSWER}, None, 0)
    kept = town.run(lambda work: work.session.get(Discussion, number))
    assert (kept.state, kept.title, kept.answer_id) == (DiscussionState.OPEN, "Full landfills", second)
    assert town.run(lambda work: traces(["Wadi Shallala"], everything_stored(work.session))) == []
    assert town.run(lambda work: work.session.scalars(select(PostWords.post_id)).all()) == [second]


def test_an_answer_that_was_picked_is_picked_no_more_once_its_author_is_erased(town_of_two):
    town, mona, omar = town_of_two
    number = begins(town, mona, "Full landfills")
    second = answers(town, omar, number)
    town.run(lambda work: work.session.execute(update(Discussion).values(answer_id=second)))
    erases(town, omar)
    kept = town.run(lambda work: work.session.get(Discussion, number))
    assert (kept.answer_id, kept.state) == (None, DiscussionState.OPEN)
    assert [post.state for post in posts(town)] == [PostState.LIVE, PostState.DELETED]


def test_a_discussion_that_only_an_erased_person_wrote_in_is_closed(town_of_two):
    town, mona, omar = town_of_two
    first, second = begins(town, mona, "Full landfills"), begins(town, omar, "Bus lanes", "Who has some?")
    erases(town, mona)
    states = town.run(lambda work: {d.id: d.state for d in work.session.scalars(select(Discussion))})
    assert states == {first: DiscussionState.CLOSED, second: DiscussionState.OPEN}


def test_an_export_says_which_discussion_a_post_stands_in(town_of_two):
    town, mona, omar = town_of_two
    number = begins(town, mona, "Full landfills")
    answers(town, omar, number)
    found = town.run(lambda work: json.loads(privacy.export(work, reader_of(work, omar)).to_json()))
    (post,) = found["posts"]
    assert (post["discussion"], post["text"], post["number"]) == ("Full landfills", ANSWER, 2)
    assert "discussions" not in found
    omar.says("/privacy").presses(data="p:x:")
    page = omar.messages[-2].content.decode()
    for words in ("What you wrote in discussions", "Full landfills", ANSWER):
        assert words in page
    found = town.run(lambda work: json.loads(privacy.export(work, reader_of(work, mona)).to_json()))
    assert found["followed_discussions"][0]["discussion"] == "Full landfills"
    assert found["discussions"][0]["title"] == "Full landfills"
