"""The page and the files in it, for the browser."""

import mimetypes
from pathlib import Path

from aiohttp import web

from sandbox.control import WORLD, wrong

PAGE = Path(__file__).parent.parent / "page"
PLACEHOLDER = (
    "<!doctype html><meta charset=utf-8><title>Sandbox</title>"
    "<p>The sandbox is running. Its page is not part of this installation; the control API is at <code>/sandbox</code>."
)
routes = web.RouteTableDef()


@routes.get("/")
async def index(_: web.Request) -> web.StreamResponse:
    page = PAGE / "index.html"
    if not page.is_file():
        return web.Response(text=PLACEHOLDER, content_type="text/html")
    return web.FileResponse(page, headers={"Cache-Control": "no-cache"})


@routes.get("/sandbox/page/{path:.+}")
async def part(request: web.Request) -> web.StreamResponse:
    named = request.match_info["path"].replace("\0", "")
    path = (PAGE / named).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        wrong("the page has no such part", 404)
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


@routes.get(r"/sandbox/files/{key:\d+}{name:(/.*)?}")
async def file(request: web.Request) -> web.StreamResponse:
    """A file for the browser. It is a stranger's, so it may show itself but run nothing here."""
    stored = request.app[WORLD].files.files.get(int(request.match_info["key"]))
    if stored is None:
        wrong("there is no such file", 404)
    kind = mimetypes.guess_type(stored.name)[0] or ("image/jpeg" if stored.kind == "photo" else stored.mime)
    headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=stored.data, content_type=kind, headers=headers)
