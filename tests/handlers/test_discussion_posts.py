"""Posts as their author writes, changes and takes them back, and what becomes of what cannot be posted."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.models import Discussion, Following, Person, Post
from db.unit import Database
from db.values import Attachment, RichText, Span
from handlers.discussions.post_view import letters
from network import notices, screens
from network.discussions import bringing, editing, posting, reading
from network.discussions.kinds import SAID
from network.work import Work
from tests.coordinators import OWNER, coordinator
from tests.handlers.test_hub_linking import linked
from tests.network.bringing import discussion
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Shown, Talker, Town

WORDS = "Who turns waste into compost?"


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def member(town: Town, name: str, *, language: str = "en", **more: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Saleh", **more)
    return talker


def begins(author: Talker, words: str = WORDS, title: str = "Compost", *files: Attachment, **more: Any) -> int:
    """Let somebody publish a discussion; returns its row number."""

    def write(work: Work) -> int:
        about = discussion(work, reader_of(work, author).id, title=title, **more)
        posting.add(work, reader_of(work, author), about, RichText(words), files)
        return about

    return author.town.run(write)


def opens(talker: Talker, about: int) -> Shown:
    """Open a discussion's card."""
    return talker.says(f"/start d{about}").last


def posts(town: Town) -> list[Post]:
    return town.run(lambda work: list(work.session.scalars(select(Post).order_by(Post.id))))


def photo(name: str, **more: Any) -> dict[str, Any]:
    return {"photo": [{"file_id": name, "file_unique_id": f"u{name}", "width": 90, "height": 90}], **more}


def edits(talker: Talker, message: dict[str, Any], **content: Any) -> None:
    """Change a message that was sent before."""
    kept = {key: value for key, value in message.items() if key not in {"caption", "caption_entities"}}
    talker.town.update(talker, "edited_message", {**kept, **content, "edit_date": int(talker.town.now.timestamp())})


def files(post: Post) -> list[str]:
    return [reference for _, reference, *_ in post.files or ()]


# What a message is about


