"""Somebody who uses a bot from a chat it is not in."""

import json
from typing import Any

from tests.sandbox.conftest import BOT, TOKEN, Talk
from tests.sandbox.spec import known_only, read_by_ptb, reader

KEYS = {"inline_keyboard": [[{"text": "Going", "callback_data": "go"}]]}


def article(number: str = "a", title: str = "Waste forum", **more: Any) -> dict[str, Any]:
    content = {"message_text": f"<b>{title}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": title, "input_message_content": content, **more}


class Inline:
    """Somebody in a group types the bot's name."""

    def __init__(self, talk: Talk, group: int) -> None:
        self.talk, self.group = talk, group

    async def control(self, what: str, status: int = 200, person: int = 0, **body: Any) -> Any:
        path = f"people/{person or self.talk.person}/chats/{self.group}/{what}"
        return await self.talk.control(path, body, status=status)

    async def asks(self, words: str = "waste", **body: Any) -> dict[str, Any]:
        """The update the bot gets for it."""
        asked = await self.control("inline", bot=BOT, query=words, **body)
        assert asked["answer"] is None
        update = self.heard()[-1]
        assert update["inline_query"]["id"] == asked["query_id"]
        return dict(update["inline_query"])

    async def offers(self, query: dict[str, Any], *results: Any, **more: Any) -> Any:
        return await self.talk.ok("answerInlineQuery", inline_query_id=query["id"], results=list(results), **more)

    async def chooses(self, query: dict[str, Any], number: str = "a") -> Any:
        return (await self.control("choose", query_id=query["id"], result_id=number))["message"]

    async def sent(self, *results: Any, number: str = "a") -> tuple[Any, list[Any]]:
        """The message somebody chose of these, and what the bot heard of it."""
        query = await self.asks()
        await self.offers(query, *results)
        return await self.chooses(query, number), self.heard()

    def heard(self) -> list[dict[str, Any]]:
        """The updates that wait for the bot, held against both libraries. Polling would slow the bot down."""
        queue = self.talk.world.bots[BOT].updates
        updates = [json.loads(update.body) for update in queue.pending.values()]
        queue.clear()
        known_only(reader("getupdates").validate_python(updates))
        read_by_ptb("Update", updates)
        return updates


async def in_a_group(talk: Talk) -> Inline:
    """The bot's inline mode is on, and Amina has a group with Karim that the bot is not in."""
    await talk.control("bots", {"token": TOKEN, "inline": True, "inline_feedback": 1})
    other = await talk.new_person("Karim")
    group = await talk.control("groups", {"title": "Cities", "owner": talk.person, "people": [other]})
    return Inline(talk, group["id"])
