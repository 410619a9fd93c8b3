"""The arguments of a call, however they came.

Telegram turns every argument into a string first and reads numbers, booleans and JSON out of it leniently (`true`,
`"true"` and `1` are the same; `12abc` is 12). A JSON body's values stay as they are and are read by the same rules.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.wire import dumps

_NUMBER = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along in a multipart body."""

    name: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Values by name, and files by the name of their part (`attach://` refers to these)."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """The value as a string; empty where it is missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else dumps(value)

    def integer(self, name: str, default: int = 0, low: int = -(2**63), high: int = 2**63 - 1) -> int:
        """The leading digits, clamped; the default where it is missing, as the Bot API server reads them."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            found = _NUMBER.match(str(value))
            value = int(found.group()) if found else 0
        return max(low, min(high, value))

    def boolean(self, name: str) -> bool:
        value = self.values.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """The value out of its JSON text; None where it is missing or empty. Raises ValueError."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        return json.loads(value) if value else None

    def upload(self, name: str) -> Upload | None:
        """The file for an argument: its own part, or the part that `attach://` names."""
        if found := self.files.get(name):
            return found
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return None
