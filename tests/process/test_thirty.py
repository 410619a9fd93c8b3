"""Thirty people, a forum and a plain group talk, through kills, floods, a closed topic and blocked phones.

The sandbox is the judge: each post reaches each follower and the forum once, edits and deletions too; and nothing is
shown to somebody who may not see it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from db.dialects import is_sqlite
from db.models import Chat, Copy, GroupTask, Notice, Person, Post
from network.discussions.kinds import POST
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.running import BOT, Phone, Sandbox, bot, plain, until

pytestmark = pytest.mark.process
PEOPLE, FOLLOWERS, ROUND = 30, 20, 5
TITLE = "Shade at bus stops"
OPEN = ("pending", "claimed")
PATIENT = 60.0


@dataclass
class Scene:
    """The people, what was said by whom (its words now, by post), and the groups."""

    town: Sandbox
    people: Crowd
    phones: list[Phone]
    forum: int = 0
    plain: int = 0
    topic: int = 0
    said: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)

    def in_group(self, group: int) -> Counter[str]:
        """Count the lines that stand in a group, by the coordinator's phone."""
        messages = self.town.get(f"/people/{self.phones[0].id}/chats/{group}/messages")["messages"]
        return Counter(line for message in messages for line in _lines(message))

    def settles(self) -> None:
        """Wait until nothing is on its way."""

        def over() -> bool:
            self.town.skip(seconds=31)
            waits = select(Post.id).where(Post.brought_to.is_not(None) | Post.retold_to.is_not(None)).limit(1)
            late = select(Copy.id).where(Copy.state.in_(OPEN) | (Copy.open & (Copy.state == "sent"))).limit(1)
            tasks = select(GroupTask.id).limit(1)
            return self.people.looks(lambda work: not any(work.session.scalar(asked) for asked in (waits, late, tasks)))

        until(over, "everything to arrive", patience=PATIENT, every=0.3)

    def says(self, place: int, words: str, *, in_forum: bool) -> None:
        """Somebody says something, in the forum or as a reply to the discussion's card."""
        phone = self.phones[place]
        if in_forum:
            where = f"/people/{phone.id}/chats/{self.forum}/write"
            self.town.post(where, {"text": words, "thread": self.topic})
        else:
            card = next(m for m in phone.received if TITLE in plain(m.get("text", "")))
            where = f"/people/{phone.id}/chats/{BOT}/write"
            self.town.post(where, {"text": words, "reply_to": card["message_id"]})
        self.said[words] = place

    def number_of(self, words: str) -> int:
        """The post that says this."""

        def look(work: Any) -> int:
            posts = work.session.execute(select(Post.id, Post.text))
            return int(next(row.id for row in posts if (row.text or {}).get("text") == words))

        return self.people.looks(look)

    def edits(self, words: str, anew: str) -> None:
        """Somebody edits their own message, wherever it stands."""
        phone = self.phones[self.said[words]]
        for chat in (BOT, self.forum):
            for message in self.town.get(f"/people/{phone.id}/chats/{chat}/messages")["messages"]:
                if message["out"] and message.get("text") == words:
                    body = {"message_id": message["message_id"], "text": anew}
                    self.town.post(f"/people/{phone.id}/chats/{chat}/edit", body)
        self.said[anew] = self.said.pop(words)
        self.gone.add(words)

    def takes_back(self, words: str) -> None:
        """Somebody deletes their post by our button."""
        place = self.said.pop(words)
        number = self.number_of(words)
        self.phones[place].presses_data(f"dp:d:{number}")
        self.phones[place].presses_data(f"dp:x:{number}")
        self.gone.add(words)

    def judge(self, doubtful: bool) -> None:
        """Each follower, and the forum, has each post once; what was changed or taken back stands nowhere."""
        maybe = self.people.looks(
            lambda work: set(
                work.session.scalars(
                    select(Chat.telegram_id).join(Copy, Copy.chat_id == Chat.id).where(Copy.state == "maybe")
                )
            )
        )
        assert doubtful or not maybe
        for place in range(1, FOLLOWERS + 1):
            phone = self.phones[place]
            if phone.id in self.blocked:
                continue
            lines = Counter(line for message in phone.received for line in _lines(message))
            for words, whose in self.said.items():
                wanted = {0} if whose == place else {1} if phone.id not in maybe else {0, 1}
                assert lines[words] in wanted, (place, words, lines[words])
            assert not [words for words in self.gone if lines[words]], place
        lines = self.in_group(self.forum)
        for words in self.said:
            assert lines[words] in ({1} if self.forum not in maybe else {0, 1}), (words, lines[words])
        assert not [words for words in self.gone if lines[words]]
        assert not [words for words in self.said if self.in_group(self.plain)[words]], (
            "a plain group has the card alone"
        )
        assert sum(TITLE in line for line in self.in_group(self.plain)) == 1


