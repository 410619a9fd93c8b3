"""Links in text and on buttons: what Telegram takes for one, and the form it keeps it in."""

import re

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}|xn--[\w-]+|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]")
_SPLIT = re.compile(r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<rest>[^/?#\s]*)(?P<tail>[/?#]\S*)?")
_USER = re.compile(r"tg://user\?id=(\d{1,19})", re.IGNORECASE)


class LinkError(ValueError):
    """Why a link is none, in Telegram's words."""


def normal_link(url: str) -> str:
    """The link in the form Telegram stores: scheme and host in lower case, a slash after the bare host."""
    if not url:
        raise LinkError("URL host is empty")
    found = _SPLIT.fullmatch(url)
    if found is None:
        raise LinkError("URL host is empty" if "://" in url else "wrong HTTP URL")
    scheme = (found["scheme"] or "http").lower()
    rest, tail = found["rest"], found["tail"] or ""
    if scheme in {"tg", "ton", "tonsite"}:
        return f"{scheme}://{rest}{tail}"
    if scheme not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    login, _, place = rest.rpartition("@")
    host, port = place, ""
    if not place.endswith("]") and ":" in place:
        host, _, port = place.rpartition(":")
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise LinkError("Wrong port number specified in the URL")
    if not host:
        raise LinkError("URL host is empty")
    if not _HOST.fullmatch(host):
        raise LinkError("Wrong HTTP URL")
    tail = tail if tail.startswith("/") else f"/{tail}"
    return f"{scheme}://{login + '@' if login else ''}{host.lower()}{':' + port if port else ''}{tail}"


def checked_link(url: str) -> str | None:
    """`normal_link`, or nothing: a bad link in a text is dropped silently."""
    try:
        return normal_link(url)
    except LinkError:
        return None


def user_of_link(url: str) -> int | None:
    """The id of `tg://user?id=…`."""
    found = _USER.fullmatch(url.strip())
    return int(found[1]) if found else None
