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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from pydantic import SecretStr

from bot.demo_discussions import seed_discussions
from bot.demo_events import seed_events
from bot.demo_people import AMINA, KARIM, LEILA, PEOPLE, SARA, VERA, Seed
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
# When the waiting application is handed in: after the answers to /start, so that its card is what Karim's phone shows.
SOON = timedelta(minutes=1)


def demo(port: int) -> int:
    """Run until Ctrl+C; what was typed is forgotten then.

    Raises SettingsError when the port is taken.
    """
    set_up("text")
    print("A Telegram of its own, a small network and the bot are starting …", flush=True)  # noqa: T201 - a command's answer
    with tempfile.TemporaryDirectory(prefix="ccbot-demo-") as folder, _sandbox(port) as address:
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
        _prepare_sandbox(address, charter)
        database = open_database(settings)
        ensure_schema(database)
        now = _now(address)
        seed_network(database, charter, settings.owners, now, *(seed for seed in PEOPLE if seed != LEILA))
        seed_events(database, charter, settings.owners, now, BOT_ID)
        seed_discussions(database, charter, settings.owners, now, BOT_ID)
        seed_network(database, charter, settings.owners, now + SOON, LEILA)
        for seed in PEOPLE:
            if seed.joins:
                _post(f"{address}/sandbox/people/{seed.telegram_id}/chats/{BOT_ID}/start", {})
        try:
            asyncio.run(_run(Program(settings, charter, database), _Opening(address)))
        finally:
            database.close()
    return 0


async def _run(program: Program, opening: "_Opening") -> None:
    beside = asyncio.create_task(asyncio.to_thread(opening.wait))
    try:
        await program.run()
    finally:
        opening.stop()
        await beside


class _Opening:
    """Invites to the page once there is something to see: the bot has answered, and a card waits for Karim."""

    def __init__(self, address: str) -> None:
        """`address` is the sandbox's."""
        self._address = address
        self._stopped = Event()

    def wait(self) -> None:
        """Wait for the bot: its answer to /start, the card of an event, then the card that waits; then invite."""
        if self._received(2):
            _post(f"{self._address}/sandbox/clock", {"advance": SOON.total_seconds()})
        if self._received(3):
            print(f"\nOpen this page:  {self._address}/?{_PAGE}\n\n{_WHO}\nCtrl+C ends it.\n", flush=True)  # noqa: T201 - as above

    def stop(self) -> None:
        """Wait no longer."""
        self._stopped.set()

    def _received(self, number: int) -> bool:
        while not self._stopped.wait(0.1):
            chat = _get(f"{self._address}/sandbox/people/{KARIM.telegram_id}/chats/{BOT_ID}/messages")
            if sum(not message["out"] for message in chat["messages"]) >= number:
                return True
        return False


_PAGE = f"people={AMINA.telegram_id},{KARIM.telegram_id}&chat={BOT_ID}"
_WHO = f"""Left   {AMINA.first_name} {AMINA.last_name} works for a city and knows nothing of the network yet.
       Press the button at the bottom of her phone, and join in Arabic: she is a member at once.
Right  {KARIM.first_name} {KARIM.last_name} coordinates the Middle East and North Africa.
       An application waits for him: admit it, decline it, or ask a question.

More phones are under People. {SARA.first_name} {SARA.last_name}: her NGO would like to join, and Karim decides.
{LEILA.first_name} {LEILA.last_name}: she waits for his decision, in French.
{VERA.first_name} {VERA.last_name}: she coordinates the whole network, and makes coordinators with /team.
Skip time lets hours or days pass. Nothing leaves this computer, and nothing is kept."""


def seed_network(database: Database, charter: Charter, owners: frozenset[int], now: datetime, *seeds: Seed) -> None:
    """Let these people join and coordinate, by the network's own rules."""
    with database.unit() as session:
        work = Work(session, now, charter, BOT_ID, owners)
        publishing.publish_documents(work)
        for seed in seeds:
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


def _prepare_sandbox(address: str, charter: Charter) -> None:
    """Make the people and the bot's name, and let it be day."""
    _post(f"{address}/sandbox/bots", {"token": TOKEN, "inline": True, "inline_feedback": 1})
    _post(f"{address}/bot{TOKEN}/setMyName", {"name": charter.runner("en")})
    for seed in PEOPLE:
        _post(
            f"{address}/sandbox/people",
            {
                "id": seed.telegram_id,
                "first_name": seed.first_name,
                "last_name": seed.last_name,
                "language_code": seed.language,
                "time_zone": seed.zone,
            },
        )
    now = _now(address)
    morning = now.replace(hour=DAYTIME, minute=0, second=0, microsecond=0)
    if not DAYTIME <= now.hour < DAYTIME + 6:
        morning += timedelta(days=1) if now >= morning else timedelta()
        _post(f"{address}/sandbox/clock", {"advance": (morning - now).total_seconds()})


def _now(address: str) -> datetime:
    return datetime.fromtimestamp(_get(f"{address}/sandbox/clock")["now"], UTC)


def _get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310 - loopback
        return json.load(reply)


def _post(address: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - loopback
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - as above