def _lines(message: dict[str, Any]) -> list[str]:
    return plain(message.get("text", message.get("caption", ""))).splitlines()


def hub(scene: Scene, region: str, *, forum: bool, people: list[int]) -> int:
    """A group that the coordinator added the bot to and linked to a region's hub."""
    rana = scene.phones[0]
    made = scene.town.post(
        "/groups",
        {"title": f"Group of {region}", "owner": rana.id, "bots": [BOT], "people": people, "forum": forum},
    )
    rana.awaits(f"Group of {region}")
    scene.town.post(f"/groups/{made['id']}/promote", {"account": BOT})
    rana.awaits("I have all the rights I need.")
    rana.presses(f"Link to {region}")
    rana.awaits("With this link people ask to come in.")
    return int(made["id"])


def opened(town: Sandbox, address: str) -> Scene:
    """Thirty members, of whom the first coordinates the network; all read English, and nobody sleeps."""
    people = crowd(town, address, PEOPLE)

    def alike(work: Any) -> None:
        wide_awake = {"quiet_from": 0, "quiet_to": 0, "weekends": True, "discussion_news": "none", "city": "Irbid"}
        work.session.execute(update(Person).values(language="en", joined_at=work.now, **wide_awake))
        work.session.execute(update(Chat).values(language="en"))
        if not is_sqlite(work.session):  # the crowd came with numbers of its own
            work.session.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person"))
            work.session.execute(text("SELECT setval(pg_get_serial_sequence('chat', 'id'), max(id)) FROM chat"))

    people.unit(alike)
    return Scene(town, people, [Phone(town, people.first + place) for place in range(PEOPLE)])


def begins(scene: Scene) -> None:
    """The groups are linked, a discussion for everyone is begun, and twenty follow it."""
    scene.forum = hub(scene, "MENA", forum=True, people=[phone.id for phone in scene.phones[1:]])
    scene.plain = hub(scene, "South-East", forum=False, people=[])
    mona = scene.phones[1]
    for words, press in (("/discuss", "Mobility"), (TITLE, None), ("Trees or roofs?", "Everyone")):
        mona.writes(words)
        if press is None:
            mona.awaits("tell a bit more")
        else:
            mona.presses("Urban mobility" if press == "Mobility" else press)
    mona.presses("Publish")
    mona.awaits("is published")
    scene.said["Trees or roofs?"] = 1

    def topic() -> int | None:
        scene.town.skip(seconds=31)
        topics = scene.town.get(f"/groups/{scene.forum}/topics")["topics"]
        return next((one["message_thread_id"] for one in topics if one["name"] == TITLE), None)

    scene.topic = until(topic, "the discussion's topic", patience=PATIENT, every=0.3) or 0
    for phone in scene.phones[2:]:
        phone.start("d1")
        phone.awaits(TITLE)
    for phone in scene.phones[2 : FOLLOWERS + 1]:
        phone.presses_data("d:f:1")
    scene.said.pop("Trees or roofs?")  # on their cards already, before they followed


def rounds() -> Iterator[list[tuple[int, str, bool]]]:
    """What is said, five at a time: by whom, and whether in the forum."""
    for number in range(4):
        yield [
            (2 + (number * ROUND + place) % (PEOPLE - 2), f"Thought {number}.{place} of a citizen.", bool(place % 2))
            for place in range(ROUND)
        ]


def test_thirty_people_a_forum_and_a_plain_group(town: Sandbox, tmp_path: Path) -> None:
    plays(town, f"sqlite:///{tmp_path / 'ccbot.db'}", tmp_path)


