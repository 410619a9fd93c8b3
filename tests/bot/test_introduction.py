"""What the bot tells Telegram about itself at a start."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.bell import Bell
from bot.introduction import LONGEST_DESCRIPTION, LONGEST_SHORT, Introduction
from bot.telegram import Refused
from bot.workers import Workers
from db.unit import Database
from handlers.kit.speech import speech
from network.charter import shipped_charter
from tests.bot.clocks import HandClock


class Profile:
    """Telegram, as far as it keeps a bot's descriptions; English stands in for a language it was not told."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        self.refuses = False

    async def call(self, method: str, params: dict[str, Any] | None = None) -> Any:
        self.calls.append(method)
        if self.refuses:
            raise Refused(429, "Too Many Requests: retry after 3600", 3600)
        given = dict(params or {})
        language, what = given.pop("language_code"), method[3:]
        if method.startswith("set"):
            [self.kept[what, language]] = given.values()
            return True
        field = {"MyDescription": "description", "MyShortDescription": "short_description"}[what]
        return {field: self.kept.get((what, language), self.kept.get((what, ""), ""))}

    def changed(self) -> list[str]:
        """Which setters were called since this was last asked."""
        setters = [method for method in self.calls if method.startswith("set")]
        self.calls.clear()
        return setters


class Silent:
    """Telegram, as far as it says yes."""

    async def call(self, _method: str, _params: dict[str, Any]) -> bool:
        return True


@pytest.fixture
async def workers(sqlite: Database) -> AsyncIterator[Workers]:
    clock = HandClock()
    made = Workers(sqlite, clock, Bell(sqlite, clock), shipped_charter(), bot_id=7, owners=frozenset())
    yield made
    made.close()


async def introduce(profile: Profile, workers: Workers) -> None:
    """Start anew."""
    telegram: Any = profile
    await Introduction(telegram, HandClock(), asyncio.Event()).describe(workers)


async def test_every_language_is_told_once_what_the_bot_is(workers: Workers) -> None:
    profile = Profile()
    await introduce(profile, workers)
    assert len(profile.changed()) == 8
    assert profile.kept["MyDescription", ""].startswith("Here people who work for cities")
    assert "The network is run by Connective Cities." in profile.kept["MyDescription", ""]
    assert profile.kept["MyShortDescription", "de"].startswith("Hier lernen Menschen")
    for (what, _language), words in profile.kept.items():
        assert 0 < len(words) <= (LONGEST_DESCRIPTION if what == "MyDescription" else LONGEST_SHORT)
    await introduce(profile, workers)
    assert profile.calls == [], "a second start asks nothing"


async def test_only_what_differs_is_told(workers: Workers, sqlite: Database) -> None:
    profile = Profile()
    await introduce(profile, workers)
    profile.changed()
    profile.kept["MyDescription", "fr"] = "Autre chose"
    await introduce(profile, workers)
    assert profile.kept["MyDescription", "fr"] == "Autre chose", "told to BotFather since: it stays"
    with sqlite.unit() as session:
        session.connection().exec_driver_sql("UPDATE keepsake SET value = 'of an older version'")
    await introduce(profile, workers)
    assert profile.changed() == ["setMyDescription"]
    assert profile.kept["MyDescription", "fr"].startswith("Ici, des personnes")


async def test_a_refusal_stops_nothing_and_is_made_good_at_the_next_start(workers: Workers) -> None:
    profile = Profile()
    profile.refuses = True
    await introduce(profile, workers)
    assert profile.calls == ["getMyDescription"]
    profile.refuses = False
    await introduce(profile, workers)
    assert len(profile.changed()) == 8


async def test_nobody_is_spoken_to_yet_so_no_calendar_is_read(workers: Workers) -> None:
    speech.cache_clear()
    await introduce(Profile(), workers)
    silent: Any = Silent()
    await Introduction(silent, HandClock(), asyncio.Event()).set_menus(workers)
    assert not [language for language in workers.charter.languages if "locale" in vars(speech(language))]
