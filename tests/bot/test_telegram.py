"""Calls to the Bot API: each way a call can end, told apart, and the token never shown."""

import logging
import traceback
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.limiter import Limiter
from bot.permits import Want
from bot.telegram import CallFailed, NotSent, Refused, Telegram, TooMany, Unknown, counts
from handlers.kit.answers import File
from tests.bot.fakeapi import BLOCKED, TOKEN, FakeApi, Fault, refusal

SECRET = TOKEN.split(":")[1]


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    api = FakeApi()
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def telegram(api: FakeApi) -> AsyncIterator[Telegram]:
    clock = SystemClock()
    telegram = Telegram(TOKEN, api.url, limiter=Limiter(30, clock), clock=clock)
    await telegram.open()
    yield telegram
    await telegram.close()


def message(chat: int = 7, text: str = "مرحبا") -> dict[str, object]:
    return {"chat_id": chat, "text": text}


async def test_a_call_returns_the_result(api: FakeApi, telegram: Telegram) -> None:
    result = await telegram.call("sendMessage", message())
    assert result["message_id"] == 1
    assert api.sees(7) == ["مرحبا"]
    assert await telegram.call("getMe") == {}


async def test_a_file_goes_as_a_form(api: FakeApi, telegram: Telegram) -> None:
    params = {"chat_id": 7, "caption": "Alles über Sie", "reply_markup": {"inline_keyboard": []}}
    await telegram.call("sendDocument", params, file=File("daten.json", b"\x00{}"))
    assert api.files == [("daten.json", b"\x00{}")]
    assert api.calls[0][1] == {"chat_id": "7", "caption": "Alles über Sie", "reply_markup": '{"inline_keyboard": []}'}


async def test_lone_surrogates_do_not_stop_a_call(api: FakeApi, telegram: Telegram) -> None:
    await telegram.call("sendMessage", message(text="\ud83d!"))
    assert api.sees(7) == ["?!"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (BLOCKED, "blocked"),
        (refusal(403, "Forbidden: user is deactivated"), "blocked"),
        (refusal(403, "Forbidden: bot can't initiate conversation with a user"), "blocked"),
        (refusal(400, "Bad Request: chat not found"), "blocked"),
        (refusal(400, 'Bad Request: failed to send message #1 with the error message "USER_IS_BLOCKED"'), "blocked"),
        (refusal(400, "Bad Request: message is not modified: …"), "not_modified"),
        (refusal(400, "Bad Request: message to edit not found"), "message_gone"),
        (refusal(400, "Bad Request: message to delete not found"), "message_gone"),
        (refusal(400, "Bad Request: message can't be edited"), "message_gone"),
        (refusal(400, "Bad Request: MESSAGE_ID_INVALID"), "message_gone"),
        (refusal(400, "Bad Request: message can't be deleted for everyone"), "not_deletable"),
        (refusal(400, "Bad Request: query is too old and response timeout expired or …"), "query_expired"),
        (refusal(401, "Unauthorized"), "token_refused"),
        (refusal(404, "Not Found"), "token_refused"),
        (refusal(409, "Conflict: terminated by other getUpdates request; …"), "conflict"),
        (refusal(400, "Bad Request: can't parse entities: …"), None),
    ],
)
async def test_a_refusal_says_what_it_means(
    api: FakeApi, telegram: Telegram, answer: tuple[int, object], said: str | None
) -> None:
    names = {
        "blocked",
        "not_modified",
        "message_gone",
        "not_deletable",
        "query_expired",
        "token_refused",
        "conflict",
    }
    api.faults.append(Fault("sendMessage", answer))
    with pytest.raises(Refused) as caught:
        await telegram.call("sendMessage", message())
    assert {name for name in names if getattr(caught.value, name)} == ({said} if said else set())
    assert caught.value.code == answer[0]


async def test_a_migrated_group_names_its_new_id(api: FakeApi, telegram: Telegram) -> None:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    api.faults.append(Fault("sendMessage", refusal(400, text, migrate_to_chat_id=-1009)))
    with pytest.raises(Refused) as caught:
        await telegram.call("sendMessage", message(-5))
    assert caught.value.migrate_to == -1009


async def test_too_many_stops_everybody_at_the_limiter(api: FakeApi, telegram: Telegram) -> None:
    api.faults.append(Fault("sendMessage", refusal(429, "Too Many Requests: retry after 9", retry_after=9)))
    with pytest.raises(TooMany) as caught:
        await telegram.call("sendMessage", message())
    assert caught.value.retry_after == 9
    assert not telegram.limiter.take_now([Want("answers", 8)])


