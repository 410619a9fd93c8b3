"""Units of work when the connection is lost in the middle."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.letters import look
from db.trouble import is_trouble
from db.unit import Database
from db.values import Audience
from handlers.kit.notices import Message, NoticeKind
from network import filling, notices
from network.work import Work
from tests.network.announced import member, work_in
from tests.network.test_notices import row_of

END = "SELECT pg_terminate_backend(pg_backend_pid())"


def test_whoever_goes_on_after_the_connection_was_lost_is_told_of_the_databases_trouble(postgresql: Database) -> None:
    with pytest.raises(OperationalError) as told, postgresql.unit() as session:  # noqa: PT012 - the unit is what raises
        with pytest.raises(OperationalError), session.begin_nested():
            session.execute(text(END))
        session.execute(text("SELECT 1"))
    assert is_trouble(told.value)


def test_a_look_that_loses_the_connection_while_it_loads_is_made_again(postgresql: Database) -> None:
    def lost(work: Work, _ids: object) -> dict[int, str]:
        work.session.execute(text(END))
        return {}

    kinds = {"news": NoticeKind("news", lost, lambda _one, _reader, _t: Message("news"))}
    with postgresql.unit() as session:
        work = work_in(session)
        member(work, 50, region="mena")
        notices.post(work, "news", 1, Audience(people=(row_of(work, 50),)), urgent=True)
        while filling.prepare(work):
            pass
    with pytest.raises(OperationalError) as told, postgresql.unit() as session:
        look(work_in(session), kinds, "me", limit=10, per_chat=1)
    assert is_trouble(told.value)
