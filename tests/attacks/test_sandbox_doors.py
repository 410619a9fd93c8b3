"""The sandbox's doors, tried by a web page that happens to be open in the same browser."""

from typing import Any

import pytest
from aiohttp import FormData
from yarl import URL

from bot.demo import TOKEN
from tests.sandbox.conftest import BOT, Talk, talk  # noqa: F401 - a fixture

METHODS = ("getMe", "getUpdates", "deleteWebhook", "setWebhook?url=http://127.0.0.1:1/", "logOut")
PAGES: dict[str, dict[str, str]] = {
    "a script": {"Origin": "https://evil.example.org", "Sec-Fetch-Site": "cross-site"},
    "a script on another port": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "a sandboxed frame": {"Origin": "null"},
    "a file": {"Origin": "file://"},
    "a picture": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
    "a link": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    "a name that points here": {"Host": "evil.example.org:8081"},
    "a name that begins like ours": {"Host": "localhost.evil.example.org"},
    "a name that looks like a number": {"Host": "127.0.0.1.evil.example.org"},
    "a host with a user": {"Host": "127.0.0.1@evil.example.org"},
}


@pytest.mark.parametrize("page", PAGES)
async def test_no_other_page_reaches_bots_or_people(talk: Talk, page: str) -> None:  # noqa: F811 - the fixture
    headers = PAGES[page]
    for method in METHODS:
        for send in (talk.http.get, talk.http.post):
            async with send(f"{talk.base}/bot42:TEST/{method}", headers=headers) as reply:
                assert reply.status == 403
    for path in ("people", "clock"):
        async with talk.http.post(f"{talk.base}/sandbox/{path}", data="{}", headers=headers) as reply:
            assert reply.status == 403 or "Origin" not in headers
            assert "Access-Control-Allow-Origin" not in reply.headers


async def test_programs_and_an_address_typed_in_are_let_in(talk: Talk) -> None:  # noqa: F811
    for headers in ({}, {"Host": "localhost:1"}, {"Host": "[::1]:8081"}, {"Sec-Fetch-Site": "none"}):
        async with talk.http.get(f"{talk.base}/bot42:TEST/getMe", headers=headers) as reply:
            assert reply.status == 200


@pytest.mark.parametrize("path", ["..", "%2e%2e/server.py", "..%2f..%2fserver.py", "%5c..%5cserver.py", "js", "\0"])
async def test_the_page_hands_out_its_own_files_only(talk: Talk, path: str) -> None:  # noqa: F811
    async with talk.http.get(URL(f"{talk.base}/sandbox/page/{path}".replace("\0", "%00"), encoded=True)) as reply:
        assert reply.status in {403, 404}
        assert b"import" not in await reply.read()


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.xhtml", "x.js", "x.pdf", "<x>.htm"])
async def test_a_strangers_file_runs_nothing(talk: Talk, name: str) -> None:  # noqa: F811
    form = FormData()
    form.add_field("kind", "document")
    form.add_field("file", b"<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>", filename=name)
    async with talk.http.post(f"{talk.base}/sandbox/people/{talk.person}/chats/{BOT}/file", data=form) as reply:
        message: dict[str, Any] = (await reply.json())["message"]
    async with talk.http.get(talk.base + message["document"]["url"]) as reply:
        assert reply.status == 200
        assert reply.headers["Content-Security-Policy"] == "sandbox"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_itself_runs_only_its_own_scripts(talk: Talk) -> None:  # noqa: F811
    async with talk.http.get(talk.base + "/") as reply:
        page = await reply.text()
    assert "default-src 'none'; script-src 'self'" in page
    assert TOKEN not in page
