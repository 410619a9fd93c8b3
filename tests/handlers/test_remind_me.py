"""*Remind me* under every letter, or the reason why not."""

import pytest

from db.unit import Database
from handlers import features, notice_kinds
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import speech
from handlers.reminders.buttons import brought_to_mind
from network.people import glance
from tests.coordinators import OWNER, applicant, coordinator
from tests.people import joins, reader_of
from tests.talk import Town

KINDS = {kind.name: kind for feature in features() for kind in feature.NOTICES}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_has_the_button_or_says_why_not(name: str) -> None:
    assert bool(KINDS[name].no_reminder) == (notice_kinds()[name] is KINDS[name])


def test_the_button_stands_last_and_not_under_albums_nor_for_strangers(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    mona = town.person("Mona")
    joins(mona)
    messages = {1: Message("words"), 2: Message("words", {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})}
    kind = brought_to_mind(NoticeKind("x", None, lambda snapshot, _reader, _t: messages.get(snapshot)))
    reader, t = town.run(lambda work: reader_of(work, mona)), speech("en")

    def words(number: int) -> list[str]:
        shown = kind.render(number, reader, t)
        assert shown is not None
        return [button["text"] for row in (shown.keyboard or {}).get("inline_keyboard", []) for button in row]

    assert words(1) == ["Remind me"]
    assert words(2) == ["A", "Remind me"]
    assert kind.render(3, reader, t) is None
    stranger = town.run(lambda work: glance(work, 1, "en"))
    assert kind.render(1, stranger, t) == messages[1]


def test_a_card_of_an_application_comes_back_tomorrow(sqlite: Database) -> None:
    town = Town(sqlite, owners=(OWNER,))
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    sami.presses("Remind me").says("tomorrow at 9")
    assert "Mona Haddad" in sami.sees
    town.later(days=1)
    assert "Mona Haddad" in sami.sees
    assert "Remind me" not in sami.buttons
