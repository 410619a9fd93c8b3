"""Inline mode: asking a bot from any chat, choosing, and the bot changing what it cannot even see."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import BOT, TOKEN, Talk, png
from tests.sandbox.inlines import KEYS, Inline, article, in_a_group

HALL = {"latitude": 31.95, "longitude": 35.93, "title": "City hall", "address": "Omar Matar St"}


@pytest.fixture
async def inline(talk: Talk) -> Inline:
    return await in_a_group(talk)


async def test_it_is_off_until_botfather_turns_it_on(talk: Talk) -> None:
    assert (await talk.ok("getMe"))["supports_inline_queries"] is False
    assert "setinline" in (await talk.act("inline", status=409, bot=BOT, query="x"))["error"]
    await talk.control("bots", {"token": TOKEN, "inline": True})
    assert (await talk.ok("getMe"))["supports_inline_queries"] is True


async def test_asking_from_a_group_the_bot_is_not_in(inline: Inline) -> None:
    query = await inline.asks("waste ", offset="20")
    assert (query["query"], query["offset"], query["chat_type"]) == ("waste ", "20", "supergroup")
    assert query["from"]["id"] == inline.talk.person
    await inline.control("inline", status=400, bot=BOT, query="x" * 257)


async def test_in_its_own_chat_the_bot_is_told_so(talk: Talk, inline: Inline) -> None:
    inline.group = BOT
    assert (await inline.asks())["chat_type"] == "sender"


async def test_choosing_sends_the_persons_own_message_by_way_of_the_bot(talk: Talk, inline: Inline) -> None:
    message, updates = await inline.sent(article(reply_markup=KEYS))
    assert (message["text"], message["out"]) == ("Waste forum", True)
    assert message["via_bot"]["id"] == BOT
    assert message["entities"] == [{"offset": 0, "length": 11, "type": "bold"}]
    (update,) = updates
    chosen = update["chosen_inline_result"]
    assert (chosen["result_id"], chosen["query"], chosen["from"]["id"]) == ("a", "waste", talk.person)
    assert chosen["inline_message_id"]


async def test_without_a_keyboard_there_is_no_id_to_change_it_by(inline: Inline) -> None:
    _, updates = await inline.sent(article())
    assert "inline_message_id" not in updates[0]["chosen_inline_result"]


async def test_without_feedback_the_bot_hears_nothing_of_the_choice(talk: Talk, inline: Inline) -> None:
    await talk.control("bots", {"token": TOKEN, "inline_feedback": 0})
    _, updates = await inline.sent(article(reply_markup=KEYS))
    assert updates == []
    await talk.control("bots", {"token": TOKEN, "inline_feedback": 2}, status=400)


async def test_in_a_group_with_privacy_a_bot_hears_what_went_through_it(talk: Talk, inline: Inline) -> None:
    await talk.control(f"groups/{inline.group}/add", {"accounts": [BOT]})
    _, updates = await inline.sent(article(reply_markup=KEYS))
    message = next(update["message"] for update in updates if "message" in update)
    assert message["via_bot"]["id"] == BOT
    assert message["reply_markup"] == KEYS


async def test_a_press_under_it_names_no_chat(talk: Talk, inline: Inline) -> None:
    message, updates = await inline.sent(article(reply_markup=KEYS))
    number = updates[0]["chosen_inline_result"]["inline_message_id"]
    karim = next(one for one in talk.world.people if one != talk.person)
    pressed = await inline.control("press", person=karim, message_id=message["message_id"], row=0, column=0)
    query = inline.heard()[-1]["callback_query"]
    assert query["inline_message_id"] == number
    assert "message" not in query
    assert (query["from"]["id"], query["data"]) == (karim, "go")
    await talk.ok("answerCallbackQuery", callback_query_id=query["id"], text="You are going")
    assert (await talk.control(f"answers/{pressed['query_id']}"))["text"] == "You are going"


async def test_the_bot_changes_it_everywhere_by_its_id(talk: Talk, inline: Inline) -> None:
    message, updates = await inline.sent(article(reply_markup=KEYS))
    number = updates[0]["chosen_inline_result"]["inline_message_id"]
    changed = {"inline_message_id": number, "text": "Moved to Tuesday", "reply_markup": KEYS}
    assert await talk.ok("editMessageText", **changed) is True
    assert "not modified" in await talk.no("editMessageText", **changed)
    assert await talk.ok("editMessageReplyMarkup", inline_message_id=number) is True
    seen = (await talk.control(f"people/{talk.person}/chats/{inline.group}/messages"))["messages"]
    (shown,) = [one for one in seen if one["message_id"] == message["message_id"]]
    assert (shown["text"], shown["edited"], "reply_markup" in shown) == ("Moved to Tuesday", True, False)
    assert await talk.ok("editMessageText", inline_message_id=number, text="Still known") is True

    await inline.control("delete", message_id=message["message_id"], for_everyone=True)
    assert await talk.no("editMessageText", **changed) == "Bad Request: MESSAGE_ID_INVALID"


async def test_nobody_else_changes_it(talk: Talk, inline: Inline) -> None:
    _, updates = await inline.sent(article(reply_markup=KEYS))
    number = updates[0]["chosen_inline_result"]["inline_message_id"]
    changed = {"inline_message_id": number, "text": "x"}
    assert await talk.no("editMessageText", token="7:x", **changed) == "Bad Request: MESSAGE_ID_INVALID"
    assert await talk.no("editMessageText", inline_message_id="x", text="x") == "Bad Request: MESSAGE_ID_INVALID"
    assert await talk.no("editMessageText", text="x") == "Bad Request: message identifier is not specified"


async def test_an_answer_is_kept_for_all_or_for_one(talk: Talk, inline: Inline) -> None:
    karim = next(one for one in talk.world.people if one != talk.person)
    await inline.offers(await inline.asks("all"), article(), cache_time=60)
    again = await inline.control("inline", person=karim, bot=BOT, query="all")
    assert [one["id"] for one in again["answer"]["results"]] == ["a"]
    message = (await inline.control("choose", person=karim, query_id=again["query_id"], result_id="a"))["message"]
    assert message["from"]["id"] == karim
    talk.skip(61)
    assert (await inline.control("inline", bot=BOT, query="all"))["answer"] is None

    await inline.offers(await inline.asks("mine"), article(), is_personal=True)
    assert (await inline.control("inline", person=karim, bot=BOT, query="mine"))["answer"] is None
    assert (await inline.control("inline", bot=BOT, query="mine"))["answer"] is not None
    assert (await inline.control("inline", bot=BOT, query="mine", offset="1"))["answer"] is None


async def test_an_answer_in_time(talk: Talk, inline: Inline) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    query = await inline.asks()
    talk.skip(31)
    assert await talk.no("answerInlineQuery", inline_query_id=query["id"], results=[]) == late
    query = await inline.asks("twice")
    await inline.offers(query)
    assert await talk.no("answerInlineQuery", inline_query_id=query["id"], results=[]) == late
    assert await talk.no("answerInlineQuery", inline_query_id="1", results=[]) == late


async def test_more_pages_and_a_button_above(talk: Talk, inline: Inline) -> None:
    query = await inline.asks()
    button = {"text": "Join the network", "start_parameter": "from_inline"}
    await inline.offers(query, article(), next_offset="20", button=button)
    shown = await talk.control(f"inline/{query['id']}")
    assert (shown["answered"], shown["next_offset"], shown["button"]) == (True, "20", button)
    line = {"id": "a", "type": "article", "title": "Waste forum", "description": ""}
    assert shown["results"] == [line]


async def test_places_contacts_and_files(talk: Talk, inline: Inline) -> None:
    picture = (await upload(talk, "sendPhoto", "photo", png(40, 20)))["photo"][-1]["file_id"]
    text = (await upload(talk, "sendDocument", "document", b"x"))["document"]["file_id"]
    query = await inline.asks()
    await inline.offers(
        query,
        {"type": "venue", "id": "v", **HALL},
        {"type": "location", "id": "l", "latitude": 1, "longitude": 2, "title": "Here"},
        {"type": "contact", "id": "c", "phone_number": "+4930", "first_name": "Vera"},
        {"type": "photo", "id": "p", "photo_file_id": picture, "caption": "<i>Yes</i>", "parse_mode": "HTML"},
        {"type": "document", "id": "d", "document_file_id": text, "title": "Agenda"},
        {"type": "venue", "id": "w", **HALL, "input_message_content": {"message_text": "Come!"}},
    )
    found = {number: await inline.chooses(query, number) for number in "vlcpdw"}
    assert found["v"]["venue"]["title"] == "City hall"
    assert found["l"]["location"] == {"latitude": 1.0, "longitude": 2.0}
    assert found["c"]["contact"] == {"phone_number": "+4930", "first_name": "Vera"}
    assert (found["p"]["caption"], len(found["p"]["photo"])) == ("Yes", 1)
    assert found["d"]["document"]["file_name"] == "x.bin"
    assert (found["w"]["text"], "venue" in found["w"]) == ("Come!", False)


async def upload(talk: Talk, method: str, kind: str, data: bytes) -> Any:
    form = aiohttp.FormData({"chat_id": str(talk.person)})
    form.add_field(kind, data, filename="x.bin")
    async with talk.http.post(f"{talk.base}/bot{TOKEN}/{method}", data=form) as response:
        return (await response.json())["result"]


async def test_a_file_by_address_is_fetched_when_it_is_chosen(talk: Talk, inline: Inline) -> None:
    query = await inline.asks()
    nowhere = {"type": "photo", "id": "a", "photo_url": "http://127.0.0.1:1/x.png", "thumbnail_url": "http://x.org"}
    await inline.offers(query, nowhere)
    refusal = await inline.control("choose", status=400, query_id=query["id"], result_id="a")
    assert "cannot be fetched" in refusal["error"]


@pytest.mark.parametrize(
    ("results", "more", "reason"),
    [
        ("{", {}, "can't parse JSON encoded inline query results"),
        ({"id": "a"}, {}, "expected an Array of inline query results"),
        ([article(str(number)) for number in range(51)], {}, "too many inline query results specified"),
        (["x"], {}, "can't parse InlineQueryResult: Inline query result must be an object"),
        ([{"id": "a"}], {}, 'can\'t parse InlineQueryResult: Can\'t find field "type"'),
        ([{"type": "article"}], {}, 'can\'t parse InlineQueryResult: Can\'t find field "id"'),
        ([{"type": "cake", "id": "a"}], {}, 'can\'t parse InlineQueryResult: Type "cake" is unsupported for the'),
        ([{**article(), "input_message_content": {}}], {}, "can't parse InlineQueryResult: Input message content is"),
        ([{"type": "article", "id": "a", "title": "x"}], {}, 'can\'t parse InlineQueryResult: Can\'t find field "mes'),
        ([article() | {"title": " "}], {}, "ARTICLE_TITLE_EMPTY"),
        ([article("")], {}, "RESULT_ID_EMPTY"),
        ([article("é" * 33)], {}, "RESULT_ID_INVALID"),
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]})], {}, "BUTTON_DATA"),
        ([article(reply_markup={"force_reply": True})], {}, "can't parse InlineQueryResult: Inline keyboard expected"),
        ([], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([], {"button": {"text": "x"}}, "can't use empty start_parameter"),
        ([], {"button": {"text": "x", "start_parameter": "ä"}}, "unallowed characters in start_parameter are used"),
        ([], {"switch_pm_text": "x", "switch_pm_parameter": "x" * 65}, "too long start_parameter specified"),
    ],
)  # fmt: skip
async def test_what_cannot_be_offered(inline: Inline, results: Any, more: dict[str, Any], reason: str) -> None:
    query = await inline.asks()
    refusal = await inline.talk.no("answerInlineQuery", inline_query_id=query["id"], results=results, **more)
    assert refusal.startswith(f"Bad Request: {reason}")


async def test_a_new_file_cannot_be_put_into_it(talk: Talk, inline: Inline) -> None:
    picture = (await upload(talk, "sendPhoto", "photo", png(40, 20)))["photo"][-1]["file_id"]
    _, updates = await inline.sent({"type": "photo", "id": "a", "photo_file_id": picture, "reply_markup": KEYS})
    number = updates[0]["chosen_inline_result"]["inline_message_id"]
    form = aiohttp.FormData({"inline_message_id": number, "media": '{"type": "photo", "media": "attach://new"}'})
    form.add_field("new", png(20, 20), filename="new.png")
    async with talk.http.post(f"{talk.base}/bot{TOKEN}/editMessageMedia", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: invalid inline message content specified"
    assert await talk.ok("editMessageCaption", inline_message_id=number, caption="Full") is True


async def test_buttons_that_put_the_bots_name_into_a_text_field(talk: Talk) -> None:
    keys = [[{"text": "Share", "switch_inline_query": "e12"}, {"text": "Here", "switch_inline_query_current_chat": ""}]]
    sent = await talk.send(reply_markup={"inline_keyboard": keys})
    share, here = [await talk.act("press", message_id=sent["message_id"], row=0, column=column) for column in (0, 1)]
    assert share == {"inline": {"bot": BOT, "query": "e12", "here": False}}
    assert here == {"inline": {"bot": BOT, "query": "", "here": True}}
    assert talk.pending() == 0


async def test_only_who_asked_chooses_where_they_asked(talk: Talk, inline: Inline) -> None:
    query = await inline.asks()
    await inline.offers(query, article())
    karim = next(one for one in talk.world.people if one != talk.person)
    await inline.control("choose", status=409, person=karim, query_id=query["id"], result_id="a")
    await inline.control("choose", status=404, query_id=query["id"], result_id="b")
    await inline.control("choose", status=404, query_id="1", result_id="a")
