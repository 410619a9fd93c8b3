"""`ccbot demo`: a sandbox, a seeded network and the bot in one go. Needs no token, no server, no internet."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.logs import set_up
from bot.program import Program
from bot.settings import Settings, SettingsError
from bot.start import ensure_schema, open_database
from db.queries import team as team_queries
from db.unit import Database
from db.values import Purpose, RoleKind
from network import consent, membership, people
from network.charter import Charter, load_charter
from network.consent import publishing
from network.work import Work

TOKEN = "4242:AAdemo-token-of-a-bot-that-lives-in-the-sandbox"  # noqa: S105 - no secret: only the sandbox knows it
BOT_ID = 4242
DAYTIME = 9  # o'clock UTC at which the demo's day begins, so that nobody's quiet hours hold anything back


@dataclass(frozen=True, slots=True)
class Seed:
    """Somebody who is there already. `coordinates` is a region, or `network`; `joins` hands in a registration."""

    telegram_id: int
    first_name: str
    last_name: str
    language: str
    joins: dict[str, Any] | None = None
    coordinates: str | None = None
    owner: bool = False


# All of them are invented.
AMINA = Seed(700_001, "أمينة", "بن يوسف", "ar")
KARIM = Seed(
    700_002,
    "Karim",
    "Haddad",
    "en",
    {
        "name": "Karim Haddad",
        "member_group": "city_association",
        "country": "JO",
        "city": "Amman",
        "organisation": "Association of Jordanian Municipalities",
        "position": "Head of international cooperation",
        "topics": ["waste", "participation"],
        "languages": ["ar", "en"],
        "advice": "any",
    },
    coordinates="mena",
)
VERA = Seed(700_003, "Vera", "Lindqvist", "en", owner=True)
OTHERS = (
    Seed(
        700_004,
        "Luca",
        "Marković",
        "en",
        {
            "name": "Luca Marković",
            "member_group": "practitioner",
            "country": "RS",
            "city": "Novi Sad",
            "organisation": "City of Novi Sad",
            "position": "Mobility planner",
            "topics": ["mobility", "climate"],
            "languages": ["sr", "en"],
            "advice": "2",
        },
    ),
    Seed(
        700_005,
        "Adjoa",
        "Mensah",
        "en",
        {
            "name": "Adjoa Mensah",
            "member_group": "practitioner",
            "country": "GH",
            "city": "Kumasi",
            "organisation": "Kumasi Metropolitan Assembly",
            "position": "Sanitation engineer",
            "topics": ["water", "waste"],
            "languages": ["en"],
            "advice": "4",
        },
    ),
    Seed(
        700_006,
        "Leïla",
        "Trabelsi",
        "fr",
        {
            "name": "Leïla Trabelsi",
            "member_group": "civil_society",
            "country": "TN",
            "city": "Sfax",
            "organisation": "Association Rues Vivantes",
            "position": "Coordinatrice de projets",
            "topics": ["participation", "mobility"],
            "languages": ["ar", "fr"],
            "advice": "1",
        },
    ),
)
PEOPLE = (AMINA, KARIM, VERA, *OTHERS)


def demo(port: int) -> int:
    """Run until Ctrl+C; what was typed is forgotten then.

    Raises SettingsError when the port is taken.
    """
    set_up("text")
    with tempfile.TemporaryDirectory(prefix="ccbot-demo-") as folder, _sandbox(port) as address:
        _prepare_sandbox(address)
        settings = Settings(
            token=SecretStr(TOKEN),
            api_url=address,
            database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
            owners=frozenset(seed.telegram_id for seed in PEOPLE if seed.owner),
            listen="127.0.0.1:0",
            follow_sandbox=True,
            webhook_url=None,
        )
        charter = load_charter(settings.network)
        database = open_database(settings)
        ensure_schema(database)
        seed_network(database, charter, settings.owners, _now(address))
        for seed in PEOPLE[1:]:
            _post(f"{address}/sandbox/people/{seed.telegram_id}/chats/{BOT_ID}/start", {})
        page = f"{address}/?people={AMINA.telegram_id},{KARIM.telegram_id}"
        print(f"\nOpen this page:  {page}\n\n{_WHO}\nCtrl+C ends it.\n", flush=True)  # noqa: T201 - a command's answer
        asyncio.run(_run(settings, charter, database))
        database.close()
    return 0


_WHO = f"""{AMINA.first_name} {AMINA.last_name} (left, Arabic) knows nothing of the network yet: press Start and join.
{KARIM.first_name} {KARIM.last_name} (right) coordinates the MENA region; an application waits for him already.
{VERA.first_name} {VERA.last_name} is a network coordinator: add her phone with the page's own bar.
"""


async def _run(settings: Settings, charter: Charter, database: Database) -> None:
    await Program(settings, charter, database).run()


def seed_network(database: Database, charter: Charter, owners: frozenset[int], now: datetime) -> None:
    """Let the seeded people join and coordinate, by the network's own rules."""
    with database.unit() as session:
        work = Work(session, now, charter, BOT_ID, owners)
        publishing.publish_documents(work)
        for seed in PEOPLE:
            if seed.joins is None:
                continue
            reader = people.meet(work, seed.telegram_id, seed.telegram_id, seed.language).reader
            agreed = {purpose: (charter.documents[purpose].version, seed.language) for purpose in consent.NEEDED}
            membership.hand_in(work, reader, membership.Draft(seed.joins, agreed, frozenset({Purpose.DIRECTORY})))
            if seed.coordinates:
                team_queries.grant(session, reader.id, RoleKind.REGIONAL, [seed.coordinates], reader.id, now)


@contextmanager
def _sandbox(port: int) -> Iterator[str]:
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, "-m", "sandbox", "--port", str(port), "--token", TOKEN],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,  # Ctrl+C is for us; we end it ourselves
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise SettingsError(f"port {port} cannot be used; try `ccbot demo --port 0`")
        yield address
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def _prepare_sandbox(address: str) -> None:
    for seed in PEOPLE:
        _post(
            f"{address}/sandbox/people",
            {
                "id": seed.telegram_id,
                "first_name": seed.first_name,
                "last_name": seed.last_name,
                "language_code": seed.language,
            },
        )
    now = _now(address)
    morning = now.replace(hour=DAYTIME, minute=0, second=0, microsecond=0)
    if not DAYTIME <= now.hour < DAYTIME + 6:
        morning += timedelta(days=1) if now >= morning else timedelta()
        _post(f"{address}/sandbox/clock", {"advance": (morning - now).total_seconds()})


def _now(address: str) -> datetime:
    with urllib.request.urlopen(f"{address}/sandbox/clock", timeout=10) as reply:  # noqa: S310 - loopback
        return datetime.fromtimestamp(json.load(reply)["now"], UTC)


def _post(address: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - loopback
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - as above
