"""Posts as they reach people: at once, in the morning, in one message, corrected wherever they stand."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from db.models import Following, Post
from db.unit import Database
from db.values import Attachment, RichText
from network import membership
from network.discussions import bringing, posting
from network.work import Work
from tests.network.bringing import discussion
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town

PHOTO = Attachment("photo", "photo-1", BOT_ID)


def towns_people(database: Database) -> tuple[Town, Talker, Talker, Talker]:
    town = Town(database)
    mona, omar, lina = (town.person(name) for name in ("Mona", "Omar", "Lina"))
    for talker in (mona, omar, lina):
        joins(talker, name=f"{talker.profile['first_name']} Haddad")
    return town, mona, omar, lina


def begins(mona: Talker, title: str = "Compost", words: str = "Who turns waste into compost?", **more: Any) -> int:
    """Let somebody publish a discussion."""

    def write(work: Work) -> int:
        about = discussion(work, reader_of(work, mona).id, title=title, **more)
        posting.add(work, reader_of(work, mona), about, RichText(words))
        return about

    return mona.town.run(write)


def follows(talker: Talker, about: int, state: str = "follows") -> None:
    def write(work: Work) -> None:
        row = {"discussion_id": about, "person_id": reader_of(work, talker).id, "state": state, "since": work.now}
        work.session.execute(insert(Following).values(row))

    talker.town.run(write)


def posts(talker: Talker, about: int, words: str | None, *files: Attachment, **more: Any) -> int:
    """Let somebody post; returns the post's row number."""
    rich = RichText(words) if words else None
    return talker.town.run(lambda work: posting.add(work, reader_of(work, talker), about, rich, files, **more).id)


def becomes(town: Town, post: int, **values: Any) -> None:
    """Change a post as its author or a coordinator does, and have it told anew."""

    def write(work: Work) -> None:
        work.session.execute(update(Post).where(Post.id == post).values(**values))
        bringing.retell(work, post)

    town.run(write)
    town.deliver()


def wishes(talker: Talker, wish: str) -> None:
    talker.says("/me").presses(data=f"dg:w:{wish}")


def test_whoever_follows_hears_at_once_and_its_author_nothing(database: Database) -> None:
    town, mona, omar, lina = towns_people(database)
    about = begins(mona)
    follows(omar, about)
    posts(mona, about, "We have a budget of 3 <million> now.")
    before = len(lina.messages), len(mona.messages)
    town.deliver()
    assert "💬 Compost" in omar.sees
    assert "Mona Haddad, Irbid" in omar.sees
    assert "We have a budget of 3 <million> now." in omar.sees
    assert "To answer, reply to this message." in omar.sees
    assert [button for button in omar.buttons if "Files" not in button][:3] == ["Answer", "The discussion", "Mute"]
    assert (len(lina.messages), len(mona.messages)) == before
    town.deliver()
    assert omar.everything.count("budget") == 1


def test_what_comes_by_night_is_one_message_in_the_morning(database: Database) -> None:
    town, mona, omar, lina = towns_people(database)
    about, beside = begins(mona), begins(lina, "Buses", "Which buses?")
    for one in (about, beside):
        follows(omar, one)
    town.deliver()
    town.later(hours=11)  # 23:00 in Amman
    count = len(omar.messages)
    for number in range(3):
        posts(mona, about, f"Thought {number} of the night")
        town.deliver()
    hidden = posts(lina, beside, "Wrong")
    posts(lina, beside, "At night they are empty")
    town.deliver()
    becomes(town, hidden, state="hidden")
    assert len(omar.messages) == count
    town.later(hours=14)
    assert len(omar.messages) == count + 1
    assert "New in your discussions" in omar.sees
    assert "Thought 0 of the night" in omar.sees
    assert "… and 2 more posts." in omar.sees
    assert "At night they are empty" in omar.sees
    assert "Wrong" not in omar.everything
    assert "hidden" not in omar.sees
    assert omar.buttons[:2] == ["Compost", "Buses"]
    becomes(town, hidden, state="live")
    assert "… and 1 more post." in omar.sees  # what was hidden then stands in it now


