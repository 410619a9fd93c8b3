"""Files a bot names by their address. Only loopback is asked: nothing leaves this machine because of the sandbox."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import aiohttp

from sandbox.errors import refuse

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


async def fetched(url: str, limit: int) -> tuple[bytes, str]:
    """The bytes behind an address and the name they go by."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        refuse("wrong HTTP URL specified")
    if parts.scheme not in {"http", "https"} or not host:
        refuse("wrong HTTP URL specified")
    if host not in LOOPBACK:
        refuse("WEBPAGE_CURL_FAILED")
    timeout = aiohttp.ClientTimeout(total=20)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status != 200:
                refuse("WEBPAGE_CURL_FAILED")
            data = await response.content.read(limit + 1)
            while len(data) <= limit and (more := await response.content.read(limit + 1)):
                data += more
    except (aiohttp.ClientError, TimeoutError):
        refuse("WEBPAGE_CURL_FAILED")
    if not data or len(data) > limit:
        refuse("WEBPAGE_CURL_FAILED")
    return data, unquote(PurePosixPath(parts.path).name) or "file"
