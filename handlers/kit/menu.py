"""The command menu: what fits the reader's language and role."""

from typing import Any

from markupsafe import Markup

from db.values import Status
from handlers.kit.answers import Answer
from handlers.kit.bidi import isolate
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.errors import N_
from network.people import Reader

# Command and its line in the menu; the second group is for coordinators only.
EVERYBODY = (
    ("start", N_("Home: where you stand and what you can do")),
    ("events", N_("Events: what is coming, and what I said yes to")),
    ("newevent", N_("Invite to an event of your own")),
    ("discussions", N_("Discussions: find them, follow them, answer")),
    ("discuss", N_("Start a discussion: ask, or share an idea")),
    ("calendar", N_("My calendar: what I said yes to, in my phone's calendar")),
    ("remind", N_("Remind me: in one line when, and what of")),
    ("me", N_("My profile: see it and change it")),
    ("privacy", N_("My data: read, export, erase")),
    ("language", N_("Change the language")),
    ("help", N_("Help")),
)
COORDINATORS = (
    ("applications", N_("Applications that wait for a decision")),
    ("reports", N_("Reported posts that wait for a decision")),
    ("announce", N_("Write an announcement")),
    ("announcements", N_("Announcements: going out, coming and past")),
    ("groups", N_("Groups of the hubs: link them, see how they stand")),
    ("audit", N_("What coordinators did")),
)
NETWORK_COORDINATORS = (("team", N_("Coordinators: who they are, add or remove")),)


def commands(t: Speech, reader: Reader | None = None) -> list[dict[str, str]]:
    """List the commands for a reader; None stands for anybody who never wrote."""
    listed = list(EVERYBODY)
    if reader and reader.coordinates:
        listed[1:1] = COORDINATORS
    if reader and reader.network_wide:
        listed[4:4] = NETWORK_COORDINATORS
    return [{"command": name, "description": t.plain(line)} for name, line in listed]


def listed(t: Speech, reader: Reader, *without: str) -> Markup:
    """List the reader's commands as lines of a message. Isolated, so that no slash changes sides in Arabic."""
    hidden = {*without, *_refused(reader)}
    return Markup("\n").join(
        Markup("{} – {}").format(
            isolate(f"/{command['command']}") if t.rtl else f"/{command['command']}", command["description"]
        )
        for command in commands(t, reader)
        if command["command"] not in hidden
    )


def _refused(reader: Reader) -> tuple[str, ...]:
    """Name what this reader would only be sent away from. Rules decide; this keeps a promise from being broken."""
    if reader.status is Status.MEMBER or reader.coordinates:
        return ()
    if reader.status is Status.SUSPENDED:
        return ("newevent", "discuss")
    return ("newevent", "discussions", "discuss", *(() if reader.takes_part else ("remind",)))


def menu(step: Step) -> Answer:
    """Answer by setting this chat's own command menu: after a change of language or role."""
    return menu_for(step.chat_id, step.reader, step.t)


def menu_for(chat_id: int, reader: Reader, t: Speech) -> Answer:
    """As `menu`, for somebody who is not the one in front of us."""
    scope: dict[str, Any] = {"type": "chat", "chat_id": chat_id}
    return Answer("setMyCommands", {"commands": commands(t, reader), "scope": scope})
