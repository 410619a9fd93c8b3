"""A loopback Bot API that answers every send after a fixed time: what a good line to Telegram feels like.

`python -m benchmarks.slow_server SECONDS PEOPLE` prints its address. Nothing is answered before `POST /release`: every
contestant begins from a standstill. `GET /report` tells how many messages came, how many people got theirs,
and how many seconds passed between the release and the last answer.

A protocol of its own on asyncio's, since a web framework would cost more than what is measured.
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any
from urllib.parse import parse_qs

BOT = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
BOT |= {"can_read_all_group_messages": False, "supports_inline_queries": False, "can_connect_to_business": False}
BOT |= {"has_main_web_app": False}


class Counter:
    """What came so far."""

    def __init__(self, delay: float, awaited: int) -> None:
        self.delay = delay
        self.awaited = awaited
        self.released: float | None = None
        self.last: float | None = None
        self.sent = 0
        self.people: set[int] = set()
        self.numbers = itertools.count(10_000)
        self.held: list[tuple[Connection, str]] = []

    def report(self) -> dict[str, Any]:
        done = self.last is not None and self.released is not None and len(self.people) >= self.awaited
        return {
            "sent": self.sent,
            "people": len(self.people),
            "seconds": self.last - self.released if done and self.last and self.released else None,
        }


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests are answered in order, as HTTP/1.1 asks."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            headers = head.decode("latin-1").lower()
            if "transfer-encoding: chunked" in headers:
                if not rest.endswith(b"0\r\n\r\n"):
                    return
                body, self.buffer = rest, b""
            else:
                _, named, value = headers.partition("content-length:")
                length = int(value.split("\r\n", 1)[0]) if named else 0
                if len(rest) < length:
                    return
                body, self.buffer = rest[:length], rest[length:]
            self.request(head.split(b" ", 2)[1].decode("latin-1"), headers, body)

    def request(self, path: str, headers: str, body: bytes) -> None:
        counter = self.counter
        match path.rpartition("/")[2].lower():
            case "release":
                counter.released = time.monotonic()
                held, counter.held = counter.held, []
                for connection, answer in held:
                    connection.later(answer)
                self.answer("{}")
            case "report":
                self.answer(json.dumps(counter.report()))
            case "getme":
                self.ok(json.dumps(BOT))
            case "sendmessage":
                counter.sent += 1
                chat = _chat(headers, body)
                counter.people.add(chat)
                answer = _message(chat, next(counter.numbers))
                if counter.released is None:
                    counter.held.append((self, answer))
                else:
                    self.later(answer)
            case other:
                self.ok("{}" if other.startswith("get") else "true")

    def later(self, answer: str) -> None:
        asyncio.get_running_loop().call_later(self.counter.delay, self.sent, answer)

    def sent(self, answer: str) -> None:
        self.ok(answer)
        self.counter.last = time.monotonic()

    def ok(self, result: str) -> None:
        self.answer(f'{{"ok":true,"result":{result}}}')

    def answer(self, body: str) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        content = body.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self.transport.write(head.encode() + content)


def _message(chat: int, number: int) -> str:
    """A reply as full as Telegram's: some clients read all of it."""
    return json.dumps(
        {
            "message_id": number,
            "from": {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
            "chat": {"id": chat, "type": "private", "first_name": "Mona", "last_name": "Haddad"},
            "date": 1_800_000_000,
            "text": "The workshop in Amman begins at nine. " * 5,
            "entities": [{"type": "bold", "offset": 0, "length": 12}],
        }
    )


def _chat(headers: str, body: bytes) -> int:
    if "json" in headers.partition("content-type:")[2].partition("\r\n")[0]:
        return int(json.loads(body)["chat_id"])
    if "multipart" in headers:
        return int(body.partition(b'name="chat_id"')[2].partition(b"\r\n\r\n")[2].partition(b"\r\n")[0])
    return int(parse_qs(body.decode())["chat_id"][0])


def main() -> None:
    counter = Counter(float(sys.argv[1]), int(sys.argv[2]))

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Connection(counter), "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
