"""A hub's group, the whole program against the sandbox: adding, linking, asking, leaving; killed in between."""

from pathlib import Path
from typing import Any

import pytest

from tests.process.house import known
from tests.process.joining import joins
from tests.process.running import BOT, Bot, Phone, Sandbox, bot, plain, until

pytestmark = pytest.mark.process


class Group:
    """A group in the sandbox."""

    def __init__(self, town: Sandbox, owner: Phone, **more: Any) -> None:
        self.town, self.owner = town, owner
        made = town.post("/groups", {"title": "Mayors of the Levant", "owner": owner.id, "bots": [BOT], **more})
        self.id = made["id"]

    def has(self, phone: Phone) -> bool:
        """Whether somebody is in it."""
        (group,) = [one for one in self.town.get("/groups")["groups"] if one["id"] == self.id]
        return any(m["id"] == phone.id and m["status"] not in {"left", "kicked"} for m in group["members"])

    def link(self) -> str | None:
        """The link by which people ask to come in, once the bot has made it."""
        found = [one for one in self.town.get(f"/groups/{self.id}/links")["links"] if one["creates_join_request"]]
        return str(found[-1]["invite_link"]) if found else None

    def asks(self, phone: Phone) -> None:
        """Somebody asks to come in."""
        link = until(self.link, "the link")
        assert self.town.post(f"/people/{phone.id}/join", {"link": link})["asked"] is True

    def lines(self) -> list[str]:
        """What the bot wrote in it."""
        messages = self.town.get(f"/people/{self.owner.id}/chats/{self.id}/messages")["messages"]
        return [plain(m["text"]) for m in messages if m.get("from", {}).get("id") == BOT and "text" in m]


def opened(town: Sandbox, rana: Phone) -> Group:
    """A group of MENA that its owner, who coordinates the network, added the bot to and linked."""
    rana.start()
    rana.awaits("Welcome")
    group = Group(town, rana)
    rana.awaits("I need to be an administrator")
    town.post(f"/groups/{group.id}/promote", {"account": BOT})
    rana.awaits("I have all the rights I need.")
    rana.presses("Link to MENA")
    until(group.link, "the link")
    rana.awaits("With this link people ask to come in.")
    return group


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_members_come_in_others_are_led_through_joining_and_who_leaves_goes(
    town: Sandbox, address: str, tmp_path: Path
) -> None:
    rana, mona, eve = town.person("Rana"), town.person("Mona"), town.person("Eve")
    known(town, address, (mona, {}))
    with bot(town, address, folder=tmp_path, owners=str(rana.id)) as running:
        group = opened(town, rana)
        group.asks(mona)
        until(lambda: group.has(mona), "the member to be in")
        until(lambda: len(group.lines()) == 1, "a line of welcome")

        group.asks(eve)
        eve.awaits("You would like to come into Mayors of the Levant")
        town.skip(seconds=3600)
        joins(eve)
        until(lambda: group.has(eve), "whoever joined to be in")

        _erases(eve)
        until(lambda: not group.has(eve), "whoever is erased to be out")
        assert group.has(mona)
        assert running.metrics("ccbot_errors_total") == {}


@pytest.mark.parametrize(
    ("method", "what"), [("approveChatJoinRequest", "in"), ("banChatMember", "out"), ("unbanChatMember", "out")]
)
def test_killed_between_doing_and_noting_it_is_done_again_without_harm(
    town: Sandbox, tmp_path: Path, method: str, what: str
) -> None:
    address = f"sqlite:///{tmp_path / 'ccbot.db'}"
    rana, mona = town.person("Rana"), town.person("Mona")
    options: dict[str, Any] = {"folder": tmp_path, "owners": str(rana.id)}
    known(town, address, (mona, {}))
    mona.start()
    with bot(town, address, **options) as running:
        group = opened(town, rana)
        if what == "out":
            group.asks(mona)
            until(lambda: group.has(mona), "the member to be in")
        town.fault(kind="timeout", method=method, acts=True)
        if what == "in":
            group.asks(mona)
        else:
            _erases(mona)
        until(lambda: town.calls(method), "the call")
        until(lambda: group.has(mona) is (what == "in"), "it to be done")
        if what == "in":  # an answer that is under way may be repeated: this is about what is done in the group
            until(group.lines, "a line of welcome")
            until(lambda: not _waiting(running), "it to be noted")
        running.kill()
    with bot(town, address, **options) as again:
        until(lambda: len(town.calls(method)) == 2, "the call to be made again")
        until(lambda: not _waiting(again), "everything to be noted")
        assert group.has(mona) is (what == "in")
        if what == "in":
            assert len(group.lines()) == 1, "and welcomed once"
        else:
            link = group.link()
            where = f"/people/{mona.id}/link"
            until(lambda: not town.post(where, {"link": link})["trouble"], "nobody to stay banned")


def _erases(phone: Phone) -> None:
    phone.writes("/privacy")
    phone.presses("Erase everything")
    phone.presses("Go on")
    phone.presses("Yes, erase everything")


def _waiting(running: Bot) -> bool:
    return bool(running.health()[1]["updates_waiting"])
