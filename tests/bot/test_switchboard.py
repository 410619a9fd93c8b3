"""An update is put only to handlers that may want it, in the order of their routers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Chat, Message, User

from bot.edge import drive
from bot.switchboard import connect

SOMEBODY = User(id=1, is_bot=False, first_name="Amal")


class Leaf(CallbackData, prefix="leaf"):
    number: int


def typed(text: str | None) -> Message:
    return Message(message_id=1, date=datetime(2026, 1, 1, tzinfo=UTC), chat=Chat(id=1, type="private"), text=text)


def pressed(data: str) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=SOMEBODY, chat_instance="1", data=data)


class House:
    """Two routers that note who was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.dispatcher = Dispatcher(disable_fsm=True)

    def filter(self, name: str, says: bool) -> Any:
        async def ask(*_: Any, **__: Any) -> bool:
            self.asked.append(name)
            return says

        return ask

    def put(self, kind: str, event: Message | CallbackQuery) -> Any:
        return drive(self.dispatcher.propagate_event(kind, event, bot=None))


@pytest.fixture
def house() -> House:
    made = House()
    first, second = Router(name="first"), Router(name="second")

    @first.message(made.filter("in a form", False))
    async def form(_: Message) -> str:
        return "form"

    @first.message(Command("join", ignore_mention=True), made.filter("join", True))
    async def join(_: Message) -> str:
        return "join"

    @second.message(Command("help", "aid", ignore_mention=True), made.filter("help", True))
    async def help_(_: Message) -> str:
        return "help"

    @second.message()
    async def anything(_: Message) -> str:
        return "anything"

    @first.callback_query(Leaf.filter(), made.filter("leaf", True))
    async def leaf(_: CallbackQuery, callback_data: Leaf) -> int:
        return callback_data.number

    connect(made.dispatcher, [first, second])
    return made


def test_a_command_is_put_to_its_own_handlers_and_to_those_that_take_anything(house: House) -> None:
    assert house.put("message", typed("/help")) == "help"
    assert house.asked == ["in a form", "help"]


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("/aid", "help"),
        ("/help@some_bot now", "help"),
        ("/join\nplease", "join"),
        ("/Help", "anything"),
        ("/", "anything"),
        ("help", "anything"),
        ("  ", "anything"),
        (None, "anything"),
    ],
)
def test_what_was_typed_finds_whose_it_is(house: House, text: str | None, whose: str) -> None:
    assert house.put("message", typed(text)) == whose


def test_a_button_is_put_to_those_of_its_prefix(house: House) -> None:
    assert house.put("callback_query", pressed("leaf:7")) == 7
    assert house.put("callback_query", pressed("leaf:x")) is UNHANDLED
    assert house.put("callback_query", pressed("root:7")) is UNHANDLED
    assert house.asked == ["leaf"]


def test_a_router_with_a_filter_of_its_own_is_not_forgotten_silently() -> None:
    router = Router(name="choosy")
    router.message.filter(Command("x"))

    @router.message()
    async def choosy(_: Message) -> None: ...

    with pytest.raises(ValueError, match="of its own for message"):
        connect(Dispatcher(disable_fsm=True), [router])
