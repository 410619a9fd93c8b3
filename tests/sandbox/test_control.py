"""The control API: people, clock, log, events, and who may use it."""

import asyncio
import json
import sys
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sandbox.model.people import Bot, Person
from tests.sandbox.conftest import BOT, Talk, sandbox, soon, within


async def test_people(talk: Talk) -> None:
    made = await talk.control("people", {"first_name": "Lina", "language_code": "de", "id": 77})
    assert made == {"id": 77, "is_bot": False, "first_name": "Lina", "language_code": "de", "state": "active"}
    assert talk.person > 2**32, "ids do not fit into 32 bits"
    assert [person["id"] for person in (await talk.control("people"))["people"]] == [talk.person, 77]
    for body, status in (({}, 400), ({"first_name": "x", "id": 77}, 409), ({"first_name": 7}, 400), ([], 400)):
        await talk.control("people", body, status=status)
    assert (await talk.control("people", {"first_name": "x", "username": "AMINA"}, status=409))["error"]


async def test_paths_that_lead_nowhere(talk: Talk) -> None:
    for path in ("people/1/chats", f"people/{talk.person}/chats/99/messages", "nothing", "answers/1"):
        assert "error" in await talk.control(path, status=404)
    await talk.act("press", status=404, message_id=1, row=0, column=0)
    await talk.act("edit", status=404, message_id=99, text="x")


async def test_a_deep_link(talk: Talk) -> None:
    await talk.act("start", payload="from_poster-7")
    (update,) = await talk.updates()
    assert update["message"]["text"] == "/start from_poster-7"
    assert update["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    await talk.act("start", payload="ä", status=400)


async def test_writing_replying_and_editing(talk: Talk) -> None:
    sent = await talk.send("Your name?")
    told = (await talk.act("write", text="Amina 😀 ", reply_to=sent["message_id"]))["message"]
    assert (told["text"], told["out"]) == ("Amina 😀", True)
    await talk.act("edit", message_id=told["message_id"], text="Amina H.")
    first, edited = await talk.updates()
    assert first["message"]["reply_to_message"]["text"] == "Your name?"
    assert edited["edited_message"]["text"] == "Amina H."
    assert edited["edited_message"]["edit_date"]
    await talk.act("edit", status=409, message_id=sent["message_id"], text="x")
    await talk.act("write", status=400, text=" ")


async def test_a_long_text_is_cut_into_messages_as_phones_do(talk: Talk) -> None:
    await talk.act("write", text="x" * 10_000)
    assert [len(update["message"]["text"]) for update in await talk.updates()] == [4096, 4096, 1808]


async def test_what_people_make_bold_reaches_the_bot(talk: Talk) -> None:
    text = "😀 Come to Tunis, Lina"
    lina = await talk.new_person("Lina")
    entities = [
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"},
        {"type": "bold", "offset": 3, "length": 13},
        {"type": "italic", "offset": 8, "length": 8},
        {"type": "text_link", "offset": 11, "length": 5, "url": "example.org/tunis"},
        {"type": "text_mention", "offset": 18, "length": 4, "user": {"id": lina}},
    ]
    await talk.act("write", text=text, entities=entities)
    (update,) = await talk.updates()
    got = [(one["type"], one["offset"], one["length"]) for one in update["message"]["entities"]]
    assert got == [
        ("custom_emoji", 0, 2), ("bold", 3, 13), ("italic", 8, 8), ("text_link", 11, 5), ("text_mention", 18, 4),
    ]  # fmt: skip
    assert update["message"]["entities"][3]["url"] == "http://example.org/tunis"
    assert update["message"]["entities"][4]["user"]["first_name"] == "Lina"
    await talk.act("write", status=400, text="x", entities=[{"type": "bold"}])


async def test_a_long_text_keeps_its_entities_in_every_part(talk: Talk) -> None:
    await talk.act("write", text="😀" + "x" * 5000, entities=[{"type": "bold", "offset": 4000, "length": 500}])
    first, second = (update["message"] for update in await talk.updates())
    assert first["entities"] == [{"type": "bold", "offset": 4000, "length": 97}]
    assert second["entities"] == [{"type": "bold", "offset": 0, "length": 403}]


async def test_contacts(talk: Talk) -> None:
    await talk.act("contact")
    await talk.act("contact", phone_number="+123", first_name="Somebody")
    own, other = (update["message"]["contact"] for update in await talk.updates())
    assert (own["user_id"], own["first_name"], own["last_name"]) == (talk.person, "Amina", "Haddad")
    assert other == {"phone_number": "+123", "first_name": "Somebody"}


async def test_buttons_that_tell_the_bot_nothing(talk: Talk) -> None:
    rows = [[{"text": "U", "url": "https://example.org"}, {"text": "C", "copy_text": {"text": "abc"}}]]
    sent = await talk.send("x", reply_markup={"inline_keyboard": rows})
    assert await talk.act("press", message_id=sent["message_id"], row=0, column=0) == {"url": "https://example.org/"}
    assert await talk.act("press", message_id=sent["message_id"], row=0, column=1) == {"copied": "abc"}
    assert talk.pending() == 0


async def test_blocked_and_gone(talk: Talk) -> None:
    await talk.act("block")
    assert (await talk.summary())["blocked"] is True
    await talk.act("write", status=409, text="x")
    await talk.act("start")
    assert (await talk.summary())["blocked"] is False
    await talk.control(f"people/{talk.person}/deactivate", {})
    await talk.act("write", status=409, text="x")


async def test_the_chat_list(talk: Talk) -> None:
    for text in "ab":
        await talk.send(text)
    line = await talk.summary()
    assert (line["unread"], line["last"]["text"], line["started"]) == (2, "b", True)
    assert line["chat"] == {
        "id": BOT, "first_name": "Sandbox bot 42", "username": "sandbox42_bot", "type": "private",
    }  # fmt: skip
    await talk.act("read")
    assert (await talk.summary())["unread"] == 0
    assert all(message["read"] for message in await talk.see())


async def test_commands_names_and_the_menu_in_the_persons_language(talk: Talk) -> None:
    async def menu() -> Any:
        return await talk.control(f"people/{talk.person}/chats/{BOT}/commands")

    await talk.ok("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    assert (await menu())["commands"] == [{"command": "help", "description": "Help"}]
    arabic = [{"command": "/help", "description": "مساعدة"}]
    await talk.ok("setMyCommands", commands=arabic, language_code="ar", scope={"type": "all_private_chats"})
    assert (await menu())["commands"] == [{"command": "help", "description": "مساعدة"}]
    scope = {"type": "chat", "chat_id": talk.person}
    await talk.ok("setMyCommands", commands=[{"command": "me", "description": "Me"}], scope=scope)
    assert (await menu())["commands"][0]["command"] == "me"
    assert (await talk.ok("getMyCommands", scope=scope))[0]["command"] == "me"
    await talk.ok("deleteMyCommands", scope=scope)
    assert await talk.ok("getMyCommands", scope=scope) == []
    await talk.ok("setMyDescription", description="Everything")
    await talk.ok("setMyDescription", description="كل شيء", language_code="ar")
    await talk.ok("setMyShortDescription", short_description="Short")
    shown = await menu()
    assert (shown["description"], shown["short_description"]) == ("كل شيء", "Short")
    assert shown["menu_button"] == {"type": "commands"}
    button = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org/"}}
    await talk.ok("setChatMenuButton", chat_id=talk.person, menu_button=button)
    assert (await menu())["menu_button"] == button == await talk.ok("getChatMenuButton", chat_id=talk.person)
    await talk.ok("setMyName", name="House")
    await talk.ok("setMyName", name="البيت", language_code="ar")
    assert await talk.ok("getMyName", language_code="ar") == {"name": "البيت"}
    assert (await talk.ok("getMe"))["first_name"] == "House"
    assert (await talk.summary())["chat"]["first_name"] == "البيت"
    await talk.ok("setMyName", name="")
    assert (await talk.ok("getMe"))["first_name"] == "Sandbox bot 42"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "x", "description": "x" * 257}]}, "command description length must not exceed 256"),
        ({"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "eng"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "moon"}}, "unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat"}}, "chat_id is empty"),
    ],
)
async def test_commands_that_are_refused(talk: Talk, params: dict[str, Any], error: str) -> None:
    assert await talk.no("setMyCommands", **params) == f"Bad Request: {error}"


