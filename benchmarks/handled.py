"""Handled updates: the menu's `/help`, by updates a second and by the bot's own CPU seconds, beside bare echoes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import insert

from benchmarks.running import Figure, Rounds, child, wait_for_report
from benchmarks.server import FIRST_PERSON
from db.migrate import migrate
from db.models import Chat, Person
from db.unit import Database
from tests.database import Templates

ROUNDS = 5
UPDATES, PEOPLE = 3000, 1000
BOT = 4242
LANGUAGES = ("en", "fr", "ar", "de")


def figures() -> Iterator[Figure]:
    """Run all contestants side by side, round by round, and yield the figures."""
    rates, cpu = Rounds(), Rounds()
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for _ in range(ROUNDS):
                with templates.sqlite() as sqlite, templates.postgresql() as postgresql, templates.sqlite() as one:
                    contestants = {
                        "aiogram": (["-m", "benchmarks.peers.aiogram_echo"], None),
                        "sqlite": (["-m", "benchmarks.peers.ours", "all"], sqlite),
                        "one handler": (["-m", "benchmarks.peers.ours", "one"], one),
                        "postgresql": (["-m", "benchmarks.peers.ours", "all"], postgresql),
                        "ptb": (["-m", "benchmarks.peers.ptb_echo"], None),
                    }
                    for name, (command, database) in contestants.items():
                        rate, seconds = run(command, database)
                        rates.add(name, rate)
                        cpu.add(name, UPDATES / seconds)
        finally:
            templates.close()
    for name in ("aiogram", "ptb"):
        yield Figure(f"{name}: echoes a second", rates.median(name), unit="/s")
    for name in ("sqlite", "postgresql"):
        yield Figure(f"{name}: handled a second", rates.median(name), unit="/s")
        yield Figure(f"{name}: rate, of bare aiogram's", rates.ratio(name, "aiogram"), 0.35)
        yield Figure(f"{name}: updates a CPU second, of bare aiogram's", cpu.ratio(name, "aiogram"), 0.35)
        yield Figure(f"{name}: rate, of python-telegram-bot's", rates.ratio(name, "ptb"), 1.5)
        yield Figure(f"{name}: updates a CPU second, of python-telegram-bot's", cpu.ratio(name, "ptb"), 1.5)
    yield Figure("sqlite: rate, of itself with one handler", rates.ratio("sqlite", "one handler"), 0.85)
    yield Figure("sqlite: updates a CPU second, of itself with one handler", cpu.ratio("sqlite", "one handler"), 0.85)


def run(command: list[str], database: Database | None) -> tuple[float, float]:
    """Let one contestant handle all updates; returns updates a second and the CPU seconds it used for them."""
    with serving() as address:
        if database is None:
            contestant = child([*command, address], ready=lambda line: line.startswith("ready"))
        else:
            seed(database)
            environment = {
                "CCBOT_TOKEN": f"{BOT}:AAbenchmark-token-of-no-bot",
                "CCBOT_API_URL": address,
                "CCBOT_DATABASE_URL": database.url.render_as_string(hide_password=False),
                "CCBOT_LISTEN": "127.0.0.1:0",
                "CCBOT_RATE": "1000",
                "CCBOT_PAID_BROADCAST": "yes",
                "CCBOT_LOG": "json",
            }
            contestant = child(command, ready=lambda line: '"ready"' in line, environment=environment)
        with contestant as started:
            before = started.cpu()
            httpx.post(f"{address}/release", timeout=30)
            report = wait_for_report(address)
            return UPDATES / report["seconds"], started.cpu() - before


@contextmanager
def serving() -> Iterator[str]:
    """Lend a loopback server with all updates prepared."""
    found: list[str] = []

    def ready(line: str) -> bool:
        if line.startswith("http://") and not found:
            found.append(line.strip())
        return bool(found)

    with child(["-m", "benchmarks.server", str(UPDATES), str(PEOPLE)], ready=ready):
        yield found[0]


def seed(database: Database) -> None:
    """Make everybody a member, in four languages."""
    migrate(database)
    now = datetime.now(UTC)
    people = [
        {
            "id": number + 1,
            "telegram_id": FIRST_PERSON + number,
            "status": "member",
            "language": LANGUAGES[number % 4],
            "name": f"Member {number}",
            "region": "mena",
            "first_seen": now,
            "joined_at": now,
        }
        for number in range(PEOPLE)
    ]
    chats = [
        {
            "bot_id": BOT,
            "telegram_id": p["telegram_id"],
            "kind": "private",
            "person_id": p["id"],
            "language": p["language"],
        }
        for p in people
    ]
    with database.unit() as session:
        session.execute(insert(Person), people)
        session.execute(insert(Chat), chats)
