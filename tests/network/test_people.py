"""Who somebody is: recognised again, also by another bot."""

from dataclasses import replace

from sqlalchemy import select

from db.models import Chat, Copy, CopyMessage
from db.unit import Database
from db.values import Audience, CopyState
from network import ledger, notices, people
from network.work import Work
from tests.talk import BOT_ID, Town


def test_a_network_that_got_a_new_bot_knows_its_people(database: Database) -> None:
    town = Town(database)
    mona = town.person("Mona")
    mona.says("/help")
    person = town.run(lambda w: people.meet(w, mona.telegram_id, mona.telegram_id, "en").reader)

    def arrives(work: Work) -> None:
        notice = notices.post(work, "card", 1, Audience(people=(person.id,)))
        ledger.prepare(work)
        assert notices.adopt(work, notice, mona.telegram_id, 17)

    town.run(arrives)
    again = town.run(lambda w: people.meet(replace(w, bot_id=BOT_ID + 1), mona.telegram_id, mona.telegram_id, "en"))
    assert again.reader == person
    with database.unit("read") as session:
        chat = session.scalars(select(Chat)).one()
        assert chat.bot_id == BOT_ID + 1
        assert session.scalars(select(Copy.state)).all() == [CopyState.GONE], "the old bot's message is out of reach"
        assert session.scalars(select(CopyMessage)).all() == []
