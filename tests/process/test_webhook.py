"""The program as Telegram calls it: what is not stored is not taken, and Telegram comes again."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.database import Templates
from tests.process.house import away, states
from tests.process.running import TOKEN, Bot, Phone, Sandbox, bot, free_port, until

pytestmark = pytest.mark.process
WELCOME = "Here people who work for cities"
SECRET = "s3cret_of_the_tests-42"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
HELP, PRIVACY, LANGUAGE = "You are not a member yet", "Nobody sells it", "In which language"


def by_webhook() -> dict[str, str]:
    """The settings of webhook mode, on a port that is free."""
    listen = f"127.0.0.1:{free_port()}"
    return {"listen": listen, "webhook_url": f"http://{listen}", "webhook_secret": SECRET}


@pytest.fixture
def postgresql(templates: Templates) -> Iterator[str]:
    with templates.postgresql() as database:
        yield database.url.render_as_string(hide_password=False)


def known_to_telegram(town: Sandbox) -> dict[str, Any]:
    return httpx.get(f"{town.url}/bot{TOKEN}/getWebhookInfo", timeout=30).json()["result"]


def brings(running: Bot, update: Any, secret: str | None = SECRET) -> int:
    """Call the webhook as Telegram would; returns the status."""
    headers = {HEADER: secret.encode()} if secret is not None else {}
    return httpx.post(f"{running.address}/telegram", json=update, headers=headers, timeout=30).status_code


def written(phone: Phone, number: int, command: str) -> dict[str, Any]:
    """An update with a command."""
    person = {"id": phone.id, "is_bot": False, "first_name": "Mona", "language_code": "en"}
    entity = {"type": "bot_command", "offset": 0, "length": len(command)}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_800_000_000,
            "chat": {"id": phone.id, "type": "private", "first_name": "Mona"},
            "from": person,
            "text": command,
            "entities": [entity],
        },
    }


def order_of(phone: Phone, *words: str) -> list[str]:
    """Which of these words the bot's messages hold, in the order in which they came."""
    return [word for message in phone.received for word in words if word in message["text"]]


def test_a_conversation_forgeries_and_disorder(town, tmp_path):
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path, **by_webhook()) as running:
        mona.start()
        mona.presses("Join")
        mona.awaits("1 of")
        info = known_to_telegram(town)
        assert info["url"] == f"{running.address}/telegram"
        assert set(info["allowed_updates"]) == {
            "callback_query",
            "chat_join_request",
            "chat_member",
            "chosen_inline_result",
            "edited_message",
            "inline_query",
            "message",
            "message_reaction",
            "my_chat_member",
        }
        assert running.health()[0] == 200

        # Nobody but Telegram, and nothing but updates: none of it is stored.
        until(lambda: set(states(address)) == {"done"}, "everything to be handled")
        before = states(address)
        forged = written(mona, 5_000_000_001, "/help")
        assert brings(running, forged, "wrong") == 403
        assert brings(running, forged, None) == 403
        assert brings(running, forged, "é" * 9) == 403
        for nonsense in ([], 7, "x", {}, {"update_id": "many"}, {"message": {}}, {"update_id": 1, "message": 3}):
            assert brings(running, nonsense) == 200, "asking for it again would bring the same again"
        assert states(address) == before
        failed = running.metrics("ccbot_errors_total")
        assert (failed['place="webhook secret"'], failed['place="update"']) == (3, 7)

        # Out of order, one of them twice; the first is still being answered when the others come.
        town.fault(kind="slow", method="sendMessage", chat=mona.id, seconds=2.0)
        assert brings(running, written(mona, 5_000_000_010, "/start")) == 200
        until(lambda: states(address).get("answering"), "the first to be answered")
        for number, command in ((13, "/language"), (12, "/privacy"), (11, "/help"), (12, "/privacy")):
            assert brings(running, written(mona, 5_000_000_000 + number, command)) == 200
        mona.awaits(LANGUAGE)
        assert order_of(mona, HELP, PRIVACY, LANGUAGE) == [HELP, PRIVACY, LANGUAGE]
        assert running.stop() == 0


def test_from_webhook_to_polling_and_back(town, tmp_path):
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path, **by_webhook()) as running:
        assert running.stop() == 0
    mona.start()
    with bot(town, address, folder=tmp_path) as running:
        mona.awaits(WELCOME)
        assert running.says("polling.webhook_removed")
        assert known_to_telegram(town)["url"] == ""
        assert running.stop() == 0
    mona.writes("/help")
    with bot(town, address, folder=tmp_path, **by_webhook()):
        mona.awaits(HELP)
    assert order_of(mona, WELCOME, HELP) == [WELCOME, HELP]


def test_while_the_database_is_away_telegram_keeps_its_updates(town, postgresql, tmp_path):
    mona = town.person("Mona")
    with bot(town, postgresql, folder=tmp_path, **by_webhook()) as running:
        mona.start()
        mona.awaits(WELCOME)
        with away(postgresql):
            mona.writes("/help")
            running.awaits("webhook.not_stored")
            status, state = running.health()
            assert (status, state["database"]) == (503, "away")
            until(lambda: "503" in known_to_telegram(town).get("last_error_message", ""), "Telegram to have noticed")
            assert known_to_telegram(town)["pending_update_count"] == 1
        until(lambda: running.health()[0] == 200, "the program to be well")
        town.skip(seconds=200)  # Telegram's pause before it comes again
        mona.awaits(HELP)
        assert known_to_telegram(town)["pending_update_count"] == 0
    assert order_of(mona, WELCOME, HELP) == [WELCOME, HELP]
