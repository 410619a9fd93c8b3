"""Announcements that have been sent, for tests about what comes after; and a Telegram that loses messages."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from bot.telegram import Unknown
from db.values import RichText, Timing
from handlers.announcements.letter import line
from network.announcements import Announcement, audiences, drafts, sending, timing
from network.work import Work
from tests.people import joins, reader_of
from tests.talk import Talker, Town, TownPost

WORDS = "Dear all, the workshop on waste begins on 3 March in Irbid."


def member(town: Town, name: str, *, language: str | None = "en", **answers: object) -> Talker:
    """Let a member in."""
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Saleh", **answers)
    return talker


def announced(
    town: Town,
    author: Talker,
    words: str = WORDS,
    *,
    regions: tuple[str, ...] = (),
    versions: Mapping[str, str] | None = None,
    at: datetime | None = None,
    morning: datetime | None = None,
) -> int:
    """Let a coordinator send an announcement: now, `at` a moment (aware UTC), or at an hour of each zone (naive).

    Returns its row number.
    """

    def launch(work: Work) -> Announcement:
        reader = reader_of(work, author)
        draft = drafts.begin(work, reader)
        drafts.set_text(work, reader, draft.id, RichText(words))
        for language, text in (versions or {}).items():
            drafts.set_version(work, reader, draft.id, language, RichText(text))
        for region in regions:
            audiences.choose(work, reader, draft.id, "regions", region)
        if at is not None:
            timing.set_timing(work, reader, draft.id, Timing.AT, due_at=at)
        if morning is not None:
            timing.set_timing(work, reader, draft.id, Timing.MORNING, local_at=morning)
        ready = drafts.draft(work, reader, draft.id)
        return sending.launch(work, reader, ready.id, ready.version, line)

    return town.run(launch).id


def sent(town: Town, author: Talker, words: str = WORDS, **more: object) -> int:
    """As `announced`, and delivered to its end."""
    number = announced(town, author, words, **more)
    town.deliver()
    town.later(seconds=5)
    return number


class Losing:
    """A Telegram that stores what is sent to some people, and cuts the connection before it says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.talkers: set[int] = set()
        call = TownPost.call

        async def losing(post: TownPost, method: str, params=None, **more):
            result = await call(post, method, params, **more)
            if method.startswith("send") and (params or {}).get("chat_id") in self.talkers:
                raise Unknown("the connection was cut")
            return result

        monkeypatch.setattr(TownPost, "call", losing)

    def loses(self, *talkers: Talker) -> None:
        """Cut what is sent to these from now on, and to nobody else."""
        self.talkers = {talker.telegram_id for talker in talkers}
