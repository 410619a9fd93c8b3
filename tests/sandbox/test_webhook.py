"""Webhooks: a receiver that answers as each test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.conftest import BOT, Talk, soon


class Receiver:
    """A bot's end of a webhook: what came, and what it answers (a status, or a response made for the update)."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[dict[str, Any]], int | web.Response] = lambda _: 200
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.headers.append(dict(request.headers))
        await self.open.wait()
        answer = self.answer(update)
        return answer if isinstance(answer, web.Response) else web.Response(status=answer)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.open.set()
    await runner.cleanup()


async def keyboard(talk: Talk) -> int:
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    return int((await talk.send("x", reply_markup=keys))["message_id"])


async def test_updates_come_with_the_secret(talk: Talk, receiver: Receiver) -> None:
    await talk.act("write", text="before")
    answer = await talk.call("setWebhook", {"url": receiver.url, "secret_token": "s3cret"})
    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}
    await talk.act("write", text="after")
    await soon(lambda: receiver.texts() == ["before", "after"])
    await soon(lambda: talk.pending() == 0)
    assert receiver.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    assert receiver.headers[0]["Content-Type"] == "application/json"
    info = await talk.ok("getWebhookInfo")
    assert info == {
        "url": receiver.url, "has_custom_certificate": False, "pending_update_count": 0, "ip_address": "127.0.0.1",
        "max_connections": 40,
    }  # fmt: skip


async def test_setting_deleting_and_polling(talk: Talk, receiver: Receiver) -> None:
    poll = asyncio.create_task(talk.call("getUpdates", {"timeout": 50}))
    await soon(lambda: talk.world.bots[BOT].updates.poll)
    await talk.call("setWebhook", {"url": receiver.url})
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    again = await talk.call("setWebhook", {"url": receiver.url})
    assert again["description"] == "Webhook is already set"
    assert await talk.no("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert (await talk.call("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await talk.call("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert (await talk.ok("getWebhookInfo"))["url"] == ""
    await talk.act("write", text="x")
    assert len(await talk.updates()) == 1
    await talk.ok("deleteWebhook", drop_pending_updates=True)
    assert talk.pending() == 0


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://example.org/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://example.org:8081/", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://example.org/", "bad webhook: Failed to resolve host"),
        ("nonsense", "invalid webhook URL specified"),
    ],
)
async def test_addresses_that_are_refused(talk: Talk, url: str, error: str) -> None:
    assert (await talk.no("setWebhook", url=url)).startswith(f"Bad Request: {error}")


async def test_secrets_that_are_refused(talk: Talk, receiver: Receiver) -> None:
    url = receiver.url
    assert await talk.no("setWebhook", url=url, secret_token="x" * 257) == "Bad Request: secret token is too long"
    assert await talk.no("setWebhook", url=url, secret_token="a b") == (
        "Bad Request: secret token contains unallowed characters"
    )


async def test_one_person_is_served_in_order_and_people_side_by_side(talk: Talk, receiver: Receiver) -> None:
    other = await talk.new_person("Bilal")
    await talk.ok("setWebhook", url=receiver.url)
    receiver.open.clear()
    for text in "ab":
        await talk.act("write", text=text)
    await talk.act("write", person=other, text="c")
    await soon(lambda: receiver.texts() == ["a", "c"])
    receiver.open.set()
    await soon(lambda: receiver.texts() == ["a", "c", "b"])


async def test_a_press_overtakes_a_message_of_the_same_person(talk: Talk, receiver: Receiver) -> None:
    """They are different queues; a bot that needs an order must see to it."""
    message = await keyboard(talk)
    await talk.ok("setWebhook", url=receiver.url)
    receiver.open.clear()
    for text in "ab":
        await talk.act("write", text=text)
    await talk.act("press", message_id=message, data="a")
    await soon(lambda: len(receiver.got) == 2)
    assert "callback_query" in receiver.got[1]


async def test_connections_are_limited(talk: Talk, receiver: Receiver) -> None:
    others = [await talk.new_person(name) for name in ("B", "C")]
    await talk.ok("setWebhook", url=receiver.url, max_connections=1)
    receiver.open.clear()
    for person in others:
        await talk.act("write", person=person, text="x")
    await asyncio.sleep(0.05)
    assert len(receiver.got) == 1
    receiver.open.set()
    await soon(lambda: len(receiver.got) == 2)


async def test_what_fails_comes_again_at_once_and_then_later(talk: Talk, receiver: Receiver) -> None:
    other = await talk.new_person("Bilal")
    receiver.answer = lambda update: 500 if update["message"].get("text") == "bad" else 200
    await talk.ok("setWebhook", url=receiver.url)
    for text in ("bad", "good"):
        await talk.act("write", text=text)
    await talk.act("write", person=other, text="other")
    await soon(lambda: receiver.texts().count("bad") == 2)
    await soon(lambda: "other" in receiver.texts())
    assert "good" not in receiver.texts(), "it waits behind the failing one"
    info = await talk.ok("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    for times, wait in ((3, 2), (4, 4), (5, 8)):
        talk.skip(wait + 0.1)
        await soon(lambda times=times: receiver.texts().count("bad") == times)
    receiver.answer = lambda _: 204
    talk.skip(17)
    await soon(lambda: receiver.texts()[-1] == "good")
    assert talk.pending() == 0


async def test_the_receiver_may_name_the_wait(talk: Talk, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.Response(status=429, headers={"Retry-After": "100"})
    await talk.ok("setWebhook", url=receiver.url)
    await talk.act("write", text="x")
    await soon(lambda: len(receiver.got) == 1)
    talk.skip(90)
    await asyncio.sleep(0.02)
    assert len(receiver.got) == 1
    talk.skip(11)
    await soon(lambda: len(receiver.got) == 2)


async def test_what_is_too_old_is_dropped(talk: Talk, receiver: Receiver) -> None:
    message = await keyboard(talk)
    receiver.answer = lambda _: 500
    await talk.ok("setWebhook", url=receiver.url)
    await talk.act("press", message_id=message, data="a")
    await soon(lambda: len(receiver.got) == 2)
    talk.skip(149)
    await soon(lambda: talk.pending() == 0)


async def test_an_answer_may_be_a_call(talk: Talk, receiver: Receiver) -> None:
    receiver.answer = lambda update: web.json_response(
        {"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "by webhook"}
    )
    await talk.ok("setWebhook", url=receiver.url)
    await talk.act("write", text="x")
    await soon(lambda: talk.pending() == 0)
    assert (await talk.see())[-1]["text"] == "by webhook"
    call = (await talk.control("log?method=sendMessage"))["calls"][-1]
    assert (call["source"], call["ok"]) == ("webhook", True)
    receiver.answer = lambda _: web.json_response({"method": "deleteWebhook"})
    await talk.act("write", text="x")
    await soon(lambda: talk.pending() == 0)
    assert (await talk.ok("getWebhookInfo"))["url"] == receiver.url


async def test_nobody_listens(talk: Talk) -> None:
    await talk.ok("setWebhook", url="http://127.0.0.1:9/")
    await talk.act("write", text="x")
    hook = talk.world.webhooks[BOT]
    await soon(lambda: hook.last_error_message == "Connection refused")
    assert talk.pending() == 1
