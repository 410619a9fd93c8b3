"""A hub group's card for coordinators: what it is for, which rights are missing; and the list of groups. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from db.values import GroupState
from handlers.hubs.trouble_view import trouble_lines
from handlers.hubs.view import Shown, hub_name, title_of
from handlers.hubs.words import (
    INSTEAD,
    LANGUAGES,
    LEAVE,
    LINK,
    LIST,
    LOOK,
    OPEN,
    RELEASE,
    RELEASED,
    SPEAK,
    button,
    right_lines,
)
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import in_rows, inline, page_turns
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.hubs import cards, rights
from network.hubs.cards import Card
from network.hubs.groups import Group
from network.people import Reader

PAGE = 8


def card(t: Speech, shown: Card, reader: Reader) -> Shown:
    """Show a group to a coordinator: what it is for, what is missing, what they can do."""
    group, charter = shown.group, shown.charter
    parts = [t("<b>{group}</b>", group=title_of(t, group))]
    if group.state is GroupState.LEFT:
        parts.append(t("I am not in this group any more. Add me again if it is to belong to a hub."))
        return Markup("\n\n").join(parts), inline(t, [button(t.plain("All groups"), LIST)])
    if group.is_linked:
        parts.append(t("This is the group of <b>{hub}</b>.", hub=hub_name(t, charter, group.hub)))
        parts += _standing(t, shown)
    else:
        parts.append(t("I was added to this group. It belongs to no hub yet, so I do nothing there."))
    parts += _missing(t, group)
    if group.is_linked:
        return Markup("\n\n").join(parts), _linked_keyboard(t, group)
    mine = cards.hubs_of(charter, reader)
    if mine:
        parts.append(t("<b>Which hub is this group for?</b>"))
    else:
        parts.append(t("You coordinate no region that has a hub. Please ask a network coordinator to link it."))
    links = [[button(t.plain("Link to {hub}", hub=hub_name(t, charter, key)), LINK, group.id, key)] for key in mine]
    return Markup("\n\n").join(parts), inline(
        t,
        *links,
        [button(t.plain("Check again"), LOOK, group.id)],
        [button(t.plain("Leave this group"), LEAVE, group.id)],
        [button(t.plain("All groups"), LIST)],
    )


def _standing(t: Speech, shown: Card) -> list[Markup]:
    group = shown.group
    parts = [
        t.n(
            "{number} member of the network is known to be in it.",
            "{number} members of the network are known to be in it.",
            shown.members,
        )
    ]
    if group.invite_link:
        parts.append(
            t(
                "With this link people ask to come in. Members are let in at once, others are led through joining "
                "first:\n{link}",
                link=group.invite_link,
            )
        )
    elif rights.INVITE in group.rights:
        parts.append(t("I am making the link with which people ask to come in. It stands here in a moment."))
    parts.append(t("I write there in {language}.", language=places.autonym(group.language)))
    return parts + [line for line in trouble_lines(t, shown) if line]


def _linked_keyboard(t: Speech, group: Group) -> dict[str, Any]:
    return inline(
        t,
        [button(t.plain("Check again"), LOOK, group.id)],
        [button(t.plain("Another language"), LANGUAGES, group.id)],
        [button(t.plain("Release from the hub"), RELEASE, group.id)],
        [button(t.plain("All groups"), LIST)],
    )


def _missing(t: Speech, group: Group) -> list[Markup]:
    """Say which rights the bot lacks, and why it wants each."""
    lacking = rights.lacking(group)
    if not lacking:
        return [t("I have all the rights I need.")]
    if rights.reads_all(group):
        lead = t("<b>I lack rights in this group.</b> Please give me:")
    else:
        lead = t("<b>I need to be an administrator of this group</b>, with these rights:")
    how = t(
        "How: open the group in Telegram, tap its name, then <i>Edit</i> and <i>Administrators</i>, choose me and "
        "switch them on. I notice it by myself."
    )
    return [Markup("\n").join([lead, *right_lines(t, lacking)]), how]


def sure(t: Speech, shown: Card) -> Shown:
    """Ask once more before a group is released from its hub."""
    group = shown.group
    html = t(
        "<b>Release {group} from {hub}?</b>\n\nNothing is sent there any more, and nobody is let in or taken out. "
        "The link to come in stops working. The people stay, and so does what was written.",
        group=title_of(t, group),
        hub=hub_name(t, shown.charter, group.hub),
    )
    return html, inline(
        t,
        [button(t.plain("Release it"), RELEASED, group.id)],
        [button(t.plain("Back"), OPEN, group.id)],
    )


def taken(t: Speech, shown: Card, standing: Group, hub: str) -> Shown:
    """Say that a hub has a group already, and offer to put this one in its place."""
    html = t(
        "<b>{hub} has a group already: {standing}.</b>\n\nA hub has one group. If {group} takes its place, nothing is "
        "sent to the other one any more, and its link to come in stops working. Its people stay in it.",
        hub=hub_name(t, shown.charter, hub),
        standing=title_of(t, standing),
        group=title_of(t, shown.group),
    )
    return html, inline(
        t,
        [button(t.plain("Link this one instead"), INSTEAD, shown.group.id, hub, standing.id)],
        [button(t.plain("Back"), OPEN, shown.group.id)],
    )


def languages(t: Speech, shown: Card) -> Shown:
    """Offer the languages in which the bot can write in a group."""
    group = shown.group
    choice = [
        button(places.autonym(code), SPEAK, group.id, code)
        for code in shown.charter.languages
        if code != group.language
    ]
    html = t("In which language shall I write in <b>{group}</b>?", group=title_of(t, group))
    return html, inline(t, *in_rows(choice, 3), [button(t.plain("Back"), OPEN, group.id)])


def listing(t: Speech, found: Sequence[Group], charter: Charter, page: int, bot_name: str) -> Shown:
    """List the groups somebody looks after, and say how to add one."""
    parts = [t("<b>Groups of the hubs</b>")]
    if not found:
        parts.append(t("No group yet."))
    parts.append(
        t(
            "To add one: open the group in Telegram, tap its name, then <i>Add members</i>, and look for @{bot}. "
            "I send you the group's card as soon as I am in it.",
            bot=bot_name,
        )
    )
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = [[button(_line(t, one, charter), OPEN, one.id)] for one in found[page * PAGE : (page + 1) * PAGE]]
    turns = page_turns(t, page, pages, lambda words, to: button(words, LIST, value=str(to)))
    return Markup("\n\n").join(parts), inline(t, *rows, turns)


def _line(t: Speech, group: Group, charter: Charter) -> str:
    title = shorten(group.title, 30) or t.plain("A group without a name")
    if group.is_linked:
        return t.plain("{group} · {hub}", group=title, hub=hub_name(t, charter, group.hub))
    return t.plain("{group} · no hub yet", group=title)
