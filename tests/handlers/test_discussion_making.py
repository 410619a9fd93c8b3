"""Starting a discussion: one thing after the other, the whole as members read it, and letting it go."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Conversation, Discussion, Following, Person, Post
from db.values import DiscussionState, Follow, PostState, Status
from network import notices
from network.discussions import drafts, publishing
from network.discussions.kinds import SAID
from tests.coordinators import OWNER
from tests.people import joins, reader_of
from tests.talk import Talker, Town

TITLE = "How do you keep markets clean?"
WORDS = "We have three markets and two trucks."


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str = "Mona", language: str = "en", **answers: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, **{"name": f"{name} Saleh"} | answers)
    return talker


def drafted(talker: Talker, title: str = TITLE, words: str = WORDS) -> Talker:
    """Answer one question after the other, to the whole."""
    return talker.says("/discuss").presses("Waste").says(title).says(words).presses("Everyone")


def edits(talker: Talker, message_id: int, words: str) -> None:
    talker.town.update(talker, "edited_message", talker._message(text=words) | {"message_id": message_id})


def photo(number: int, **more: Any) -> dict[str, Any]:
    size = {"file_id": f"p{number}", "file_unique_id": f"u{number}", "width": 90, "height": 90}
    return {"photo": [size], **more}


def stored(town: Town, number: int = 1) -> tuple[Discussion, Post]:
    def read(work):
        opening = select(Post).where(Post.discussion_id == number, Post.number == 1)
        return work.session.get(Discussion, number), work.session.scalar(opening)

    return town.run(read)


def sources(town: Town) -> list[Any]:
    return town.run(lambda work: work.session.scalars(select(Conversation.data)).one())["discussion"]["sources"]


def test_one_thing_after_the_other(database):
    town = Town(database)
    mona = member(town)
    mona.says("/discuss")
    assert "What is your discussion about?" in mona.sees
    assert mona.buttons[0] == "Waste and circular economy"  # her own topics come first
    mona.presses("Water")
    assert "in one line?" in mona.sees
    mona.says(f"  {TITLE} ")
    assert "Please tell a bit more." in mona.sees
    mona.says(WORDS)
    assert "Whom shall it reach?" in mona.sees
    assert mona.buttons[0] == "Middle East and North Africa"  # her own region, too
    mona.presses("South-East Europe")
    for shown in (TITLE, WORDS, "Water and sanitation · South-East Europe", "In English", "Mona Saleh, Irbid"):
        assert shown in mona.sees
    assert "with your name and city" in mona.sees
    mona.presses("Publish")
    assert f"{TITLE} is published." in mona.sees
    discussion, opening = stored(town)
    assert (discussion.state, discussion.topic, discussion.region) == (DiscussionState.OPEN, "water", "see")
    assert (discussion.posts, discussion.published_at, discussion.active_at) == (1, town.now, town.now)
    assert (opening.state, opening.text, opening.posted_at) == (PostState.LIVE, {"text": WORDS}, town.now)
    assert town.run(lambda work: work.session.scalars(select(Following.state)).all()) == [Follow.TOOK_PART]


def test_a_second_press_of_publish_changes_nothing(town):
    mona = drafted(member(town))
    data = mona._find("Publish", None)[1]
    mona.presses(data=data)
    before = stored(town)[0].version
    mona.presses(data=data)
    assert f"{TITLE} is published." in mona.sees
    assert (stored(town)[0].posts, stored(town)[0].version) == (1, before)
    assert town.run(lambda work: len(work.session.scalars(select(Discussion)).all())) == 1


def test_the_message_that_held_the_text_stands_for_the_post(town):
    mona = drafted(member(town))
    (source,) = [number for number, which in sources(town) if which == "text"]
    mona.presses("Publish")
    subject = town.run(lambda work: notices.find(work, mona.telegram_id, source))
    assert (subject.kind, subject.subject_id, subject.theirs) == (SAID, stored(town)[1].id, True)


def test_a_text_of_two_messages_stands_in_neither(town):
    mona = drafted(member(town)).says("And one landfill.").presses("Put it below my text")
    assert [which for _, which in sources(town)] == ["title"]
    mona.presses("Publish")
    assert "is published" in mona.sees


def test_what_changed_on_another_device_is_looked_at_first(town):
    mona = drafted(member(town))
    old = mona.last
    data = mona._find("Publish", old)[1]
    town.run(lambda work: drafts.set_title(work, reader_of(work, mona), 1, "How do you keep streets clean?"))
    mona.presses(data=data, on=old)
    assert "It has changed since you looked at it." in mona.sees
    assert "How do you keep streets clean?" in mona.sees
    assert stored(town)[0].state == DiscussionState.DRAFT
    mona.presses("Publish")
    assert "How do you keep streets clean? is published." in mona.sees


def test_whoever_comes_back_after_a_month_goes_on_where_they_were(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says(TITLE)
    town.later(days=31)
    mona.says("/discuss")
    assert f"You have a draft: {TITLE}" in mona.sees
    mona.presses("Go on with it")
    assert "Please tell a bit more." in mona.sees
    mona.says(WORDS).presses("Everyone").presses("Publish")
    assert stored(town)[0].published_at == town.now


def test_a_draft_is_thrown_away_only_when_its_author_is_sure(town):
    mona = drafted(member(town))
    mona.says("/discuss").presses("Begin something new")
    assert "Throw this draft away?" in mona.sees
    mona.presses("No, keep it")
    assert WORDS in mona.sees
    mona.says("/discuss").presses("Begin something new").presses("Yes, throw it away")
    assert "What is your discussion about?" in mona.sees
    assert town.run(lambda work: work.session.scalars(select(Post.text)).all()) == [None]


def test_not_now_keeps_the_draft_and_what_is_said_then_is_no_part_of_it(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").presses("Not now")
    assert "Your draft is kept." in mona.sees
    mona.says(TITLE)
    assert stored(town)[0].title is None
    mona.says("/discuss").presses("Go on with it")
    assert "in one line?" in mona.sees
    mona.says("/cancel")
    assert "Your draft is kept" in mona.sees


def test_a_title_behind_the_command(town):
    mona = member(town).says(f"/discuss {TITLE}")
    mona.presses("Waste").says(WORDS).presses("Everyone").presses("Publish")
    assert f"{TITLE} is published." in mona.sees


def test_a_text_in_place_of_the_title_need_not_be_sent_twice(town):
    mona = member(town)
    long = "We have three markets. " * 20
    mona.says("/discuss").presses("Waste").says(long)
    assert "I took that as your text. Now please a title" in mona.sees
    mona.says(TITLE).presses("Everyone")
    assert stored(town)[1].text == {"text": long.strip()}
    mona.presses("Title").says(long)
    assert "only 120 fit here" in mona.sees
    assert stored(town)[0].title == TITLE


def test_five_thousand_characters_arrive_in_two_messages_and_are_one_text(town):
    mona = member(town)
    whole = " ".join(f"word{number}" for number in range(560))
    cut = whole.rfind(" ", 0, 4096)
    mona.says("/discuss").presses("Waste").says(TITLE)
    mona.says(whole[:cut]).says(whole[cut + 1 :])
    assert "Whom shall it reach?" in mona.sees
    assert stored(town)[1].text == {"text": f"{whole[:cut]}\n{whole[cut + 1 :]}"}
    mona.presses("Everyone")
    assert "The rest of the text is one tap away for them." in mona.sees
    assert len(mona.sees) < 4096


def test_a_long_text_in_place_of_the_title_is_one_text_too(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says("a " * 2040).says("b " * 300)
    assert "in one line?" in mona.sees
    assert stored(town)[1].text == {"text": f"{('a ' * 2040).strip()}\n{('b ' * 300).strip()}"}


def test_a_long_text_that_nobody_asked_for_is_one_too(town):
    mona = drafted(member(town)).says("a " * 2040).says("b " * 300)
    mona.presses("It replaces my text")
    assert stored(town)[1].text == {"text": f"{('a ' * 2040).strip()}\n{('b ' * 300).strip()}"}
    mona.says("What follows later is asked about.")
    assert "What shall I do with this?" in mona.sees


def test_what_is_longer_than_any_post_is_said_kindly_and_the_beginning_stays(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says(TITLE)
    mona.says("a " * 2040).says("b " * 2040)
    assert "and only 6,000 fit here" in mona.sees
    assert stored(town)[1].text == {"text": ("a " * 2040).strip()}


def test_a_photo_with_words_below_it_is_both(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says(TITLE).sends_photo(WORDS).presses("Everyone")
    assert "📷 1 photo" in mona.sees
    assert WORDS in mona.sees
    assert stored(town)[1].files == [["photo", "p1", 4242, None]]
    mona.presses("Without photos and files")
    assert stored(town)[1].files == []


def test_an_album_stands_beside_the_text_whole(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says(TITLE)
    mona.sends(**photo(1, media_group_id="7", caption=WORDS))
    seen = len(mona.messages)
    mona.sends(**photo(2, media_group_id="7")).sends(**photo(3, media_group_id="7"))
    assert len(mona.messages) == seen  # its other pictures say nothing
    mona.presses("Everyone")
    assert "📷 3 photos" in mona.sees
    assert [one[1] for one in stored(town)[1].files] == ["p1", "p2", "p3"]


def test_files_that_telegram_does_not_show_together_are_said_no_to(town):
    mona = drafted(member(town)).sends_photo()
    mona.sends(document={"file_id": "d1", "file_unique_id": "v1", "file_name": "plan.pdf"})
    assert "Telegram does not show files together with photos" in mona.sees
    mona.presses("Text").sends_sticker()
    assert "Here I need text, please." in mona.sees


def test_words_nobody_asked_for_are_asked_about(town):
    mona = drafted(member(town)).says("And one landfill.")
    assert "What shall I do with this?" in mona.sees
    mona.presses("Put it below my text")
    assert f"{WORDS}\nAnd one landfill." in mona.sees
    mona.says("Clean markets").presses("It is the title")
    assert stored(town)[0].title == "Clean markets"


def test_an_edit_of_the_message_is_an_edit_of_the_draft(town):
    mona = drafted(member(town))
    kept = sources(town)
    edits(mona, next(number for number, which in kept if which == "text"), "We have four markets.")
    edits(mona, next(number for number, which in kept if which == "title"), "Clean markets, how?")
    town.deliver()
    assert "We have four markets." in mona.sees
    assert "Clean markets, how?" in mona.sees


def test_the_language_is_guessed_and_can_be_said(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says("Les marchés propres")
    mona.says("Comment gardez-vous les marchés propres sans plus de personnel ?").presses("Everyone")
    assert "French" in mona.sees
    mona.presses("Language").says("Kiswahili")
    assert stored(town)[0].language == "sw"
    mona.presses("Text").says("Nous avons trois marchés et deux camions.")
    assert stored(town)[0].language == "sw"  # what its author said is not guessed any more


def test_titles_like_an_open_discussion_are_shown_first(database):
    town = Town(database)
    drafted(member(town)).presses("Publish")
    omar = member(town, "Omar")
    omar.says("/discuss").presses("Waste").says("Keeping our markets clean")
    assert "Is it one of these?" in omar.sees
    assert TITLE in omar.buttons
    omar.presses("No, mine is another one")
    assert "Please tell a bit more." in omar.sees
    omar.says("Ours are small.").presses("Everyone")
    assert "This is how members will read it" in omar.sees  # it is not asked again


def test_what_somebody_else_published_meanwhile_is_shown_before_it_is_said_twice(town):
    mona, omar = drafted(member(town)), member(town, "Omar")
    drafted(omar).presses("Publish")
    town.later(days=31)
    mona.says("/discuss").presses("Go on with it")
    assert "Is it one of these?" in mona.sees
    mona.presses("No, mine is another one").presses("Publish")
    assert f"{TITLE} is published." in mona.sees


def test_three_a_day_and_the_fourth_waits_as_a_draft(town):
    mona = member(town)
    for title in ("Clean markets", "School gardens", "Bus lanes"):
        drafted(mona, title).presses("Publish")
    drafted(mona, "Rain water").presses("Publish")
    assert "You have started 3 discussions today." in mona.sees
    assert stored(town, 4)[0].state == DiscussionState.DRAFT
    town.later(days=1)
    mona.says("/discuss").presses("Go on with it").presses("Publish")
    assert "Rain water is published." in mona.sees


def test_new_members_write_no_links_yet(town):
    mona = member(town)
    mona.says("/discuss").presses("Waste").says(TITLE).says("Look at https://example.org/markets")
    assert "New members cannot send links in their first 7 days" in mona.sees
    town.later(days=8)
    mona.says("/discuss").presses("Go on with it").says("Look at https://example.org/markets").presses("Everyone")
    mona.presses("Publish")
    assert "is published" in mona.sees


def test_others_are_led_to_joining_or_told_why_not(town):
    visitor = town.person("Vera", language="en").says("/discuss")
    assert "Discussions are for members of the network. Send /start to join." in visitor.sees
    owner = town.person("Olga", telegram_id=OWNER).says("/discuss")
    assert "Members read your name beside what you write." in owner.sees
    mona = drafted(member(town))
    data = mona._find("Publish", None)[1]
    forger = member(town, "Omar").presses(data=data)
    assert "Somebody else is writing this." in forger.hears
    town.run(
        lambda work: work.session.execute(
            update(Person).where(Person.telegram_id == mona.telegram_id).values(status=Status.SUSPENDED)
        )
    )
    mona.presses(data=data)
    assert "you can read discussions, but not write in them" in mona.hears
    mona.says("more words")
    assert "you can read discussions, but not write in them" in mona.sees
    assert stored(town)[0].state == DiscussionState.DRAFT


@pytest.mark.parametrize(
    "data",
    ["dn:y:1::", "dn:y:1::²", "dn:y:1::99999999999", "dn:y:99::1", "dn:y:-1::1", "dn:s:1:topic:nonsense", "dn:f:1:x:",
     "dn:s:1:region:", "dn:b:1:language:", "dn:o:1::²", "dn:q:1:text:add", "dn:?:1::", "dn:k:1:like:", "dn:dy:9::"],
)  # fmt: skip
def test_forged_presses_change_nothing_and_harm_nobody(town, data):
    mona = drafted(member(town)).presses(data=data)
    assert mona.hears or mona.sees
    discussion, opening = stored(town)
    assert (discussion.state, discussion.topic, discussion.region) == (DiscussionState.DRAFT, "waste", None)
    assert opening.text == {"text": WORDS}


def test_a_topic_that_the_network_dropped_is_asked_for_once_more(town):
    drafted(member(town))

    def publish(work):
        draft = drafts.find(work, 1)
        left = {key: topic for key, topic in work.charter.topics.items() if key != draft.topic}
        work.charter = replace(work.charter, topics=left)
        return publishing.problems(work, draft)

    assert town.run(publish) == [publishing.Obstacle.NO_TOPIC]
