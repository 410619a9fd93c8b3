"""`ccbot check` in the groups of hubs."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.check_groups import group_lines
from bot.settings import Settings
from db.migrate import migrate
from db.models import Chat
from db.queries import hubs as queries
from db.unit import Database
from db.values import GroupState
from tests.bot.clocks import START
from tests.bot.fakeapi import TOKEN, FakeApi

BOT_ID = 4242


class Api(FakeApi):
    """Tells what the bot is in each group."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[int, dict[str, Any]] = {}

    def _act(self, method: str, params: dict[str, Any]) -> tuple[int, Any]:
        found = self.members.get(params.get("chat_id", 0))
        if method == "getChatMember" and found is None:
            return 403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked"}
        return 200, {"ok": True, "result": found}


@pytest.fixture
def address(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    database = Database(address)
    migrate(database)
    with database.unit() as session:
        for number, title in enumerate(("Well", "Poor", "Plain", "Gone", "Unlinked")):
            chat = queries.chat_row(session, BOT_ID, -1_001 - number, "supergroup", "en")
            queries.write(session, chat, START, state=GroupState.LINKED, title=title, forum=title == "Poor")
            session.execute(
                update(Chat).where(Chat.id == chat).values(hub=None if title == "Unlinked" else f"h{number}")
            )
    database.close()
    return address


def test_each_linked_group_has_a_line_that_says_what_to_do(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    import threading

    rights = ("can_invite_users", "can_restrict_members", "can_delete_messages", "can_change_info")
    api = Api()
    api.members = {
        -1_001: {"status": "administrator", **dict.fromkeys(rights, True)},
        -1_002: {"status": "administrator", **dict.fromkeys(rights[1:], True)},
        -1_003: {"status": "member"},
    }
    loop = asyncio.new_event_loop()
    running = threading.Thread(target=loop.run_forever)
    running.start()
    try:
        asyncio.run_coroutine_threadsafe(api.start(), loop).result(10)
        settings = Settings(token=TOKEN, api_url=api.url, database_url=address)
        lines = list(group_lines(settings))
        asyncio.run_coroutine_threadsafe(api.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        running.join()
        loop.close()
    assert [good for good, _ in lines] == [True, False, False, False]
    assert lines[0][1] == "“Well” (h0): the bot has all the rights it needs"
    assert "Invite users via link (nobody is let in); Manage topics" in lines[1][1]
    assert "make it one" in lines[2][1]
    assert "add it and link anew" in lines[3][1]


def test_without_a_database_there_are_no_groups(tmp_path: Path) -> None:
    settings = Settings(token=TOKEN, database_url=f"sqlite:///{tmp_path / 'none.db'}")
    assert list(group_lines(settings)) == []
