"""Half-finished forms in an export: in people's words, whichever form it is."""

import re
from html import unescape
from typing import Any

import pytest

from db.queries import conversations
from db.unit import Database
from handlers import features
from handlers.discussions import which
from handlers.kit import forms
from handlers.privacy.labels import FORMS
from tests.handlers.test_joining import join_as_far_as
from tests.people import joins
from tests.talk import BOT_ID, Talker, Town

RAW = re.compile(r"form:|\b(answers|args|ticks|water|member_group|practitioner|outside|usual|t_add|scope)\b")


def exported(talker: Talker) -> str:
    """The readable file's words about half-finished forms."""
    talker.says("/privacy").presses(data="p:x:")
    html = talker.messages[-2].content.decode().partition("<footer>")[0]
    section = next(part for part in html.split("<section>") if "<b>" in part)
    return re.sub("[\u2066-\u2069\u200f]", "", unescape(re.sub(r"<[^>]+>", " ", section)))


def left_with(town: Town, state: str | None, data: dict[str, Any]) -> Talker:
    """Somebody whose conversation's memory holds this."""
    mona = town.person("Mona")
    joins(mona)
    her = mona.telegram_id
    town.run(lambda work: conversations.keep(work.session, BOT_ID, her, her, state, data, work.now))
    return mona


def test_every_form_that_can_be_left_half_finished_has_a_name() -> None:
    features()  # each registers its forms; other tests register some of their own
    ours = {form.slot for form in forms.registered() if form.finish.__module__.startswith("handlers.")}
    assert ours == FORMS.keys()


def test_a_registration_half_way_reads_like_its_summary(sqlite: Database) -> None:
    mona = join_as_far_as(Town(sqlite).person("Mona", last_name="Haddad"), "directory")
    words = exported(mona)
    for said in (
        "Joining the network",
        "Member group Municipal practitioners",
        "Country 🇯🇴 Jordan",
        "Topics Waste and circular economy",
        "Ready to advise others Yes, up to 2 requests a month",
        "Guidelines Yes",
        "Data protection Yes",
    ):
        assert said in re.sub(r"\s+", " ", words)
    assert not RAW.search(words)


def test_what_is_ticked_and_not_yet_done_is_there_too(sqlite: Database) -> None:
    mona = join_as_far_as(Town(sqlite).person("Mona", last_name="Haddad", language="ar"), "topics")
    mona.presses(data="f:join:topics:o:water")
    words = exported(mona)
    assert "المياه والصرف الصحي" in words
    assert not RAW.search(words)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"form:a_decline": {"answers": {"reason": "usual:outside"}, "args": {"id": 7}}},
            "Outside the network's topics",
        ),
        ({"form:t_add": {"answers": {"scope": ["mena"]}, "args": {"owner": True}}}, "Middle East and North Africa"),
        ({"team_scope": ["see"]}, "South-East Europe"),
        ({"team_scope": ["see"], "team_name": "Zoë"}, "Zoë"),
        ({"form:me": {"answers": {"advice": "every day"}, "args": {"field": "advice"}}}, "every day"),
        ({"form:gone": {"answers": {"dream": "a tram"}}}, "A form of an older version"),
    ],
)
def test_drafts_of_other_forms_and_other_versions(sqlite: Database, data: dict[str, Any], said: str) -> None:
    words = exported(left_with(Town(sqlite), None, data))
    assert said in words
    assert not RAW.search(words)


def test_words_for_an_announcement_that_are_not_its_text_yet(sqlite: Database) -> None:
    data = {"announce": {"id": 1, "unasked": {"text": "The hall has moved"}, "album": "7"}}
    words = exported(left_with(Town(sqlite), "announce:version", data))
    assert re.search(r"Writing an announcement\s+Text\s+The hall has moved", words)
    assert "announce:" not in words
    assert "older version" not in words


def test_words_that_wait_to_become_part_of_a_discussion_are_there(sqlite: Database) -> None:
    town = Town(sqlite)
    waits = {"7": {"rich": {"text": "We let the traders sweep."}, "files": [], "quote": None}}
    writes = {"id": 1, "unasked": {"text": "And one landfill."}, "sources": [[3, "text"]]}
    mona = left_with(town, "discussion:home", {"discussion": writes, which.WAITING: waits})
    words = re.sub(r"\s+", " ", exported(mona))
    assert "Writing a discussion Text And one landfill." in words
    assert "Writing in a discussion Text We let the traders sweep." in words
    assert "Open at the moment Writing a discussion" in words
    assert "older version" not in words