def test_it_is_corrected_wherever_it_stands(database: Database) -> None:
    town, mona, omar, lina = towns_people(database)
    about = begins(mona)
    for one in (omar, lina):
        follows(one, about)
    said = posts(mona, about, "We have 3 million.")
    town.deliver()
    count = len(omar.messages)
    becomes(town, said, text={"text": "We have 4 million."}, edited_at=town.now)
    assert "We have 4 million." in omar.sees
    assert "edited" in lina.sees
    becomes(town, said, state="hidden")
    assert "A coordinator has hidden this post." in omar.sees
    assert "4 million" not in omar.everything
    becomes(town, said, state="live")
    assert "4 million" in omar.sees
    town.run(lambda work: leaving_of(work, mona))
    town.deliver()
    assert "former member" in omar.sees
    assert "Mona" not in omar.sees
    becomes(town, said, state="deleted", text=None)
    assert "This post was taken back by whoever wrote it." in omar.sees
    assert len(omar.messages) == count


def leaving_of(work: Work, talker: Talker) -> None:
    membership.leave(work, reader_of(work, talker))


def test_a_picture_comes_with_its_words_and_goes_with_them(database: Database) -> None:
    town, mona, omar, _ = towns_people(database)
    about = begins(mona)
    follows(omar, about)
    town.deliver()
    said = posts(mona, about, "Our plant " + "that works day and night " * 100, PHOTO, album="a1")
    town.deliver()
    assert town.calls[-1][0] == "sendPhoto"
    assert "Our plant" in omar.sees
    assert "Read on" in omar.buttons
    posts(mona, about, None, Attachment("photo", "photo-2", BOT_ID), album="a1")
    town.deliver()
    assert town.calls[-1][0] == "editMessageCaption"
    becomes(town, said, state="deleted", text=None, files=None)
    assert town.calls[-1][0] == "editMessageMedia"
    assert "taken back" in town.calls[-1][1]["media"]["caption"]


def test_long_ones_are_shortened_and_many_counted(database: Database) -> None:
    town, mona, omar, lina = towns_people(database)
    about = begins(mona)
    follows(omar, about)
    town.deliver()
    omar.blocks()
    long = "Compost needs air, water & patience. " * 100
    for number in range(10):
        posts(mona if number % 2 else lina, about, f"{number}: {long}")
        town.deliver()
        town.now = town.now.replace(minute=number * 2 + 1)
    omar.blocked = False
    omar.says("/me")
    town.deliver()
    found = next(message for message in reversed(omar.messages) if "Compost needs" in message.text)
    assert "… and 4 more posts." in found.text
    assert "0: Compost" in found.text
    assert "Read on" in found.buttons
    assert sum("Compost needs" in message.text for message in omar.messages) == 1


def test_a_digest_comes_in_the_morning_with_what_touches_its_reader(database: Database) -> None:
    town, mona, omar, lina = towns_people(database)
    wishes(lina, "none")
    town.later(minutes=1)
    begins(mona, words="Who turns waste into compost?")
    begins(mona, "Buses", "Which buses?", topic="mobility")
    begins(mona, "Rivers", "Whose rivers are clean?", topic="water")
    town.deliver()
    count = len(omar.messages), len(lina.messages)
    town.later(hours=23)
    assert len(lina.messages) == count[1]
    assert len(omar.messages) == count[0] + 1
    assert "Who turns waste into compost?" in omar.sees
    assert "Whose rivers are clean?" in omar.sees
    assert "buses" not in omar.sees
    omar.presses("How discussions come")
    assert "✓ Once a day" in omar.buttons
    assert "compost" in omar.messages[-2].text.casefold()  # the digest stays
    town.later(hours=24)
    assert len(omar.messages) == count[0] + 2


@pytest.mark.parametrize("gone", ["muted", "left", "hidden", "deleted"])
def test_what_is_not_wanted_any_more_does_not_come(database: Database, gone: str) -> None:
    town, mona, omar, _ = towns_people(database)
    about = begins(mona)
    follows(omar, about)
    town.later(hours=12)  # night
    said = posts(mona, about, "Good night")
    town.deliver()
    match gone:
        case "muted":
            town.run(lambda work: work.session.execute(update(Following).values(state="muted")))
        case "left":
            town.run(lambda work: leaving_of(work, omar))
        case _:
            becomes(town, said, state=gone, **({"text": None} if gone == "deleted" else {}))
    town.later(hours=12)
    assert "Good night" not in omar.everything
    if gone == "hidden":
        becomes(town, said, state="live")
        assert "Good night" in omar.everything


@pytest.mark.parametrize("language", ["ar", "de", "fr"])
def test_it_is_read_in_every_language(database: Database, language: str) -> None:
    town = Town(database)
    mona, omar = town.person("Mona"), town.person("Omar", language=language)
    for talker in (mona, omar):
        joins(talker)
    about = begins(mona)
    follows(omar, about)
    town.deliver()
    posts(mona, about, "One")
    posts(mona, about, "Two")
    town.deliver()
    assert {"One", "Two"} <= set(omar.sees.split())
