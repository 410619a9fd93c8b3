"""One running program for many announcements, one after another: each to a crowd in a country of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.process.crowd import FAST, Crowd, crowd
from tests.process.running import Bot, Sandbox, sandbox

# Seconds that a delivery waits for Telegram.
SILENCE = 3.0
COUNTRIES = ("JO", "EG", "MA", "TN", "LB", "DZ", "IQ", "LY", "PS", "YE", "SD", "SY", "OM", "QA", "KW", "BH", "SA", "AE")


@dataclass
class Scene:
    """A sandbox, a database and the program, with a coordinator."""

    town: Sandbox
    address: str
    folder: Path
    bot: Bot
    countries: Iterator[str] = field(default_factory=lambda: iter(COUNTRIES))

    def crowd(self, count: int = 100, **shares: Any) -> Crowd:
        """Make that many members in a country of their own; `blocked` and `deactivated` are shares."""
        return crowd(self.town, self.address, count, country=next(self.countries), **shares)

    def starts(self) -> None:
        """Start the program once more, after it ended."""
        self.bot = started(self.town, self.address, self.folder)


def started(town: Sandbox, address: str, folder: Path) -> Bot:
    """Start the program, which sends as fast as it can and does not wait long for an answer."""
    return Bot(town, address, folder=folder, rig={"silence": SILENCE}, **FAST)


@contextmanager
def playing(address: str, folder: Path) -> Iterator[Scene]:
    """Lend a scene."""
    with sandbox() as town:
        crowd(town, address, 1)  # the coordinator
        made = Scene(town, address, folder, started(town, address, folder))
        try:
            yield made
        finally:
            made.bot.kill()


def on(kind: str) -> pytest.MarkDecorator:
    """Let a test play on a scene with that kind of database; all of them in one process of pytest's."""
    return pytest.mark.parametrize(
        "scene_of_kind", [pytest.param(kind, marks=pytest.mark.xdist_group(f"scene on {kind}"))], indirect=True
    )