def test_a_message_that_is_no_longer_known_says_itself_what_it_is_about(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    unknown = Shown(999_999, card.html, card.keyboard)
    buttons = {"inline_keyboard": card.keyboard}
    sami.says("We do.", reply_to_message=replied(sami, unknown, reply_markup=buttons))
    assert "Posted" in sami.sees
    assert [post.text for post in posts(town)] == [{"text": WORDS}, {"text": "We do."}]


@pytest.mark.parametrize(
    "data", ["dl:l:x", "d:o:1:0:0", "d:a", "d:a:-1:0:0", "dp:e:1", "", "d:a:99999999999999999999:0:0", "e:o:1"]
)
def test_buttons_that_stand_elsewhere_or_are_forged_say_nothing(town: Town, data: str) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    begins(mona)
    unknown = Shown(999_999, "…")
    buttons = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    sami.says("x", reply_to_message=replied(sami, unknown, reply_markup=buttons))
    assert len(posts(town)) == 1
    assert sami.messages


def test_a_message_of_somebody_else_with_our_buttons_says_nothing(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    other = replied(sami, Shown(999_999, "…"), reply_markup={"inline_keyboard": card.keyboard})
    sami.says("x", reply_to_message={**other, "from": {"id": 5, "is_bot": True, "first_name": "Other"}})
    assert len(posts(town)) == 1


def replied(talker: Talker, shown: Shown, **more: Any) -> dict[str, Any]:
    return {
        "message_id": shown.id,
        "date": int(talker.town.now.timestamp()),
        "chat": talker._chat(),
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"},
        "text": shown.text or "…",
        **more,
    }


@pytest.mark.parametrize("button", ["Share", "Mark as answered", "Delete"])
def test_whatever_is_shown_of_a_discussion_can_be_answered(town: Town, button: str) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    sami.replies(opens(sami, about), "We do.")
    opens(mona, about)
    mona.presses(button)
    mona.replies(mona.last, "Thank you.")
    assert "Posted" in mona.sees
    assert posts(town)[-1].text == {"text": "Thank you."}


def test_going_back_turns_in_place(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    sami.replies(opens(sami, about), "We do.")
    card = opens(mona, about)
    count = len(mona.messages)
    mona.presses("Mark as answered").presses("Back").presses("Delete").presses("No, keep it")
    assert len(mona.messages) == count
    assert WORDS in card.text


def test_the_quoted_post_is_the_one_that_is_answered(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    first = town.run(lambda work: posting.add(work, reader_of(work, mona), about, RichText("We have\n3 million.")).id)
    town.run(lambda work: posting.add(work, reader_of(work, mona), about, RichText("And no land.")))
    opens(sami, about)
    sami.presses("Read from the start")
    quote = {"text": "We have\n3 million", "position": 5, "is_manual": True}
    sami.replies(sami.last, "From whom?", quote=quote)
    said = posts(town)[-1]
    assert (said.replies_to, said.quote) == (first, "We have\n3 million")
    mona.says(f"/start p{said.id}")
    assert "↩ to Mona Saleh, Irbid: “We have 3 million”" in " ".join(mona.sees.split())
    opens(sami, about)
    sami.presses("Read from the start")
    sami.replies(sami.last, "Good.", quote={"text": "a quote of the title", "position": 0})
    assert posts(town)[-1].replies_to is None


# What cannot be posted


def test_a_closed_discussion_takes_nothing_and_says_so(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    card = opens(sami, about)
    town.run(lambda work: work.session.execute(update(Discussion).values(state="closed")))
    sami.replies(card, "Too late")
    assert "This discussion is closed" in sami.sees
    sami.presses("Answer", on=card)
    assert "This discussion is closed" in sami.hears
    assert len(posts(town)) == 1


def test_who_is_suspended_reads_and_takes_back_but_writes_nothing(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    card = opens(sami, about)
    sami.replies(card, "We do.")
    said = sami.wrote
    own = sami.last
    suspended = update(Person).where(Person.telegram_id == sami.telegram_id).values(status="suspended")
    town.run(lambda work: work.session.execute(suspended))
    for act in (
        lambda: sami.replies(card, "And more."),
        lambda: edits(sami, said, text="Never."),
    ):
        act()
        assert "suspended" in sami.sees
    for data in ("d:a:1:0:0", "dp:e:2", "d:c:1:0:0"):
        sami.presses(data=data)
        assert "suspended" in sami.hears
    assert [post.text["text"] for post in posts(town)] == [WORDS, "We do."]
    opens(sami, about)
    assert WORDS in sami.sees
    assert "Answer" not in sami.buttons
    assert "To answer" not in sami.sees
    sami.presses("Delete", on=own).presses("Yes, delete it")
    assert posts(town)[-1].state == "deleted"


def test_who_muted_a_discussion_stays_so_when_they_post(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    opens(sami, about)
    sami.presses("Follow").presses("Mute")
    sami.replies(sami.last, "We do.")
    assert "Posted" in sami.sees
    theirs = town.run(
        lambda work: work.session.scalar(select(Following.state).where(Following.person_id == reader_of(work, sami).id))
    )
    assert theirs == "muted"


def test_links_of_newcomers_wait_also_where_they_are_edited_in(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    sami.replies(card, "See www.example.org")
    assert "New members cannot send links" in sami.sees
    hidden = [{"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org"}]
    sami.replies(card, "Here", entities=hidden)
    assert "New members cannot send links" in sami.sees
    sami.replies(card, "We do.")
    edits(sami, sami.wrote, text="See www.example.org")
    assert "New members cannot send links" in sami.sees
    assert [post.text["text"] for post in posts(town)] == [WORDS, "We do."]
    town.later(days=8)
    sami.replies(card, "See www.example.org")
    assert "Posted" in sami.sees


@pytest.mark.parametrize("what", ["sticker", "voice"])
def test_what_cannot_be_posted_is_said_kindly(town: Town, what: str) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    content = {
        "sticker": {
            "file_id": "s1",
            "file_unique_id": "u2",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        },
        "voice": {"file_id": "v1", "file_unique_id": "u3", "duration": 3},
    }
    sami.sends(reply_to_message=replied(sami, card), **{what: content[what]})
    assert "Only text, photos, videos and files can be posted." in sami.sees
    assert len(posts(town)) == 1


# Albums


def test_an_album_refused_is_answered_once(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    town.run(lambda work: work.session.execute(update(Discussion).values(state="closed")))
    count = len(sami.messages)
    sami.replies(card, "Ours", **photo("p1", media_group_id="7"))
    sami.replies(card, "", **photo("p2", media_group_id="7"))
    sami.sends(**photo("p3", media_group_id="7"))
    assert len(sami.messages) == count + 1
    assert "closed" in sami.sees
    assert len(posts(town)) == 1


def test_every_part_of_an_album_may_have_words_and_each_may_change(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    sami.replies(card, "The heap", **photo("p1", media_group_id="7"))
    first = sami.wrote
    bold = [{"type": "bold", "offset": 4, "length": 5}]
    sami.replies(card, "The sieve", caption_entities=bold, **photo("p2", media_group_id="7"))
    second = sami.wrote
    assert sami.everything.count("Posted") == 1
    said = posts(town)[-1]
    assert said.text["text"] == "The heap\n\nThe sieve"
    rich = RichText.from_json(said.text)
    assert [rich.text[span.start : span.start + span.length] for span in rich.spans] == ["sieve"]
    assert files(said) == ["p1", "p2"]
    edits(sami, second, **photo("p9"))
    assert files(posts(town)[-1]) == ["p1", "p9"]
    assert posts(town)[-1].text["text"] == "The heap\n\nThe sieve", "a changed picture says nothing of the words"
    assert "Changed" in sami.sees
    edits(sami, first, caption="Our heap", **photo("p1"))
    assert posts(town)[-1].text["text"] == "Our heap"
    assert files(posts(town)[-1]) == ["p1", "p9"]


def test_an_album_in_answer_to_a_digest_waits_as_one(town: Town) -> None:
    mona, rana, sami = member(town, "Mona"), member(town, "Rana"), member(town, "Sami")
    both = begins(mona), begins(rana, "Which bins do not rust?", "Bins")
    for about in both:
        opens(sami, about)
        sami.presses("Follow")
    town.deliver()
    for author, about in ((mona, both[0]), (rana, both[1])):
        town.run(lambda work, a=author, d=about: posting.add(work, reader_of(work, a), d, RichText(f"More of {d}")))
    town.deliver()
    letter = sami.last
    assert "New in your discussions" in letter.text
    sami.replies(letter, "Ours", **photo("p1", media_group_id="7"))
    asked = sami.last
    sami.sends(**photo("p2", media_group_id="7"))
    assert sami.last is asked
    sami.replies(letter, "And this.")
    sami.presses("Bins", on=asked)
    sami.sends(**photo("p3", media_group_id="7"))
    said = posts(town)[-1]
    assert (said.discussion_id, files(said), said.text) == (both[1], ["p1", "p2", "p3"], {"text": "Ours"})
    sami.presses("Compost")
    assert posts(town)[-1].text == {"text": "And this."}
    assert posts(town)[-1].discussion_id == both[0]
    sami.presses(data=f"dw:{both[0]}:{said.id}")
    assert "posted already" in sami.hears
    quote = {"text": f"More of {both[1]}", "position": 0}
    sami.replies(letter, "Clear.", quote=quote)
    assert (posts(town)[-1].discussion_id, posts(town)[-1].quote) == (both[1], quote["text"])


# Changing and taking back


def test_a_caption_may_go_but_a_text_may_not_become_empty(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    sami.replies(card, "Our heap", **photo("p1"))
    edits(sami, sami.wrote)
    said = posts(town)[-1]
    assert (said.text, files(said)) == (None, ["p1"])
    sami.replies(card, "We do.")
    edits(sami, sami.wrote, text="\u2067 \u2069")
    assert "That was empty. Delete the post" in sami.sees
    assert posts(town)[-1].text == {"text": "We do."}
    sami.presses("Edit")
    sami.replies(sami.last, "", **photo("p2"))
    assert "Here I need the new text" in sami.sees
    assert (posts(town)[-1].text, posts(town)[-1].files) == ({"text": "We do."}, None)


def test_an_edit_that_changes_nothing_is_not_answered(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    sami.replies(opens(sami, begins(mona)), "We do.")
    count = len(sami.messages)
    edits(sami, sami.wrote)
    assert len(sami.messages) == count
    assert posts(town)[-1].edited_at is None
    edits(sami, sami.wrote, text="We did.")
    edits(sami, sami.wrote, text="We do again.")
    assert len(sami.messages) == count + 2


def test_what_was_deleted_or_hidden_cannot_be_edited(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    card = opens(sami, begins(mona))
    sami.replies(card, "We do.")
    own = sami.last
    town.run(lambda work: work.session.execute(update(Post).where(Post.number == 2).values(state="hidden")))
    edits(sami, sami.wrote, text="We did.")
    assert "A coordinator has hidden this post." in sami.sees
    assert posts(town)[-1].text == {"text": "We do."}
    sami.presses("Edit", on=own)
    assert "hidden" in sami.sees
    sami.presses(data=f"dp:x:{posts(town)[-1].id}")
    edits(sami, sami.wrote, text="We did.")
    assert "not there any more" in sami.sees
    assert (posts(town)[-1].state, posts(town)[-1].text) == ("deleted", None)
    sami.presses(data=f"dp:x:{posts(town)[-1].id}")
    assert "taken back" in sami.sees


def test_nobody_changes_what_somebody_else_wrote(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    begins(mona)
    for act in ("e", "d", "x"):
        sami.presses(data=f"dp:{act}:1")
        assert "Only whoever wrote a post can do that." in sami.hears
    assert posts(town)[0].text == {"text": WORDS}


def test_pages_and_cards_follow_also_where_only_a_few_words_are_quoted(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    card = opens(sami, about)
    said = town.run(lambda work: posting.add(work, reader_of(work, sami), about, RichText("Ask my boss Zoltan.")).id)
    for number in range(12):
        town.now = town.now.replace(minute=number)
        town.run(lambda work, n=number: posting.add(work, reader_of(work, mona), about, RichText(f"Post {n}")))
    last = town.run(lambda work: posting.add(work, reader_of(work, mona), about, RichText("Whom?"), replies_to=said).id)
    mona.says(f"/start p{last}")
    page = mona.last
    mona.says(f"/start d{about}").presses("Mark as answered").presses("Earlier").presses("Ask my boss")
    answered = mona.last
    assert "Zoltan" in page.text
    assert "Answered" in answered.text
    town.run(lambda work: editing.delete(work, reader_of(work, sami), said))
    town.deliver()
    assert "Zoltan" not in page.text
    assert "Answered" not in answered.text
    town.run(lambda work: editing.edit(work, reader_of(work, mona), 1, RichText("Who composts by now?")))
    town.deliver()
    assert "Who composts by now?" in card.text
    assert "edited" in card.text


# Long ones, and other scripts


def test_a_long_post_full_of_formatting_and_lines_fits_on_every_page(town: Town) -> None:
    mona, sami = member(town, "Mona", city="Irbid " + "x" * 70), member(town, "Sami")
    lines = "\n\n".join(f"{number}. <line> & 🌱" for number in range(240))[:4096].rstrip()
    spans = tuple(Span(kind, 0, len(lines)) for kind in ("bold", "italic"))
    about = begins(mona)
    town.run(lambda work: posting.add(work, reader_of(work, mona), about, RichText(lines, spans)))
    for number in range(3):
        town.run(
            lambda work, n=number: posting.add(
                work, reader_of(work, mona), about, RichText("\n".join("abc" * 300 + str(n)))
            )
        )
    opens(sami, about)
    sami.presses("Newest posts")
    assert "c\n2" in sami.everything
    opens(sami, about)
    sami.presses("Read from the start")
    seen = ""
    for _ in range(12):
        assert letters(sami.last.html) <= 4096
        assert sami.last.html.count("<b>") == sami.last.html.count("</b>")
        seen += sami.sees
        if "Later ▶" not in sami.buttons:
            break
        sami.presses("Later")
    found = [number for number in range(240) if f"{number}. <line>" in lines]
    assert all(f"\n{number}. <line>" in seen for number in found)
    assert "Later ▶" not in sami.buttons
    for number in range(3):
        assert f"c\n{number}" in seen
    sami.presses("Earlier")
    assert letters(sami.last.html) <= 4096


def test_arabic_words_stay_in_their_place_for_an_english_reader(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "سامي", language="ar", city="إربد")
    about = begins(mona)
    words = "نحن نفعل ذلك منذ سنوات (2019)"
    town.run(lambda work: posting.add(work, reader_of(work, sami), about, RichText(words)))
    opens(mona, about)
    mona.presses("Read from the start")
    assert "In Arabic:" in mona.sees
    assert words in mona.sees
    assert "\u2068سامي Saleh\u2069" in mona.last.html
    mona.presses("The discussion").presses("Mark as answered")
    label = mona.last.keyboard[0][0]["text"]
    assert label.count("\u2068") == label.count("\u2069") == 2


def test_an_english_reader_of_arabic_menus_sees_lines_from_the_right(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami", language="ar")
    opens(sami, begins(mona))
    assert sami.last.html.startswith("\u200f")
    assert sami.last.html.count("\u2068") == sami.last.html.count("\u2069")


def test_numbers_stay_apart(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    about = begins(mona)
    for talker in (mona, sami, mona):
        town.run(lambda work, t=talker: posting.add(work, reader_of(work, t), about, RichText("x")))
    assert [post.number for post in posts(town)] == [1, 2, 3, 4]
    assert town.run(lambda work: work.session.scalar(select(func.max(Discussion.posts)))) == 4
    assert town.run(lambda work: [one.number for one in reading.page(work, reader_of(work, mona), about, 2)]) == [
        2,
        3,
        4,
    ]
    town.run(lambda work: bringing.bring(work, 1))


# Reactions


def test_what_is_shown_beneath_a_post_in_a_group_counts_once_a_member(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    karim, mona, sami = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Sami")
    stranger = town.person("Vis")
    group = linked(town, karim)
    group.was_in(mona, sami)
    about = begins(mona, region="mena")
    own = 77  # Mona's own message in the group
    town.run(lambda work: notices.adopt_theirs(work, screens.notice(work, SAID, 1), group.telegram_id, own))

    def react(who: Talker, *emoji: str, chat: dict[str, Any] | None = None, message: int = own) -> None:
        shown = [{"type": "emoji", "emoji": one} for one in emoji]
        event = {"chat": chat or group.chat, "message_id": message, "user": who.profile, "date": 1}
        town.update(who, "message_reaction", {**event, "old_reaction": [], "new_reaction": shown})

    for who in (sami, karim, stranger, mona):
        react(who, "👍")
    card = opens(sami, about)
    assert "👍 2" in card.text
    count = len(sami.messages)
    sami.reacts(card, "❤")
    assert len(sami.messages) == count
    assert "❤ 1  👍 1" in opens(karim, about).text
    react(karim)
    assert "👍" not in opens(karim, about).text
