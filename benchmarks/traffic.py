"""Traffic: what reaches Telegram for a full joining, by the program as a process, the guidelines' text apart."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.running import FailedError, Figure
from tests.process.joining import joins
from tests.process.running import bot, sandbox, until

BAR = 40.0  # kilobytes of 1,000 bytes
NAMES = {"en": "Layla Ben Youssef", "ar": "ليلى بن يوسف"}
PLACES: dict[str, dict[str, str]] = {
    "en": {},
    "ar": {
        "country": "الأردن",
        "city": "إربد",
        "organisation": "بلدية إربد الكبرى",
        "position": "رئيسة قسم النفايات الصلبة",
    },
}


def figures() -> Iterator[Figure]:
    """Join once in each language."""
    for language, name in NAMES.items():
        sent, guidelines = joined(language, name)
        yield Figure(f"{language}: a full joining, guidelines apart", sent, BAR, at_least=False, unit=" KB")
        yield Figure(f"{language}: the guidelines' text in it", guidelines, unit=" KB")


def joined(language: str, name: str) -> tuple[float, float]:
    """Let somebody join; returns the kilobytes of all bodies sent from /start to the welcome, but for getUpdates.

    The guidelines' text stands apart, as the second. Raises FailedError when the joining does not come to its end.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox() as town,
        bot(town, f"sqlite:///{folder}/ccbot.db", folder=Path(folder)) as running,
    ):
        first, _, last = name.partition(" ")
        phone = town.person(first, language, last_name=last)
        before = max((call["seq"] for call in town.calls()), default=0)
        try:
            joins(phone, name=name, **PLACES[language])
            until(lambda: not phone.has_data("j:send:"), "the welcome")
            until(lambda: running.health()[1]["updates_waiting"] == 0, "everything to be sent")
        except AssertionError as error:
            raise FailedError(str(error)) from None
        calls = [call for call in town.calls(after=before) if call["method"] != "getUpdates"]
    guidelines = sum(apart(call["params"]) for call in calls)
    if not guidelines:
        raise FailedError("the guidelines were not seen")
    return (sum(call["bytes"] for call in calls) - guidelines) / 1000, guidelines / 1000


def apart(params: dict[str, Any]) -> int:
    """How many bytes of a call are the guidelines' text."""
    keyboard = json.dumps(params.get("reply_markup", {}))
    is_page = "jp:guidelines:" in keyboard or "ja:guidelines:" in keyboard
    return len(json.dumps(params["text"], ensure_ascii=False).encode()) if is_page else 0
