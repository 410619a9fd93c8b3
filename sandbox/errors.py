"""How Telegram says no: codes, prefixes and the few parameters an error may carry.

As in the Bot API server's Query.cpp and at the top of its Client.cpp.
"""

from typing import Any, NoReturn

PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 500: "Internal Server Error"}

# Texts of Telegram's own servers that the Bot API server rewrites; the others stay in capitals.
REWRITTEN: dict[str, tuple[int, str]] = {
    "MESSAGE_NOT_MODIFIED": (
        400,
        (
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        ),
    ),
    "WC_CONVERT_URL_INVALID": (400, "Wrong HTTP URL specified"),
    "EXTERNAL_URL_INVALID": (400, "Wrong HTTP URL specified"),
    "WEBPAGE_CURL_FAILED": (400, "Failed to get HTTP URL content"),
    "WEBPAGE_MEDIA_EMPTY": (400, "Wrong type of the web page content"),
    "MEDIA_GROUPED_INVALID": (400, "Can't use the media of the specified type in the album"),
    "REPLY_MARKUP_TOO_LONG": (400, "reply markup is too long"),
    "INPUT_USER_DEACTIVATED": (403, "user is deactivated"),
    "USER_IS_BLOCKED": (403, "bot was blocked by the user"),
    "USER_ADMIN_INVALID": (400, "user is an administrator of the chat"),
    "QUERY_ID_INVALID": (400, "query is too old and response timeout expired or query ID is invalid"),
    "MESSAGE_DELETE_FORBIDDEN": (400, "message can't be deleted"),
    "CHAT_ABOUT_NOT_MODIFIED": (400, "chat description is not modified"),
    "CHAT_NOT_MODIFIED": (400, "chat title is not modified"),
}


class ApiError(Exception):
    """An answer with `"ok": false`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def prefixed(code: int, text: str) -> tuple[int, str]:
    """The code and the whole sentence for a text: rewritten, prefixed, its first letter lowered."""
    if text in REWRITTEN:
        code, text = REWRITTEN[text]
    if code not in PREFIXES:
        code = 400
    second = text[1:2]
    if not (second.isupper() or second == "_"):
        text = text[:1].lower() + text[1:]
    return code, f"{PREFIXES[code]}: {text}"


def refusal(text: str, code: int = 400, **parameters: Any) -> ApiError:
    """The error for a text as Telegram's code has it, before the prefixing rule."""
    return ApiError(*prefixed(code, text), parameters or None)


def refuse(text: str, code: int = 400) -> NoReturn:
    """Raises `refusal`."""
    raise refusal(text, code)


def flooded(seconds: int) -> ApiError:
    """429: the description, the parameter and (at the edge) the header say the same number."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
