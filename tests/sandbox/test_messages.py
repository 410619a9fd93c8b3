"""What Telegram accepts, refuses and gives back when a bot speaks."""

from typing import Any

import aiohttp
import pytest

from sandbox.errors import prefixed
from sandbox.model.chats import Chat, Message, bot_hears
from sandbox.model.members import Member
from sandbox.model.people import Bot, Person
from tests.sandbox.conftest import BOT, Talk, sandbox


async def test_a_message_comes_back_as_the_api_has_it(talk: Talk) -> None:
    sent = await talk.send("<b>Hi</b> 😀", parse_mode="HTML", protect_content=True)
    assert list(sent) == ["message_id", "from", "chat", "date", "has_protected_content", "text", "entities"]
    assert sent["from"]["is_bot"]
    assert sent["chat"] == {
        "id": talk.person, "first_name": "Amina", "last_name": "Haddad", "username": "amina", "type": "private",
    }  # fmt: skip
    assert sent["entities"] == [{"offset": 0, "length": 2, "type": "bold"}]
    seen = (await talk.see())[-1]
    assert (seen["text"], seen["out"], seen["chat"]["id"]) == ("Hi 😀", False, BOT)


async def test_the_envelope(talk: Talk) -> None:
    async with talk.http.get(f"{talk.base}/bot42:TEST/GETME") as response:
        text = await response.text()
        assert text.startswith('{"ok":true,"result":{"id":42,"is_bot":true')
        assert response.content_type == "application/json"
    async with talk.http.get(f"{talk.base}/bot42:TEST/sendmessage") as response:
        assert await response.text() == (
            '{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}'
        )
    sent = await talk.send("ö😀")
    async with talk.http.get(
        f"{talk.base}/bot42:TEST/editMessageText?chat_id={talk.person}&message_id={sent['message_id']}&text=ü"
    ) as response:
        assert '"text":"\\u00fc"' in await response.text()


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart", "chunked", "method"])
async def test_arguments_come_in_many_ways(talk: Talk, way: str) -> None:
    url = f"{talk.base}/bot42:TEST/sendMessage"
    values = {"chat_id": str(talk.person), "text": "a+b & ü", "protect_content": "true"}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in values.items():
        form.add_field(name, value, content_type="text/plain" if way in {"multipart", "chunked"} else None)
    options: dict[str, Any] = {
        "query": {"params": values}, "form": {"data": values}, "json": {"json": values}, "multipart": {"data": form},
        "chunked": {"data": form, "chunked": True}, "method": {"data": {**values, "method": "sendMessage"}},
    }[way]  # fmt: skip
    if way == "method":
        url = f"{talk.base}/bot42:TEST/"
    if way == "chunked":
        form.add_field("unused", b"x" * 300_000, filename="x.bin")
    async with talk.http.post(url, **options) as response:
        answer = await response.json()
    assert answer["result"]["text"] == "a+b & ü"
    assert answer["result"]["has_protected_content"] is True


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [
        ("nonsense", 401, "Unauthorized: invalid token specified"),
        ("0:x", 401, "Unauthorized: invalid token specified"),
        ("42:" + "x" * 80, 401, "Unauthorized: invalid token specified"),
        ("a:b", 421, "Misdirected Request: unallowed token specified"),
    ],
)
async def test_tokens(talk: Talk, token: str, code: int, description: str) -> None:
    answer = await talk.call("getMe", token=token)
    assert (answer["error_code"], answer["description"]) == (code, description)


async def test_only_named_tokens_are_bots() -> None:
    async with sandbox(tokens=("42:RIGHT",)) as talk:
        assert (await talk.ok("getMe", token="42:RIGHT"))["id"] == 42
        assert (await talk.call("getMe", token="42:WRONG"))["description"] == "Unauthorized"


@pytest.mark.parametrize("path", ["/nothing", "/bo", "/sandboxx"])
async def test_other_addresses(talk: Talk, path: str) -> None:
    async with talk.http.get(talk.base + path) as response:
        assert (response.status, await response.text()) == (
            404, '{"ok":false,"error_code":404,"description":"Not Found"}',
        )  # fmt: skip


async def test_an_unknown_method_is_an_error_and_a_gap(talk: Talk) -> None:
    answer = await talk.call("sendTelepathy")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
    await talk.call("sendTelepathy")
    assert (await talk.control("gaps")) == {"gaps": {"sendTelepathy": 2}}


async def test_broken_json(talk: Talk) -> None:
    for body, start in (("[1]", "JSON object expected"), ("{", "can't parse")):
        async with talk.http.post(
            f"{talk.base}/bot42:TEST/getMe", data=body, headers={"Content-Type": "application/json"}
        ) as response:
            assert (await response.json())["description"].startswith(f"Bad Request: {start}")


