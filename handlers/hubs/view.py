"""Texts and keyboards of hub groups: what people at the door and in the group are told. Pure."""

from typing import Any

from markupsafe import Markup

from db.values import Purpose
from handlers.joining.renewal import document_buttons
from handlers.joining.view import Go
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from network.charter import Charter
from network.hubs.groups import Group
from network.hubs.joining import Stands

Shown = tuple[Markup, dict[str, Any]]
LONGEST_TITLE = 60


def door_link(bot_name: str, chat_id: int) -> str:
    """The link that says how to come into a group."""
    return f"https://t.me/{bot_name}?start=g{chat_id}"


def hub_name(t: Speech, charter: Charter, key: str | None) -> str:
    """A hub's name; its key where the charter does not know it any more."""
    hub = charter.hubs.get(key or "")
    return hub.name(t.language) if hub else key or ""


def title_of(t: Speech, group: Group) -> str:
    """A group's name, cut to fit."""
    return shorten(group.title, LONGEST_TITLE) or t.plain("A group without a name")


# At the door


def at_the_door(
    t: Speech, group: Group, charter: Charter, stands: Stands, *, link: str = "", guidelines: int = 0
) -> Shown:
    """Say to somebody who asked to come in what is missing, and how it goes on.

    `link` leads to the bot, for whoever may not have opened it yet; without it they are in its chat already.
    `guidelines` is the version that is to be accepted.
    """
    hub = hub_name(t, charter, group.hub)
    match stands:
        case Stands.GUIDELINES:
            html = t(
                "You would like to come into <b>{group}</b>, the group of {hub}. The guidelines have a new version. "
                "Please read and accept it, and I let you in at once.",
                group=title_of(t, group),
                hub=hub,
            )
            return html, inline(t, *document_buttons(t, Purpose.GUIDELINES, guidelines))
        case Stands.APPLICANT:
            html = t(
                "You would like to come into <b>{group}</b>, the group of {hub}. Your application waits for a "
                "decision. As soon as you are a member I let you in; you need not ask again.",
                group=title_of(t, group),
                hub=hub,
            )
            return html, inline(t)
        case Stands.SUSPENDED:
            html = t(
                "You would like to come into <b>{group}</b>, the group of {hub}. Your membership is suspended, so I "
                "can't let you in now. When that is over I let you in. For anything else: {contact}",
                group=title_of(t, group),
                hub=hub,
                contact=charter.contact(t.language),
            )
            return html, inline(t)
    html = t(
        "<b>Hello!</b> You would like to come into <b>{group}</b>, the group of {hub}. It is for members of "
        "{network}. Joining takes a few minutes, and as soon as you are a member I let you in.",
        group=title_of(t, group),
        hub=hub,
        network=charter.runner(t.language),
    )
    if not link:
        return html, inline(t, [Button(t.plain("Join"), Go(act="join"))])
    soon = t(
        "Please press the button now: until you do, Telegram lets me write to you only for a few minutes. Take all "
        "the time you need afterwards."
    )
    return Markup("\n\n").join([html, soon]), inline(t, [Button(t.plain("Join the network"), url=link)])


def way_in(t: Speech, group: Group, charter: Charter) -> Shown:
    """Show the link to somebody who may come in."""
    hub = hub_name(t, charter, group.hub)
    if group.invite_link is None:
        html = t(
            "You can come into <b>{group}</b>, the group of {hub}. I have no link to it at the moment: please ask the "
            "coordinators of your region.",
            group=title_of(t, group),
            hub=hub,
        )
        return html, inline(t)
    html = t(
        "You can come into <b>{group}</b>, the group of {hub}. Open it and ask to join: I let you in at once.",
        group=title_of(t, group),
        hub=hub,
    )
    return html, inline(t, [Button(t.plain("Open the group"), url=group.invite_link)])


# In the group


def stranger(t: Speech, charter: Charter) -> Markup:
    """Say good-bye where somebody added the bot who may not."""
    return t(
        "Thank you for thinking of me! I only work in groups of {network}, where a coordinator adds me, so I leave "
        "this one now. Do you coordinate a hub? Then write to me in a private chat first, and add me under your own "
        "name, not as an anonymous administrator.",
        network=charter.runner(t.language),
    )


def welcome(t: Speech, group: Group, charter: Charter, bot_name: str) -> Shown:
    """Welcome whoever came in, by no name."""
    html = t(
        "<b>A warm welcome to everybody who has just come in!</b> This is the group of {hub}. Discussions and events "
        "of the network are with me, too: in a private chat, in your language.",
        hub=hub_name(t, charter, group.hub),
    )
    return html, inline(t, [Button(t.plain("Open the bot"), url=f"https://t.me/{bot_name}")])


def guest(t: Speech, group: Group, charter: Charter, bot_name: str) -> Shown:
    """Tell somebody who wrote in the group and is no member how to join."""
    html = t(
        "Hello! This is the group of {hub}. What members write in its discussions reaches the whole network. "
        "You are not a member yet; joining takes a few minutes, and I help you with it.",
        hub=hub_name(t, charter, group.hub),
    )
    return html, inline(t, [Button(t.plain("Join the network"), url=door_link(bot_name, group.id))])


def guests(t: Speech, group: Group, charter: Charter, bot_name: str) -> Shown:
    """The same for all who may read it, where nobody can be told alone."""
    html = t(
        "This is the group of {hub}. What members write in its discussions reaches the whole network. "
        "Whoever is not a member yet can join in a few minutes:",
        hub=hub_name(t, charter, group.hub),
    )
    return html, inline(t, [Button(t.plain("Join the network"), url=door_link(bot_name, group.id))])


def description_line(t: Speech, charter: Charter, bot_name: str) -> str:
    """The line of a group's description that says that the bot reads along."""
    return t.plain(
        "@{bot}, the bot of {network}, reads along in this group.", bot=bot_name, network=charter.runner(t.language)
    )
