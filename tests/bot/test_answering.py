"""Answers on their way out, by what Telegram says to each."""

import asyncio
from typing import Any

import pytest

from bot.answering import Answering, Blocked
from bot.telegram import CallFailed, Refused, Unknown
from handlers.kit.answers import Answer, message_params
from tests.bot.clocks import HandClock

CHAT = 7
HELLO = Answer("sendMessage", message_params(CHAT, "Hello"))
MENU_OF_SOMEBODY_ELSE = Answer("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 8}})
SPINNER = Answer("answerCallbackQuery", {"callback_query_id": "1"})
BLOCKED = Refused(403, "Forbidden: bot was blocked by the user")


class Line:
    """A way out that fails as it is told to."""

    def __init__(self, clock: HandClock, *failures: CallFailed | None) -> None:
        self.clock = clock
        self.failures = list(failures)
        self.called: list[str] = []

    async def call(self, method: str, _params: dict[str, Any], **_more: Any) -> Any:
        self.called.append(method)
        asyncio.get_running_loop().call_soon(self.clock.turn, 60)  # nobody waits long here
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return {"message_id": 1}


async def send(line: Line, *answers: Answer) -> list[str]:
    """Send answers; returns the methods that were counted as refused."""
    refused: list[str] = []

    async def progress(_count: int) -> None:
        return

    await Answering(line, line.clock, refused.append).send_all(list(answers), progress, [])  # type: ignore[arg-type]
    return refused


async def test_somebody_elses_menu_that_cannot_be_set_says_nothing_about_the_person_who_is_answered() -> None:
    line = Line(HandClock(), BLOCKED)
    assert await send(line, MENU_OF_SOMEBODY_ELSE, HELLO) == ["setMyCommands"]
    assert line.called == ["setMyCommands", "sendMessage"]


async def test_a_person_who_blocked_the_bot_gets_no_further_answers() -> None:
    line = Line(HandClock(), BLOCKED)
    with pytest.raises(Blocked):
        await send(line, HELLO, HELLO)
    assert line.called == ["sendMessage"]


async def test_an_answer_of_unknown_fate_is_repeated_once_and_then_counted() -> None:
    line = Line(HandClock(), Unknown("cut"), Unknown("cut"))
    assert await send(line, HELLO) == ["sendMessage"]
    assert line.called == ["sendMessage", "sendMessage"]


async def test_a_press_that_is_too_old_to_be_answered_is_no_error_but_another_refusal_is() -> None:
    old = Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert await send(Line(HandClock(), old), SPINNER) == []
    assert await send(Line(HandClock(), Refused(400, "Bad Request: MESSAGE_TOO_LONG")), SPINNER) == [SPINNER.method]