async def test_the_clock(talk: Talk) -> None:
    before = await talk.control("clock")
    waiting = asyncio.create_task(talk.control(f"clock?seen={before['offset']}&wait=50"))
    await asyncio.sleep(0.02)
    after = await talk.control("clock", {"advance": 3600})
    assert (await within(waiting))["offset"] == after["offset"] == 3600
    assert after["now"] - before["now"] == pytest.approx(3600, abs=5)
    assert (await talk.control("clock?seen=7"))["offset"] == 3600
    await talk.control("clock", {"advance": -1}, status=400)
    sent = await talk.send("x")
    assert sent["date"] == pytest.approx(after["now"], abs=5)


async def test_the_log(talk: Talk) -> None:
    await talk.send("x", reply_markup=json.dumps({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}))
    await talk.call("sendMessage", {"chat_id": talk.person})
    calls = (await talk.control("log"))["calls"]
    first, second = calls
    assert (first["method"], first["status"], first["ok"], first["bot"]) == ("sendMessage", 200, True, BOT)
    assert first["params"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "A"
    assert first["result"]["text"] == "x"
    assert first["bytes"] > 50
    assert second["description"] == "Bad Request: message text is empty"
    assert (await talk.control(f"log?after={first['seq']}"))["calls"] == [second]
    assert (await talk.control("log?method=getMe"))["calls"] == []


async def events(talk: Talk, wanted: int, path: str = "events?after=0") -> list[tuple[int, dict[str, Any]]]:
    found = []
    async with talk.http.get(f"{talk.base}/sandbox/{path}") as response:
        assert response.content_type == "text/event-stream"
        number = 0
        async for raw in response.content:
            line = raw.decode().strip()
            if line.startswith("id: "):
                number = int(line[4:])
            if line.startswith("data: "):
                found.append((number, json.loads(line[6:])))
                if len(found) == wanted:
                    break
    return found


async def test_events_tell_the_page_everything(talk: Talk) -> None:
    start = talk.world.feed.seq
    watching = asyncio.create_task(events(talk, 13, f"events?after={start}"))
    sent = await talk.send("one", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    query = (await talk.act("press", message_id=sent["message_id"], data="a"))["query_id"]
    await talk.ok("answerCallbackQuery", callback_query_id=query, text="Done")
    await talk.ok("editMessageText", chat_id=talk.person, message_id=sent["message_id"], text="two")
    await talk.ok("deleteMessage", chat_id=talk.person, message_id=sent["message_id"])
    await talk.control("clock", {"advance": 1})
    await talk.call("sendTelepathy")
    await talk.ok("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    await talk.new_person("Bilal")
    await talk.ok("sendChatAction", chat_id=talk.person, action="typing")
    await talk.control("bots", {"token": "43:NEXT"})
    seen = [event for _, event in await within(watching)]
    assert [event["type"] for event in seen] == [
        "message", "chat", "answer", "edit", "chat", "delete", "chat", "clock", "gap", "commands", "person",
        "chat", "bot",
    ]  # fmt: skip
    assert (seen[0]["person"], seen[0]["chat"]) == (talk.person, BOT)
    assert seen[2] == {
        "type": "answer", "person": talk.person, "chat": BOT, "query_id": query, "text": "Done", "show_alert": False,
    }  # fmt: skip
    assert seen[5]["message_ids"] == [sent["message_id"]]
    assert (seen[8]["method"], seen[8]["count"]) == ("sendTelepathy", 1)
    assert seen[11]["summary"]["action"] == "typing"


async def test_events_begin_where_they_are_asked_to(talk: Talk) -> None:
    newest = talk.world.feed.seq
    assert [number for number, _ in await within(events(talk, 2, f"events?after={newest - 2}"))] == [newest - 1, newest]
    for path in ("events", "events?after=1000000"):
        await soon(lambda: not talk.world.feed._waiting)
        watching = asyncio.create_task(events(talk, 1, path))
        await soon(lambda: talk.world.feed._waiting)
        await talk.send(path)
        assert (await within(watching))[0][1]["message"]["text"] == path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "evil.example.org"}, 403),
        ({"Origin": "http://evil.example.org"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_other_web_pages_are_kept_out(talk: Talk, headers: dict[str, str], status: int) -> None:
    async with talk.http.get(f"{talk.base}/sandbox/people", headers=headers) as response:
        assert response.status == status


async def test_the_page_and_its_parts(talk: Talk) -> None:
    async with talk.http.get(talk.base + "/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    for path in ("nothing.js", "../server.py", "..%2fserver.py"):
        async with talk.http.get(URL(f"{talk.base}/sandbox/page/{path}", encoded=True)) as response:
            assert response.status == 404


async def test_a_complete_chat(talk: Talk) -> None:
    info = await talk.ok("getChat", chat_id=talk.person)
    assert {"id", "type", "accent_color_id", "max_reaction_count", "accepted_gift_types"} <= info.keys()
    assert info["active_usernames"] == ["amina"]
    assert await talk.ok("getChatMember", chat_id=talk.person, user_id=BOT) == {
        "user": {"id": BOT, "is_bot": True, "first_name": "Sandbox bot 42", "username": "sandbox42_bot"},
        "status": "member",
    }
    assert await talk.ok("getUserProfilePhotos", user_id=talk.person) == {"total_count": 0, "photos": []}
    assert await talk.ok("getChatMemberCount", chat_id=talk.person) == 2


async def test_bots_are_known_with_their_first_call() -> None:
    async with sandbox() as talk:
        await talk.ok("getMe", token="7:x")
        assert (await talk.control("bots"))["bots"] == [
            {"id": 7, "username": "sandbox7_bot", "first_name": "Sandbox bot 7", "token": "7:x", "inline": False}
        ]
        await talk.control("bots", {"token": "nonsense"}, status=400)


async def test_it_runs_as_a_program() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    base = (await within(process.stdout.readline(), 20)).decode().strip()
    async with aiohttp.ClientSession() as http, http.get(f"{base}/sandbox/health") as response:
        assert await response.json() == {"ok": True}
    process.terminate()
    assert await within(process.wait(), 10) == 0


def test_people_and_bots_have_whole_user_objects() -> None:
    assert Person(7, "A", "B", "c", "de").user == {
        "id": 7, "is_bot": False, "first_name": "A", "last_name": "B", "username": "c", "language_code": "de",
    }  # fmt: skip
    assert Bot(1, "1:x", "a_bot", "A").user == {"id": 1, "is_bot": True, "first_name": "A", "username": "a_bot"}
