"""Telegram goes away in the middle of a run: what is in hand may be in doubt, what waits is not."""

import asyncio
from typing import Any

from bot.delivery import CONCURRENCY, Delivery
from db.values import CopyState
from tests.bot.fakeapi import Fault, refusal
from tests.bot.office import Office, Units, until

SENT, MAYBE = CopyState.SENT, CopyState.MAYBE
PEOPLE = 200
ALWAYS = 1_000_000


async def begun(office: Office) -> tuple[Delivery, "asyncio.Task[None]"]:
    """Let a worker run that has something for many, until it has as much in hand as it may."""
    office.people(PEOPLE)
    office.post("one")
    worker = await office.worker()
    office.api.gate.clear()
    running = asyncio.create_task(worker.run())
    await until(lambda: office.api.inside >= CONCURRENCY)
    office.api.gate.set()
    return worker, running


async def ended(worker: Delivery, running: "asyncio.Task[None]") -> None:
    """Stop it, and wait until it has."""
    worker.stop()
    await running


async def test_while_telegram_is_away_nothing_is_sent_into_the_void(office: Office) -> None:
    office.api.faults += [Fault("sendMessage", times=ALWAYS), Fault("getMe", times=ALWAYS)]
    worker, running = await begun(office)
    await until(lambda: len(office.api.told("getMe")) >= 3, turning=office.clock)
    asked_at = office.clock.monotonic()
    await until(lambda: office.clock.monotonic() > asked_at + 600, turning=office.clock)
    in_doubt = office.copies()[MAYBE]
    assert in_doubt <= CONCURRENCY
    assert len(office.api.told("sendMessage")) == in_doubt
    office.api.faults.clear()
    await until(lambda: office.copies() == {SENT: PEOPLE - in_doubt, MAYBE: in_doubt}, turning=office.clock)
    assert set(office.api.sent().values()) == {1}
    await ended(worker, running)


async def test_while_only_sends_are_lost_one_goes_ahead_alone(office: Office) -> None:
    office.api.faults.append(Fault("sendMessage", (502, "<html>Bad Gateway</html>"), times=CONCURRENCY + 4))
    worker, running = await begun(office)
    lost = CONCURRENCY + 4
    await until(lambda: office.copies() == {SENT: PEOPLE - lost, MAYBE: lost}, turning=office.clock)
    assert len(office.api.told("getMe")) == 5, "once after what was in hand, once after each that went ahead"
    assert set(office.api.sent().values()) == {1}
    await ended(worker, running)


async def test_one_lost_connection_costs_no_time(office: Office) -> None:
    office.api.faults.append(Fault("sendMessage", acts=True, chat=7))
    worker, running = await begun(office)
    await until(lambda: office.copies() == {SENT: PEOPLE - 1, MAYBE: 1})
    assert office.clock.monotonic() == 0
    await ended(worker, running)


async def test_many_server_errors_at_once_are_one_trouble(office: Office) -> None:
    office.api.faults.append(Fault("sendMessage", refusal(500, "Internal Server Error"), times=CONCURRENCY))
    worker, running = await begun(office)
    await until(lambda: office.copies() == {SENT: PEOPLE}, turning=office.clock)
    assert len(office.api.told("getMe")) == 1
    await ended(worker, running)


async def test_an_outage_does_not_hold_up_a_stop(office: Office) -> None:
    office.api.faults += [Fault("sendMessage", times=ALWAYS), Fault("getMe", times=ALWAYS)]
    worker, running = await begun(office)
    await until(lambda: len(office.api.told("getMe")) >= 1)
    await ended(worker, running)
    assert office.copies()[MAYBE] <= CONCURRENCY


async def test_a_letter_that_hangs_holds_up_nobody_when_another_is_lost(office: Office) -> None:
    hanging = asyncio.Event()
    telegram = await office.telegram()
    call = telegram.call

    async def hang(method: str, params: dict[str, Any] | None = None, **more: Any) -> Any:
        if (params or {}).get("chat_id") == 1:
            await hanging.wait()
        return await call(method, params, **more)

    telegram.call = hang  # type: ignore[method-assign]
    office.people(PEOPLE)
    office.post("one")
    office.api.faults.append(Fault("sendMessage", chat=2))
    worker = Delivery(Units(office), telegram, office.kinds, office.clock, limiter=telegram.limiter)
    running = asyncio.create_task(worker.run())
    await until(lambda: office.copies().get(SENT) == PEOPLE - 2)
    hanging.set()
    await until(lambda: office.copies() == {SENT: PEOPLE - 1, MAYBE: 1})
    await ended(worker, running)
