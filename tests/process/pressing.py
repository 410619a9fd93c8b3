"""People who press buttons while the bot writes to everybody: how long each waits, and what the bot sends meanwhile."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path

from sqlalchemy import text

from bot.bell import CHANNEL
from db.dialects import is_sqlite
from handlers.announcements.letter import line
from network.announcements import correcting, running
from network.notices import LEDGER
from network.work import Work
from tests.announcing import LANGUAGES, coordinator, words
from tests.process.crowd import crowd
from tests.process.running import BOT, Phone, Sandbox, bot, until

EVERY = 10.0  # seconds between two presses of one person
PAGES = ("m:f:", "m:c:")  # into a page of the profile, and back: each press edits the message
COUNTED = ("send", "editMessage", "deleteMessage")


@dataclass(frozen=True)
class Press:
    """One press: whose, and when (Unix seconds of the sandbox's clock)."""

    chat: int
    at: float


class Pressing:
    """Twenty people, each with their profile open, who press in turn, evenly spread over the ten seconds."""

    def __init__(self, town: Sandbox, people: list[int]) -> None:
        self._town = town
        self._phones = [Phone(town, person) for person in people]
        self._open: dict[int, int] = {}
        self._turn = 0
        self.presses: list[Press] = []

    def begin(self) -> None:
        """Let everybody open their profile."""
        for phone in self._phones:
            phone.writes("/me")
        for phone in self._phones:
            until(lambda phone=phone: phone.has_data(PAGES[0]), "a profile")
            self._open[phone.id] = phone.received[-1]["message_id"]

    @contextmanager
    def go_on(self) -> Iterator[None]:
        """Press all the while."""
        over = threading.Event()
        thread = threading.Thread(target=self._press, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _press(self, over: threading.Event) -> None:
        clock = self._town.get("/clock")
        offset = clock["now"] - time.time()
        begun, first = time.time(), self._turn
        while not over.wait(max(0.0, begun + (self._turn - first) * EVERY / len(self._phones) - time.time())):
            phone = self._phones[self._turn % len(self._phones)]
            data = PAGES[self._turn // len(self._phones) % 2]
            at = time.time() + offset
            self._town.post(f"/people/{phone.id}/chats/{BOT}/press", {"message_id": self._open[phone.id], "data": data})
            self.presses.append(Press(phone.id, at))
            self._turn += 1


@dataclass(frozen=True)
class Sent:
    """A call that counts: when it arrived, in which chat, and how it was answered."""

    at: float
    method: str
    chat: int
    status: int


def sent(town: Sandbox, since: float, until: float) -> list[Sent]:
    """List the calls that count which arrived in a span of the sandbox's clock."""
    found, after = [], 0
    while True:
        page = town.get("/log", compact=1, after=after, limit=5000)
        for _seq, at, method, chat, status, *_ in page["calls"]:
            if since <= at < until and method.startswith(COUNTED):
                found.append(Sent(at, method, chat, status))
        if not page["next"]:
            return found
        after = page["next"]


def waited(presses: list[Press], calls: list[Sent]) -> list[float]:
    """Say how long the answer to each press took: its message was edited."""
    seconds = []
    for press in presses:
        answers = [
            call.at - press.at
            for call in calls
            if call.chat == press.chat and call.method == "editMessageText" and call.at >= press.at
        ]
        if answers:
            seconds.append(min(answers))
    return seconds


def quantile(values: list[float], share: float) -> float:
    """Return the value that so large a share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def most_in_a_second(calls: list[Sent]) -> int:
    """Count the calls in the fullest second."""
    times, first, most = sorted(call.at for call in calls), 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@dataclass(frozen=True)
class Proof:
    """What came of it: calls a second while the announcement ran, and how long answers took before and meanwhile."""

    rate: float
    refused: int
    fullest: int
    edits: int
    idle: list[float]
    busy: list[float]


def correct(work: Work, announcement_id: int) -> None:
    """Let the coordinator change the words, so that everybody's message is edited; other processes are told."""
    reader = coordinator(work)
    begun = correcting.begin(work, reader, announcement_id)
    for language in LANGUAGES:
        correcting.set_version(work, reader, begun.id, language, words(f"The seminar ({language})"))
    done = correcting.apply(work, reader, begun.id, line)
    assert isinstance(done, correcting.Applied)
    if not is_sqlite(work.session):
        work.session.execute(text("SELECT pg_notify(:channel, :name)"), {"channel": CHANNEL, "name": LEDGER})


def prove(town: Sandbox, address: str, folder: Path, parts: list[str | None], seconds: float) -> Proof:
    """Let twenty people press while nothing else happens, and again while an announcement goes out and is corrected."""
    people = crowd(town, address, int(40 * seconds) + 200)
    with ExitStack() as stack:
        started = [stack.enter_context(bot(town, address, folder=folder, part=part, ready=False)) for part in parts]
        for one in started:
            one.awaits_ready()
        pressing = Pressing(town, [people.first + 10 + number for number in range(20)])
        pressing.begin()
        time.sleep(2)  # what they opened counts no more
        begun = town.get("/clock")["now"]
        with pressing.go_on():
            time.sleep(seconds)
        time.sleep(1)
        idle = waited(pressing.presses, sent(town, begun, inf))
        pressing.presses.clear()
        people.announces()
        # Its card is looked at every few seconds, and with it whatever another process wrote.
        people.unit(lambda work: running.card(work, coordinator(work), people.announcement))
        town.skip(seconds=31)  # nobody rang: another process wrote it
        until(lambda: len(people.arrived()) > 40, "the announcement to go out", every=0.2)
        begun = town.get("/clock")["now"]
        with pressing.go_on():
            time.sleep(seconds / 2)
            people.unit(lambda work: correct(work, people.announcement))
            time.sleep(seconds / 2)
            ended = town.get("/clock")["now"]
        time.sleep(1)
        everything = sent(town, 0, inf)
    meanwhile = [call for call in everything if begun <= call.at < ended and call.status == 200]
    return Proof(
        rate=len(meanwhile) / (ended - begun),
        refused=sum(call.status == 429 for call in everything),
        fullest=most_in_a_second(everything),
        edits=sum(call.method == "editMessageText" for call in meanwhile),
        idle=idle,
        busy=waited(pressing.presses, everything),
    )
