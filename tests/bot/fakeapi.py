"""A small Bot API on loopback for tests of our way out: it keeps messages, and fails as it is told to."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

TOKEN = "4242:test-token-of-no-bot"


@dataclass
class Fault:
    """What goes wrong with the next call that fits: `answer` is sent (status, body), or the connection is cut.

    With `acts` the call is carried out before.
    """

    method: str
    answer: tuple[int, Any] | None = None
    chat: int | None = None
    acts: bool = False
    times: int = 1


def refusal(code: int, description: str, **parameters: Any) -> tuple[int, Any]:
    """Return an answer as Telegram's when it says no."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": parameters} if parameters else {})


def shown(kind: str, reference: str, caption: str | None) -> str:
    """Return what a chat shows of a picture or file."""
    return f"{kind}:{reference} {caption}" if caption else f"{kind}:{reference}"


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")


@dataclass
class FakeApi:
    """The server. `messages` holds what each chat shows, by message id."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    unknown_files: set[str] = field(default_factory=set)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0
    most_inside: int = 0
    url: str = ""

    def __post_init__(self) -> None:
        self.gate.set()
        self._ids = count(1)

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    def told(self, method: str) -> list[dict[str, Any]]:
        """List the parameters of all calls of a method."""
        return [params for name, params in self.calls if name == method]

    def sees(self, chat: int) -> list[str]:
        """List what a chat shows."""
        return list(self.messages.get(chat, {}).values())

    def sent(self) -> Counter[int]:
        """Count the messages sent to each chat."""
        return Counter(params["chat_id"] for params in self.told("sendMessage"))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            params = await request.json()
        else:
            params = {}
            async for part in await request.multipart():
                if part.filename:
                    self.files.append((part.filename, bytes(await part.read())))
                else:
                    params[part.name] = await part.text()
        self.calls.append((method, params))
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            await self.gate.wait()
            return self._answer(request, method, params)
        finally:
            self.inside -= 1

    def _answer(self, request: web.Request, method: str, params: dict[str, Any]) -> web.StreamResponse:
        fault = next((f for f in self.faults if f.method == method and f.chat in {None, params.get("chat_id")}), None)
        if fault:
            fault.times -= 1
            if fault.times == 0:
                self.faults.remove(fault)
            if fault.acts:
                self._act(method, params)
            if fault.answer is None:
                assert request.transport
                request.transport.abort()
                return web.Response()
            status, body = fault.answer
            if isinstance(body, str):
                return web.Response(status=status, text=body, content_type="text/html")
            return web.Response(status=status, text=json.dumps(body), content_type="application/json")
        status, body = self._act(method, params)
        return web.Response(status=status, text=json.dumps(body), content_type="application/json")

    def _act(self, method: str, params: dict[str, Any]) -> tuple[int, Any]:
        chat = self.messages.setdefault(int(params.get("chat_id", 0)), {})
        number = int(params.get("message_id", 0))
        match method:
            case "sendPhoto" | "sendVideo" | "sendDocument":
                number = next(self._ids)
                kind = method.removeprefix("send").lower()
                chat[number] = shown(kind, params.get(kind, "new"), params.get("caption"))
            case "sendMediaGroup":
                made = {next(self._ids): shown(m["type"], m["media"], m.get("caption")) for m in params["media"]}
                chat |= made
                self.messages[params["chat_id"]] = chat
                return 200, {"ok": True, "result": [{"message_id": number} for number in made]}
            case "editMessageCaption":
                if number not in chat:
                    return refusal(400, "Bad Request: message to edit not found")
                chat[number] = chat[number].partition(" ")[0] + (f" {params['caption']}" if "caption" in params else "")
            case "editMessageMedia":
                media = params["media"] if isinstance(params["media"], dict) else json.loads(params["media"])
                if number not in chat:
                    return refusal(400, "Bad Request: message to edit not found")
                if media["media"] in self.unknown_files:
                    return refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
                file = f"file{len(self.files)}" if media["media"].startswith("attach://") else media["media"]
                if chat[number] == shown(media["type"], file, media.get("caption")):
                    return refusal(400, "Bad Request: message is not modified: specified new message content …")
                chat[number] = shown(media["type"], file, media.get("caption"))
                sizes: Any = {"file_id": file}
                kind = media["type"]
                return 200, {
                    "ok": True,
                    "result": {"message_id": number, kind: [sizes] if kind == "photo" else sizes},
                }
            case "sendMessage":
                number = next(self._ids)
                chat[number] = params["text"]
            case "editMessageText":
                if number not in chat:
                    return refusal(400, "Bad Request: message to edit not found")
                if chat[number] == params["text"]:
                    return refusal(400, "Bad Request: message is not modified: specified new message content …")
                chat[number] = params["text"]
            case "deleteMessages":
                for one in params["message_ids"]:
                    chat.pop(one, None)
                return 200, {"ok": True, "result": True}
            case "deleteMessage":
                if chat.pop(number, None) is None:
                    return refusal(400, "Bad Request: message to delete not found")
                return 200, {"ok": True, "result": True}
            case _:
                return 200, {"ok": True, "result": params}
        return 200, {"ok": True, "result": {"message_id": number, "chat": {"id": params["chat_id"]}}}