async def test_the_first_error_is_the_one_that_is_told(talk: Talk) -> None:
    """The order of checks for a text."""
    params: dict[str, Any] = {}
    for wrong, name, value in (
        ("message text is empty", "text", "<x>" + "y" * 40_000),
        ("text is too long", "text", "<x>"),
        ("unsupported parse_mode", "parse_mode", "HTML"),
        ("can't parse entities: Unsupported start tag", "text", "<i> </i>"),
        ("can't parse reply parameters JSON object", "reply_parameters", '{"message_id":99999}'),
        ("can't parse reply keyboard markup JSON object", "reply_markup",
         {"inline_keyboard": [[{"text": "x", "callback_data": "ä" * 33}]]}),
        ("chat_id is empty", "chat_id", 77),
        ("chat not found", "chat_id", talk.person),
        ("message to be replied not found", "reply_parameters", {"message_id": 1}),
        ("text must be non-empty", "text", "z" * 4097),
        ("message is too long", "text", "fine"),
        ("BUTTON_DATA_INVALID", "reply_markup", {"inline_keyboard": [[{"text": "x", "callback_data": "ä" * 32}]]}),
    ):  # fmt: skip
        if wrong == "unsupported parse_mode":
            params["parse_mode"] = "x"
        if wrong.startswith("can't parse reply p"):
            params["reply_parameters"] = "{"
        if wrong.startswith("can't parse reply k"):
            params["reply_markup"] = "{"
        assert (await talk.no("sendMessage", **params)).startswith(f"Bad Request: {wrong}")
        params[name] = value
    sent = await talk.ok("sendMessage", **params)
    assert sent["reply_to_message"]["message_id"] == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x" * 4096, ""),
        ("😀" * 4096, ""),
        ("x" * 4097, "Bad Request: message is too long"),
        ("<b>" + "x" * 4096 + "</b>", ""),
        (" \n ", "Bad Request: text must be non-empty"),
        ("\u200b\u2060", "Bad Request: text must be non-empty"),
        ("", "Bad Request: message text is empty"),
    ],
)
async def test_lengths_count_code_points_after_parsing(talk: Talk, text: str, error: str) -> None:
    answer = await talk.call("sendMessage", {"chat_id": talk.person, "text": text, "parse_mode": "HTML"})
    assert answer.get("description", "") == error


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are not allowed in the inline keyboard"),
        ({"text": "x", "callback_data": ""}, "can't parse inline keyboard button: Text buttons are not allowed"),
        ({"callback_data": "x"}, 'can\'t parse inline keyboard button: Can\'t find field "text"'),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "url": "ftp://example.org"}, "inline keyboard button URL 'ftp://example.org' is invalid: "),
        ({"text": "x", "url": "http://"}, "inline keyboard button URL 'http://' is invalid: URL host is empty"),
        ({"text": "x", "web_app": {"url": "http://example.org"}}, "inline keyboard button Web App URL 'http://example"),
        ({"text": "x", "callback_data": "y", "style": "loud"}, "can't parse inline keyboard button: invalid button"),
        ({"text": "x", "callback_data": "ا" * 33}, "BUTTON_DATA_INVALID"),
        ("x", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ],
)  # fmt: skip
async def test_inline_buttons_are_looked_at(talk: Talk, button: Any, error: str) -> None:
    got = await talk.no("sendMessage", chat_id=talk.person, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert got.startswith(f"Bad Request: {error}")


async def test_an_inline_keyboard_stands_in_the_message(talk: Talk) -> None:
    rows = [[{"text": "A", "callback_data": "ا" * 32}, {"text": "B", "url": "example.org"}], []]
    sent = await talk.send("x", reply_markup={"inline_keyboard": rows})
    assert sent["reply_markup"] == {
        "inline_keyboard": [[{"text": "A", "callback_data": "ا" * 32}, {"text": "B", "url": "http://example.org/"}]]
    }
    too_many = [[{"text": "x", "callback_data": "x"}]] * 101
    assert (
        await talk.no("sendMessage", chat_id=talk.person, text="x", reply_markup={"inline_keyboard": too_many})
        == "Bad Request: reply markup is too long"
    )


async def test_reply_keyboards_go_to_the_phone_and_are_never_echoed(talk: Talk) -> None:
    sent = await talk.send("x", reply_markup={"keyboard": [["Yes", {"text": "No"}]], "one_time_keyboard": True})
    assert "reply_markup" not in sent
    assert (await talk.summary())["keyboard"] == {
        "keyboard": [[{"text": "Yes"}, {"text": "No"}]], "one_time_keyboard": True, "message_id": sent["message_id"],
    }  # fmt: skip
    assert (
        await talk.no("editMessageText", chat_id=talk.person, message_id=sent["message_id"], text="y")
        == "Bad Request: message can't be edited"
    )
    await talk.send("x", reply_markup={"force_reply": True})
    assert (await talk.summary())["keyboard"]["force_reply"] is True
    await talk.act("write", text="answer")
    assert (await talk.summary())["keyboard"] is None
    await talk.send("x", reply_markup={"keyboard": [["Yes"]]})
    await talk.send("x", reply_markup={"remove_keyboard": True})
    assert (await talk.summary())["keyboard"] is None


async def test_replies_and_quotes(talk: Talk) -> None:
    first = await talk.send("one two three")
    sent = await talk.send(
        "x", reply_parameters={"message_id": first["message_id"], "quote": "two", "quote_position": 4}
    )
    assert sent["reply_to_message"]["text"] == "one two three"
    assert sent["quote"] == {"text": "two", "position": 4, "is_manual": True}
    nested = await talk.send("y", reply_to_message_id=sent["message_id"])
    assert "reply_to_message" not in nested["reply_to_message"]
    assert "QUOTE_TEXT_INVALID" in await talk.no(
        "sendMessage",
        chat_id=talk.person,
        text="x",
        reply_parameters={"message_id": first["message_id"], "quote": "four"},
    )
    alone = await talk.send("x", reply_parameters={"message_id": 999, "allow_sending_without_reply": True})
    assert "reply_to_message" not in alone


async def test_link_previews(talk: Talk) -> None:
    sent = await talk.send("https://example.org", link_preview_options={"is_disabled": True})
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert (await talk.send("x", disable_web_page_preview=True))["link_preview_options"] == {"is_disabled": True}


async def test_people_who_cannot_be_reached(talk: Talk) -> None:
    stranger = await talk.new_person("Bilal")
    assert await talk.no("sendMessage", chat_id=stranger, text="x") == "Bad Request: chat not found"
    await talk.act("contact", phone_number=talk.world.people[stranger].phone_number)
    answer = await talk.call("sendMessage", {"chat_id": stranger, "text": "x"})
    assert (answer["error_code"], answer["description"]) == (
        403, "Forbidden: bot can't initiate conversation with a user",
    )  # fmt: skip
    await talk.act("block")
    assert await talk.no("sendMessage", chat_id=talk.person, text="x") == "Forbidden: bot was blocked by the user"
    await talk.act("start")
    sent = await talk.send("x")
    await talk.control(f"people/{talk.person}/deactivate", {})
    for method, params in (
        ("sendMessage", {"text": "x"}), ("editMessageText", {"text": "y", "message_id": sent["message_id"]}),
        ("getChatMember", {"user_id": talk.person}), ("sendChatAction", {"action": "typing"}),
    ):  # fmt: skip
        assert await talk.no(method, chat_id=talk.person, **params) == "Forbidden: user is deactivated"
    assert (await talk.ok("getChat", chat_id=talk.person))["first_name"] == "", "what is left of them can be read"
    assert await talk.no("sendMessage", chat_id=BOT, text="x") == "Forbidden: the bot can't send messages to the bot"
    assert await talk.no("sendMessage", chat_id="@nobody", text="x") == "Bad Request: chat not found"


async def test_edits(talk: Talk) -> None:
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await talk.send("one", reply_markup=keys)
    where = {"chat_id": talk.person, "message_id": sent["message_id"]}
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    assert (await talk.no("editMessageText", **where, text="one", reply_markup=keys)).startswith(same)
    assert "edit_date" not in await talk.ok("editMessageReplyMarkup", **where)
    assert (await talk.no("editMessageReplyMarkup", **where)).startswith(same)
    edited = await talk.ok("editMessageText", **where, text="two", reply_markup=keys)
    assert (edited["text"], edited["reply_markup"], edited["edit_date"] >= sent["date"]) == ("two", keys, True)
    assert "reply_markup" not in await talk.ok("editMessageText", **where, text="three")
    assert await talk.no("editMessageText", **where, text="x" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    where["message_id"] = 999
    assert await talk.no("editMessageText", **where, text="x") == "Bad Request: message to edit not found"
    where["message_id"] = 1
    assert await talk.no("editMessageText", **where, text="x") == "Bad Request: message can't be edited"
    assert await talk.no("editMessageCaption", **where, caption="x") == "Bad Request: message can't be edited"
    seen = (await talk.see())[-1]
    assert (seen["text"], seen["edited"]) == ("three", True)


async def test_deletes_are_for_two_days_only(talk: Talk) -> None:
    old = (await talk.send("old"))["message_id"]
    talk.skip(48 * 3600 - 5)
    new = (await talk.send("new"))["message_id"]
    assert await talk.ok("deleteMessage", chat_id=talk.person, message_id=1) is True
    talk.skip(10)
    where = {"chat_id": talk.person}
    assert await talk.no("deleteMessage", **where, message_id=old) == (
        "Bad Request: message can't be deleted for everyone"
    )
    assert await talk.ok("deleteMessages", **where, message_ids=[new, 999]) is True
    assert await talk.no("deleteMessage", **where, message_id=new) == "Bad Request: message to delete not found"
    assert await talk.no("deleteMessages", **where, message_ids=list(range(1, 102))) == (
        "Bad Request: too many message identifiers specified"
    )
    assert [message["text"] for message in await talk.see()] == ["old"]
    assert talk.pending() == 0


async def test_presses_are_answered_in_time_or_not_at_all(talk: Talk) -> None:
    sent = await talk.send("x", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    query = (await talk.act("press", message_id=sent["message_id"], data="a"))["query_id"]
    update = (await talk.updates())[0]["callback_query"]
    assert (update["id"], update["data"], update["message"]["message_id"]) == (query, "a", sent["message_id"])
    assert (await talk.control(f"answers/{query}")) == {"answered": False}
    too_long = await talk.no("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    assert await talk.ok("answerCallbackQuery", callback_query_id=query, text="Yes", show_alert=True) is True
    assert (await talk.control(f"answers/{query}")) == {"answered": True, "text": "Yes", "show_alert": True}
    talk.skip(16)
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await talk.no("answerCallbackQuery", callback_query_id=query) == late
    assert await talk.no("answerCallbackQuery", callback_query_id="1") == late


async def test_typing_is_seen_until_the_message_comes(talk: Talk) -> None:
    assert await talk.ok("sendChatAction", chat_id=talk.person, action="typing") is True
    assert (await talk.summary())["action"] == "typing"
    await talk.send("x")
    assert (await talk.summary())["action"] is None
    assert await talk.no("sendChatAction", chat_id=talk.person, action="dance") == (
        "Bad Request: wrong parameter action in request"
    )


async def test_text_mentions_only_of_whom_the_bot_knows(talk: Talk) -> None:
    stranger = await talk.new_person("Bilal")
    known = await talk.send(f'<a href="tg://user?id={talk.person}">her</a>', parse_mode="HTML")
    assert known["entities"][0]["user"]["first_name"] == "Amina"
    assert "entities" not in await talk.send(f'<a href="tg://user?id={stranger}">him</a>', parse_mode="HTML")


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (400, "Have no rights", (400, "Bad Request: have no rights")),
        (400, "PEER_ID_INVALID", (400, "Bad Request: PEER_ID_INVALID")),
        (403, "USER_IS_BLOCKED", (403, "Forbidden: bot was blocked by the user")),
        (406, "TOPIC_CLOSED", (400, "Bad Request: TOPIC_CLOSED")),
        (400, "USER_ADMIN_INVALID", (400, "Bad Request: user is an administrator of the chat")),
    ],
)  # fmt: skip
def test_the_prefixing_rule(code: int, text: str, expected: tuple[int, str]) -> None:
    assert prefixed(code, text) == expected


def test_privacy_mode_keeps_most_of_a_groups_talk_from_a_bot() -> None:
    bot, person = Bot(42, "42:T", "house_bot", "House"), Person(7, "Amina")
    group = Chat("supergroup", -100, title="Hub", members={42: Member(bot), 7: Member(person)})

    def message(text: str, **more: Any) -> Message:
        kinds = {"/": "bot_command", "@": "mention"}
        entities = [{"type": kinds[text[0]], "offset": 0, "length": len(text)}] if text[0] in kinds else []
        return Message(1, group, more.pop("sender", person), 0, {"text": text, "entities": entities}, **more)

    heard = ["/start", "/start@House_Bot", "@house_bot"]
    unheard = ["hello", "/start@other_bot", "@other_bot", "@house_bot2"]
    assert all(bot_hears(group, bot, message(text)) for text in heard)
    assert not any(bot_hears(group, bot, message(text)) for text in unheard)
    assert bot_hears(group, bot, message("hello", reply_to=message("hi", sender=bot)))
    assert not bot_hears(group, bot, message("/start", sender=bot))
    assert bot_hears(group, bot, Message(1, group, person, 0, {"new_chat_title": "Hub"}))
    group.members[42].status = "administrator"
    assert bot_hears(group, bot, message("hello"))
    group.members[42].status = "member"
    bot.privacy = False
    assert bot_hears(group, bot, message("hello"))
