"""Exchanges that others recorded with the real Telegram or found in its servers' source (sandbox/README.md says where).

Each line is a situation, the call, and the answer on record. `{person}` is someone who started the bot, `{stranger}`
someone it never met, `{sent}` a text and `{file}` a document of the bot, `{theirs}` a message of the person's.
"""

import random
from functools import partial
from typing import Any

import aiohttp
import pytest

from sandbox import inline
from sandbox.botapi import BotApi
from sandbox.groups import create
from sandbox.markup import ACTIONS
from sandbox.methods.table import TABLE
from sandbox.model.inline import Result
from sandbox.params import Params
from tests.sandbox.conftest import BOT, TOKEN, Talk, soon

LONG = "x" * 4097
CAPTION = "x" * 1025
TO = {"chat_id": "{person}"}
KEYS = "can't parse inline keyboard button: "

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
HALF = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"


def keys(**button: Any) -> dict[str, Any]:
    return {**TO, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}


EXCHANGES: list[tuple[str, dict[str, Any], int, str]] = [
    ("sendMessage", TO, 400, "Bad Request: message text is empty"),
    ("sendMessage", {**TO, "text": "\u200b \u200d"}, 400, "Bad Request: text must be non-empty"),
    ("sendMessage", {**TO, "text": "<b> </b>", "parse_mode": "HTML"}, 400, "Bad Request: text must be non-empty"),
    ("sendMessage", {**TO, "text": LONG}, 400, "Bad Request: message is too long"),
    ("sendMessage", {**TO, "text": "ä" * 16_385}, 400, "Bad Request: text is too long"),
    ("sendMessage", {**TO, "text": "x", "parse_mode": "XML"}, 400, "Bad Request: unsupported parse_mode"),
    ("sendMessage", {**TO, "text": "a<br>b", "parse_mode": "html"}, 400,
     'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 1'),
    ("sendMessage", {**TO, "text": "ä</b>", "parse_mode": "html"}, 400,
     "Bad Request: can't parse entities: Unexpected end tag at byte offset 2"),
    ("sendMessage", {**TO, "text": "&#xDFDF;", "parse_mode": "html"}, 400,
     f"Bad Request: can't parse entities: {HALF}"),
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 999, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": -100999, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "{stranger}", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": BOT, "text": "x"}, 403, "Forbidden: the bot can't send messages to the bot"),
    ("sendMessage", {**TO, "text": "x", "reply_parameters": {"message_id": 999}}, 400,
     "Bad Request: message to be replied not found"),
    ("sendMessage", {**TO, "text": "x", "reply_markup": "{"}, 400,
     "Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {**TO, "text": "x", "reply_markup": "[]"}, 400, "Bad Request: object expected as reply markup"),
    ("sendMessage", keys(text="x", callback_data="y" * 65), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", keys(text="x", callback_data="ا" * 33), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", keys(text="x"), 400, f"Bad Request: {KEYS}Text buttons are not allowed in the inline keyboard"),
    ("sendMessage", keys(text="x", callback_data=""), 400,
     f"Bad Request: {KEYS}Text buttons are not allowed in the inline keyboard"),
    ("sendMessage", keys(text="x", callback_data="y", style="bold"), 400,
     f"Bad Request: {KEYS}invalid button style specified"),
    ("sendMessage", keys(text="", callback_data="y"), 400,
     "Bad Request: inline keyboard button text must be non-empty"),
    ("sendMessage", keys(text="x", web_app={"url": "http://example.org"}), 400,
     "Bad Request: inline keyboard button Web App URL 'http://example.org' is invalid: Only HTTPS links are allowed"),
    ("editMessageText", {**TO, "message_id": "{sent}", "text": "Hello"}, 400,
     f"Bad Request: {SAME}"),
    ("editMessageText", {**TO, "message_id": "{sent}", "text": LONG}, 400, "Bad Request: MESSAGE_TOO_LONG"),
    ("editMessageText", {**TO, "message_id": 999, "text": "x"}, 400, "Bad Request: message to edit not found"),
    ("editMessageText", {**TO, "message_id": "{theirs}", "text": "x"}, 400, "Bad Request: message can't be edited"),
    ("editMessageText", {**TO, "message_id": "{file}", "text": "x"}, 400,
     "Bad Request: there is no text in the message to edit"),
    ("editMessageCaption", {**TO, "message_id": "{file}", "caption": CAPTION}, 400,
     "Bad Request: MEDIA_CAPTION_TOO_LONG"),
    ("sendDocument", {**TO, "document": "{file_id}", "caption": CAPTION}, 400,
     "Bad Request: message caption is too long"),
    ("deleteMessage", {**TO, "message_id": 999}, 400, "Bad Request: message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400,
     "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("getFile", {}, 400, "Bad Request: file_id not specified"),
    ("getFile", {"file_id": "AAAA"}, 400, "Bad Request: invalid file_id"),
    ("sendDocument", {**TO, "document": "AAAA"}, 400,
     "Bad Request: wrong remote file identifier specified: can't unserialize it"),
    ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, 400,
     "Bad Request: command length must not exceed 32"),
    ("setMyCommands", {"commands": [{"command": "", "description": "x"}]}, 400,
     "Bad Request: command must be non-empty"),
    ("setMyCommands", {"commands": [], "language_code": "EN"}, 400, "Bad Request: invalid language code specified"),
    ("setWebhook", {"url": "https://example.org:8081"}, 400,
     "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ("setWebhook", {"url": "http://example.org"}, 400,
     "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://example.org", "secret_token": "ä"}, 400,
     "Bad Request: secret token contains unallowed characters"),
    ("getChatMember", {**TO, "user_id": 0}, 400, "Bad Request: invalid user_id specified"),
    ("noSuchMethod", {}, 404, "Not Found: method not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "code", "description"), EXCHANGES)
async def test_on_record(talk: Talk, method: str, params: dict[str, Any], code: int, description: str) -> None:
    sent = await talk.send("Hello")
    form = aiohttp.FormData({"chat_id": str(talk.person)}, quote_fields=False)
    form.add_field("document", b"abc", filename="a.txt")
    async with talk.http.post(f"{talk.base}/bot{TOKEN}/sendDocument", data=form) as response:
        file = (await response.json())["result"]
    places = {
        "{person}": talk.person, "{stranger}": await talk.new_person("Bilal"), "{sent}": sent["message_id"],
        "{file}": file["message_id"], "{file_id}": file["document"]["file_id"], "{theirs}": 1,
    }  # fmt: skip
    answer = await talk.call(method, {name: places.get(str(value), value) for name, value in params.items()})
    assert answer == {"ok": False, "error_code": code, "description": description}


async def test_a_message_and_an_update_as_published(talk: Talk) -> None:
    """The shape every tutorial shows: keys and their order."""
    await talk.act("write", text="/help me")
    async with talk.http.get(f"{talk.base}/bot{TOKEN}/getUpdates") as response:
        text = await response.text()
    number, date = (talk.world.bots[BOT].updates.next_id - 1), next(iter(talk.world.private.values())).messages[2].date
    sender = (
        f'{{"id":{talk.person},"is_bot":false,"first_name":"Amina","last_name":"Haddad","username":"amina",'
        '"language_code":"ar"}'
    )
    chat = f'{{"id":{talk.person},"first_name":"Amina","last_name":"Haddad","username":"amina","type":"private"}}'
    assert text == (
        f'{{"ok":true,"result":[{{"update_id":{number},"message":{{"message_id":2,"from":{sender},"chat":{chat},'
        f'"date":{date},"text":"/help me","entities":[{{"offset":0,"length":5,"type":"bot_command"}}]}}}}]}}'
    )


async def test_two_pollers(talk: Talk) -> None:
    """The older is told at once; a further one within three seconds is told late."""
    import asyncio

    polls = []
    queue = talk.world.bots[BOT].updates
    for _ in range(3):
        before = queue.poll
        polls.append(asyncio.create_task(talk.call("getUpdates", {"timeout": 50})))
        await soon(lambda before=before: queue.poll is not before and queue.poll)
    first = await polls[0]
    assert first["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await asyncio.sleep(0.05)
    assert not polls[1].done()
    for poll in polls[1:]:
        poll.cancel()
    await asyncio.gather(*polls[1:], return_exceptions=True)


NAMES = (
    "chat_id", "text", "parse_mode", "entities", "reply_markup", "reply_parameters", "message_id", "message_ids",
    "media", "photo", "document", "caption", "caption_entities", "commands", "scope", "language_code", "menu_button",
    "url",
    "offset", "limit", "allowed_updates", "file_id", "callback_query_id", "action", "user_id", "link_preview_options",
    "name", "description", "max_connections", "quote", "type",
)  # fmt: skip


def nonsense(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(9 if depth < 3 else 6)
    if kind == 6:
        return [nonsense(chance, depth + 1) for _ in range(chance.randrange(3))]
    if kind > 6:
        words = (*NAMES, "inline_keyboard", "keyboard", "callback_data", "offset", "length", "force_reply")
        return {chance.choice(words): nonsense(chance, depth + 1) for _ in range(chance.randrange(4))}
    return (None, True, chance.randrange(-3, 70), "x" * chance.randrange(9), "{[<b>&#x1F600;", "ä\ud800")[kind]


def nearly(chance: random.Random) -> dict[str, Any]:
    """Arguments of the right shape with nonsense in one place or another."""

    def maybe(right: Any) -> Any:
        return nonsense(chance, 1) if chance.random() < 0.3 else right

    kinds = ("bold", "text_link", "text_mention", "custom_emoji", "pre", "date_time")
    entity = {
        "type": maybe(chance.choice(kinds)),
        "offset": maybe(0),
        "length": maybe(2),
        "url": maybe("https://e.org"),
    }
    entity |= {"user": maybe({"id": maybe(7)}), "unix_time": maybe(7), "custom_emoji_id": maybe("7")}
    action = chance.choice(ACTIONS)
    button = {
        "text": maybe("x"),
        action: maybe({"url": maybe("https://e.org"), "text": maybe("x")}),
        "style": maybe("danger"),
    }
    quote = {"message_id": maybe(1), "quote": maybe("x"), "quote_position": maybe(0), "quote_entities": maybe([entity])}
    kind, file = chance.choice(("photo", "document")), "https://127.0.0.1:1/"
    keyboard = chance.choice(("inline_keyboard", "keyboard", "force_reply"))
    app = {"url": maybe("https://e.org")}
    offered = chance.choice(("article", "photo", "venue", "location", "contact", "document", "sticker", "game"))
    result = {"type": maybe(offered), "id": maybe("a"), "title": maybe("x"), "address": maybe("x"), "photo_url": file}
    result |= {"latitude": maybe(1), "longitude": maybe("2"), "phone_number": maybe("1"), "first_name": maybe("x")}
    result |= {"document_file_id": maybe("x"), "caption": maybe("x"), "reply_markup": maybe({keyboard: [[button]]})}
    if chance.random() < 0.7:
        result["input_message_content"] = maybe({"message_text": maybe("x"), "entities": maybe([entity])})
    return {
        "results": maybe([maybe(result)]), "button": maybe({"text": maybe("x"), "start_parameter": maybe("x")}),
        "latitude": maybe(1), "longitude": maybe(2), "live_period": maybe(60), "title": maybe("x"),
        "entities": maybe([entity]), "caption_entities": maybe([entity]), "reply_parameters": maybe(quote),
        "reply_markup": maybe({keyboard: maybe([maybe([button])])}),
        "media": maybe({"type": maybe(kind), "media": maybe(file), "caption_entities": maybe([entity])}),
        "commands": maybe([{"command": maybe("x"), "description": maybe("x")}]), "message_ids": maybe([maybe(1), 7]),
        "scope": maybe({"type": maybe("chat_member"), "chat_id": maybe(7), "user_id": maybe(7)}),
        "menu_button": maybe({"type": maybe("web_app"), "text": maybe("x"), "web_app": maybe(app)}),
        "link_preview_options": maybe({"url": maybe("x"), "is_disabled": maybe(True)}),
    }  # fmt: skip


async def test_nonsense_is_refused_and_never_breaks_anything(talk: Talk) -> None:
    """Whatever comes, the answer is one of Telegram's, not a failure of the sandbox's own."""
    api, bot, chance = BotApi(talk.world), talk.world.bots[BOT], random.Random(7)
    group = create(talk.world, "Cities", talk.world.people[talk.person], [], supergroup=True)
    ask = partial(inline.ask, talk.world, bot, talk.world.people[talk.person], group, "x")
    chosen = inline.send(talk.world, ask(""), Result("a", {}, {"text": "x"}, markup={"inline_keyboard": []}), None)
    talk.world.inline.messages["known"] = chosen
    for _ in range(4000):
        method = chance.choice([name for name in TABLE if name not in {"getupdates", "setwebhook"}])
        values = {name: nonsense(chance) for name in chance.sample(NAMES, chance.randrange(1, 9))}
        if chance.random() < 0.8:
            values["chat_id"] = talk.person
        if method == "answerinlinequery":
            values["inline_query_id"] = ask(str(chance.random())).id
        if chance.random() < 0.6:
            values |= {"text": "<b>x</b>", "message_id": chance.randrange(1, 9)}
        if chance.random() < 0.5:
            values |= {
                name: value for name, value in nearly(chance).items() if value is not None and chance.random() < 0.5
            }
        if chance.random() < 0.1:
            values = {name: value for name, value in values.items() if name not in {"chat_id", "message_id"}}
            values["inline_message_id"] = "known"
        status, body, _ = await api.call(bot, method, Params(values))
        assert status != 500, (method, values, body)