async def test_too_many_for_a_card_in_an_unknown_chat_holds_up_that_one(api: FakeApi, telegram: Telegram) -> None:
    api.faults.append(Fault("editMessageText", refusal(429, "Too Many Requests: retry after 9", retry_after=9)))
    unknown = -(2**60) - 5
    ((_, permit),) = telegram.limiter.take_now([Want("answers", unknown)])
    with pytest.raises(TooMany):
        await telegram.call("editMessageText", {"inline_message_id": "abc", "text": "new"}, permit=permit)
    assert not telegram.limiter.take_now([Want("answers", unknown)])
    assert telegram.limiter.take_now([Want("answers", 8)])


async def test_too_many_for_the_bot_s_own_description_holds_no_message_up(api: FakeApi, telegram: Telegram) -> None:
    api.faults.append(Fault("setMyDescription", refusal(429, "Too Many Requests: retry after 3600", retry_after=3600)))
    with pytest.raises(TooMany):
        await telegram.call("setMyDescription", {"description": "Cities"})
    assert telegram.limiter.take_now([Want("answers", 8)])


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", acts=True),
        Fault("sendMessage"),
        Fault("sendMessage", (502, "<html>Bad Gateway</html>")),
        Fault("sendMessage", refusal(502, "Bad Gateway")),
        Fault("sendMessage", refusal(504, "Gateway Timeout")),
        Fault("sendMessage", (200, '{"ok":true,"result":{"mess')),
        Fault("sendMessage", (200, "[]")),
        Fault("sendMessage", (302, "elsewhere")),
    ],
)
async def test_what_may_have_happened_is_unknown(api: FakeApi, telegram: Telegram, fault: Fault) -> None:
    api.faults.append(fault)
    with pytest.raises(Unknown):
        await telegram.call("sendMessage", message())
    assert len(api.calls) == 1  # nothing below repeats it by itself


async def test_a_server_that_stays_silent_leaves_it_unknown(api: FakeApi, telegram: Telegram) -> None:
    api.gate.clear()
    with pytest.raises(Unknown):
        await telegram.call("sendMessage", message(), timeout=0.05)
    api.gate.set()


async def test_a_failing_server_did_nothing(api: FakeApi, telegram: Telegram) -> None:
    api.faults.append(Fault("sendMessage", refusal(500, "Internal Server Error: restart")))
    with pytest.raises(NotSent):
        await telegram.call("sendMessage", message())


async def test_nobody_there_did_nothing() -> None:
    clock = SystemClock()
    telegram = Telegram(TOKEN, "http://127.0.0.1:9", limiter=Limiter(30, clock), clock=clock)
    with pytest.raises(NotSent):
        await telegram.call("getMe")
    await telegram.open()
    with pytest.raises(NotSent):
        await telegram.call("getMe")
    await telegram.close()


@pytest.mark.parametrize("fault", [Fault("sendMessage"), Fault("sendMessage", BLOCKED)])
async def test_the_token_is_never_shown(
    api: FakeApi, telegram: Telegram, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.faults.append(fault)
    with pytest.raises(CallFailed) as caught:
        await telegram.call("sendMessage", message(text="what nobody else may read"))
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(telegram) + caplog.text
    assert error.__context__ is None
    assert SECRET not in shown
    assert "nobody else" not in "".join(traceback.format_exception_only(error)) + caplog.text


async def test_outcomes_are_observed(api: FakeApi) -> None:
    seen: list[tuple[str, str]] = []
    clock = SystemClock()
    telegram = Telegram(
        TOKEN,
        api.url,
        limiter=Limiter(30, clock),
        clock=clock,
        session_factory=aiohttp.ClientSession,
        observe=lambda method, outcome, _seconds: seen.append((method, outcome)),
    )
    await telegram.open()
    api.faults.append(Fault("sendMessage", BLOCKED))
    with pytest.raises(Refused):
        await telegram.call("sendMessage", message())
    await telegram.call("getMe")
    await telegram.close()
    assert seen == [("sendMessage", "Refused"), ("getMe", "ok")]


def test_what_counts_for_the_rate() -> None:
    counted = ["sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup", "copyMessage"]
    free = ["getUpdates", "getFile", "answerCallbackQuery", "sendChatAction", "setMyCommands", "editForumTopic"]
    assert all(counts(method) for method in counted)
    assert not any(counts(method) for method in free)