def plays(town: Sandbox, address: str, tmp_path: Path) -> None:
    """All of it, on a database; tests/soak has it on PostgreSQL."""
    scene = opened(town, address)
    calm, killed, flooded, shut = rounds()
    with bot(town, address, folder=tmp_path, **FAST) as running:
        begins(scene)
        stranger = _stranger(scene)
        _say(scene, calm)
        scene.settles()
        scene.judge(doubtful=False)
        scene.edits("Thought 0.0 of a citizen.", "Thought 0.0, better said.")
        scene.edits("Thought 0.1 of a citizen.", "Thought 0.1, better said.")
        scene.takes_back("Thought 0.2 of a citizen.")
        scene.settles()
        scene.judge(doubtful=False)
        _say(scene, killed, wait=False)
        running.kill()
    with bot(town, address, folder=tmp_path, **FAST) as running:
        _taken_in(scene, killed)
        scene.settles()
        scene.judge(doubtful=True)
        town.fault(kind="status", code=429, retry_after=1, method="send*", times=5)
        for phone in scene.phones[5:7]:
            phone.blocks()
            scene.blocked.add(phone.id)
        _say(scene, flooded)
        scene.edits("Thought 2.0 of a citizen.", "Thought 2.0, better said.")
        scene.settles()
        scene.judge(doubtful=True)
        town.post(f"/groups/{scene.forum}/topics/{scene.topic}/close", {})
        _say(scene, [(place, words, False) for place, words, _ in shut])
        scene.settles()
        scene.judge(doubtful=True)
        _reports(scene, "Thought 3.0 of a citizen.")
        scene.settles()
        assert running.metrics("ccbot_errors_total") == {}
    _nothing_for_others(scene, stranger)


def _say(scene: Scene, said: list[tuple[int, str, bool]], *, wait: bool = True) -> None:
    for place, words, in_forum in said:
        scene.says(place, words, in_forum=in_forum)
    if wait:
        _taken_in(scene, said)


def _taken_in(scene: Scene, said: list[tuple[int, str, bool]]) -> None:
    wanted = {words for _, words, _ in said}

    def look(work: Any) -> bool:
        return wanted <= {(row or {}).get("text") for row in work.session.scalars(select(Post.text))}

    until(lambda: scene.people.looks(look), "all of it to be taken in", patience=PATIENT, every=0.1)


def _stranger(scene: Scene) -> Phone:
    """Somebody who is no member is in the forum, writes there, and follows a link to the discussion."""
    vis = scene.town.person("Vis")
    scene.town.post(f"/groups/{scene.forum}/add", {"accounts": [vis.id]})
    where = f"/people/{vis.id}/chats/{scene.forum}/write"
    scene.town.post(where, {"text": "Buy my roofs!", "thread": scene.topic})
    vis.start("d1")
    vis.awaits(TITLE)
    return vis


def _reports(scene: Scene, words: str) -> None:
    """Somebody reports a post; its author must never learn who."""
    phone = scene.phones[9]
    phone.start(f"p{scene.number_of(words)}")
    phone.presses("Report a post")
    phone.presses("Report Member")
    phone.presses("Skip")
    phone.awaits("Report this post to the coordinators?")
    phone.presses_data("f:o_report:sure")
    phone.awaits("The coordinators look at it")
    scene.phones[0].awaits("A post was reported")


def _nothing_for_others(scene: Scene, stranger: Phone) -> None:
    """Walk everything the bot sent: names, words and links stand only where those who may see them read."""
    members = {phone.id for phone in scene.phones}
    names = {f"Member {scene.people.row + place}" for place in range(PEOPLE)}
    link = next(
        str(one["invite_link"])
        for one in scene.town.get(f"/groups/{scene.forum}/links")["links"]
        if one["creates_join_request"]
    )
    words = {*scene.said, *scene.gone, "Trees or roofs?"}
    seen = 0
    for call in scene.town.calls():
        params = call["params"]
        words_sent = plain(
            str(params.get("text", "")) + str(params.get("caption", "")) + str(params.get("reply_markup", ""))
        )
        chat = int(params.get("chat_id") or 0)
        if not words_sent or not chat:
            continue
        seen += 1
        assert "Buy my roofs!" not in words_sent, "what a stranger wrote goes nowhere"
        if chat in members:
            continue
        assert link not in words_sent or chat == scene.phones[0].id
        if chat in (scene.forum, scene.plain):
            continue
        assert not [name for name in names if f"{name}," in words_sent or words_sent.endswith(name)], chat
        assert not [one for one in words if one in words_sent], chat
    assert seen > PEOPLE
    assert stranger.id not in members
    kinds = scene.people.looks(lambda work: set(work.session.scalars(select(Notice.kind))))
    assert POST in kinds
