"""What goes over the wire: JSON as Telegram writes it, and the two envelopes (Bot API page, Making requests)."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError

# No spaces, and everything beyond ASCII escaped, as Telegram's servers do.
dumps = json.JSONEncoder(separators=(",", ":")).encode


class Raw(bytes):
    """A result that is JSON already: updates are written once, when they happen."""


@dataclass(frozen=True, slots=True)
class Done:
    """A result with a description beside it, which only setting and deleting a webhook have."""

    result: Any
    description: str


def success(result: Any) -> bytes:
    if isinstance(result, Raw):
        return b'{"ok":true,"result":' + result + b"}"
    if isinstance(result, Done):
        text = f'{{"ok":true,"result":{dumps(result.result)},"description":{dumps(result.description)}}}'
        return text.encode()
    return f'{{"ok":true,"result":{dumps(result)}}}'.encode()


def failure(error: ApiError) -> bytes:
    envelope: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        envelope["parameters"] = error.parameters
    return dumps(envelope).encode()
