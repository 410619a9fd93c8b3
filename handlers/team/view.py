"""Texts and keyboards of `/team`, and what is told about roles unasked."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline, page_turns
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network import people, team
from network.charter import Charter
from network.people import Reader
from network.team import Coordinator, Invitation, Member, Roster
from network.work import Work

# What a press does. Short, because they stand in every button.
HOME, ADD, FOUND, PICK, ROLES, ROLE, REMOVE = "h", "a", "f", "p", "l", "r", "x"
TAKE_LINK, LEAVE_LINK, TAKE, REFUSE = "k", "o", "y", "n"
NETWORK = "network"  # stands for the whole network where a region's key would stand
PAGE = 8
MOST_LINES, LONGEST_PART = 30, 36  # of the whole list, which is one message


class Press(CallbackData, prefix="t"):
    """A button about the team; `value` is a row number, a region and a page, or a link's secret."""

    act: str
    value: str = ""


def button(label: str, act: str, value: str = "") -> Button:
    """Make a button about the team."""
    return Button(label, Press(act=act, value=value))


def role_words(t: Speech, charter: Charter, regions: Sequence[str]) -> str:
    """Say what a role is for: regions by name, or the whole network."""
    if not regions:
        return t.plain("the whole network")
    return t.names(charter.region_name(key, t.language) for key in regions)


def who(t: Speech, one: Coordinator | Member) -> str:
    """Name somebody so that two of one name can be told apart."""
    name = shorten(one.name or t.plain("Somebody without a name"), LONGEST_PART)
    places = [shorten(part, LONGEST_PART) for part in (one.organisation, one.city) if part]
    match places:
        case [organisation, city]:
            return t.plain("{name} ({organisation}, {city})", name=name, organisation=organisation, city=city)
        case [place]:
            return t.plain("{name} ({place})", name=name, place=place)
    return name


# The team


def home(t: Speech, roster: Roster, charter: Charter) -> Markup:
    """List all coordinators, by region."""
    most = max(1, MOST_LINES // (1 + len(roster.regions)))
    parts = [t("<b>Coordinators</b>"), _group(t, t.plain("The whole network"), roster.network, most)]
    parts += [_group(t, charter.region_name(key, t.language), found, most) for key, found in roster.regions.items()]
    return Markup("\n\n").join(parts)


def _group(t: Speech, title: str, found: Sequence[Coordinator], most: int) -> Markup:
    lines = [t("<b>{title}</b>", title=title)]
    for one in found[:most]:
        if one.role_id is not None:
            lines.append(t("• {who}", who=who(t, one)))
        elif one.name:
            lines.append(t("• {who}, owner", who=who(t, one)))
        else:
            lines.append(t("• An owner who has not joined the network"))
    if len(found) > most:
        more = len(found) - most
        lines.append(t.n("and {number} more coordinator", "and {number} more coordinators", more))
    if not found:
        lines.append(t("Nobody yet; the coordinators of the whole network decide here."))
    return Markup("\n").join(lines)


def home_keyboard(t: Speech, roster: Roster, *, owner: bool) -> dict[str, Any]:
    """Offer to add somebody, and owners to take a role away."""
    removable = any(one.role_id for found in (roster.network, *roster.regions.values()) for one in found)
    return inline(
        t,
        [button(t.plain("Add a coordinator"), ADD)],
        [button(t.plain("Take a role away"), ROLES, "0")] if owner and removable else [],
    )


# Taking a role away


def held_roles(roster: Roster) -> list[tuple[str, Coordinator]]:
    """List all roles that can be taken away, each with its region ("" for the whole network)."""
    groups = [("", roster.network), *roster.regions.items()]
    return [(region, one) for region, found in groups for one in found if one.role_id is not None]


def roles(t: Speech, held: Sequence[tuple[str, Coordinator]], charter: Charter, number: int) -> dict[str, Any]:
    """Offer the roles of one page, counted from 0."""
    rows = [
        [button(_role_label(t, region, one, charter), ROLE, str(one.role_id))]
        for region, one in held[number * PAGE : (number + 1) * PAGE]
    ]
    pages = -(-len(held) // PAGE)
    turns = page_turns(t, number, pages, lambda words, to: button(words, ROLES, str(to)))
    return inline(t, *rows, turns, [button(t.plain("Back"), HOME)])


def _role_label(t: Speech, region: str, one: Coordinator, charter: Charter) -> str:
    short = charter.regions[region].short if region in charter.regions else region
    name = shorten(one.name or t.plain("Somebody without a name"), LONGEST_PART)
    return t.plain("{name} · {region}", name=name, region=short or t.plain("the whole network"))


def sure(t: Speech, one: Coordinator, region: str, charter: Charter) -> tuple[Markup, dict[str, Any]]:
    """Ask once more before a role is taken away."""
    html = t(
        "<b>Take this role away?</b>\n\n{who}\nCoordinator: <b>{role}</b>\n\nI will tell them.",
        who=who(t, one),
        role=role_words(t, charter, [region] if region else []),
    )
    keyboard = inline(
        t,
        [button(t.plain("Take the role away"), REMOVE, str(one.role_id))],
        [button(t.plain("Back"), ROLES, "0")],
    )
    return html, keyboard


# Adding


def found(t: Speech, members: Sequence[Member], page: int, *, more: bool) -> tuple[Markup, dict[str, Any]]:
    """Offer a page of the members that a search found; `more` says whether another follows."""
    rows = [[button(who(t, one), PICK, str(one.person_id))] for one in members]
    turns = page_turns(t, page, page + 1 + more, lambda words, to: button(words, FOUND, str(to)))
    keyboard = inline(t, *rows, turns, [button(t.plain("Search again"), ADD)], [button(t.plain("Back"), HOME)])
    return t("<b>Whom do you mean?</b> They are asked first, and become a coordinator when they accept."), keyboard


def link_note(t: Speech, until: str) -> Markup:
    """Say what to do with the link that follows."""
    return t(
        "<b>Please forward the next message</b> to the person you have in mind. "
        "Its link works once, for a member of the network, until {day}. You hear from me when it was used.",
        day=until,
    )


def link_message(t: Speech, charter: Charter, regions: Sequence[str], link: str) -> Markup:
    """The message to forward."""
    return Markup("\n").join(
        [
            t(
                "{network} invites you to become a coordinator: {role}.\nOpen this link to read more and to accept:",
                role=role_words(t, charter, regions),
                network=charter.runner(t.language),
            ),
            Markup("{}").format(link),
        ]
    )


# Accepting


def offer(t: Speech, invitation: Invitation, charter: Charter) -> Markup:
    """Say what the role means, to somebody who is offered it."""
    role = role_words(t, charter, invitation.regions)
    lead = (
        t("{name} invites you to become a coordinator: <b>{role}</b>.", name=invitation.inviter, role=role)
        if invitation.inviter
        else t("You are invited to become a coordinator: <b>{role}</b>.", role=role)
    )
    return Markup("\n\n").join(
        [
            lead,
            t(
                "As a coordinator you read applications with everything people wrote in them. You can ask "
                "questions, and you admit or decline. What you do is recorded, without names."
            ),
            t("What you read is confidential. Please keep it to yourself."),
        ]
    )


def link_keyboard(t: Speech, token: str) -> dict[str, Any]:
    """Accept what a link offers, or not now."""
    return inline(
        t, [button(t.plain("Accept the invitation"), TAKE_LINK, token)], [button(t.plain("Not now"), LEAVE_LINK)]
    )


def accepted(t: Speech, invitation: Invitation, charter: Charter, waiting: int) -> Markup:
    """Welcome a new coordinator, and say what there is to do."""
    role = role_words(t, charter, invitation.regions)
    parts = [t("<b>Thank you!</b> You are a coordinator from now on: {role}.", role=role)]
    parts.append(t("New applications reach you here by themselves; /applications shows those that wait."))
    if waiting:
        parts.append(
            t.n(
                "{number} application waits for a decision now.",
                "{number} applications wait for a decision now.",
                waiting,
            )
        )
    return Markup("\n\n").join(parts)


# Notices

Told = tuple[Any, Charter]


def _load_invitations(work: Work, ids: Sequence[int]) -> Mapping[int, Told]:
    return {key: (found, work.charter) for key, found in team.invitations(work, ids).items()}


def _load_people(work: Work, ids: Sequence[int]) -> Mapping[int, Told]:
    return {key: (found, work.charter) for key, found in people.readers(work, list(ids)).items()}


def invited(told: Told, reader: Reader, t: Speech) -> Message | None:
    """Ask a member who was picked by name."""
    invitation, charter = told
    if invitation.person_id != reader.id:
        return None
    html = offer(t, invitation, charter)
    if invitation.accepted_at:
        there = t("New applications reach you here by themselves; /applications shows those that wait.")
        return Message(Markup("\n\n").join([html, t("You accepted this invitation. Thank you!"), there]))
    if invitation.declined_at:
        return Message(Markup("\n\n").join([html, t("You declined this invitation. That is quite all right.")]))
    number = str(invitation.id)
    until = t("This invitation is valid until {day}.", day=t.day(invitation.expires_at, reader.zone))
    yes, no = t.plain("Accept the invitation"), t.plain("No, thank you")
    keyboard = inline(t, [button(yes, TAKE, number)], [button(no, REFUSE, number)])
    return Message(Markup("\n\n").join([html, until]), keyboard)


def joined(told: Told, reader: Reader, t: Speech) -> Message | None:
    """Tell whoever invited that the role was taken up."""
    invitation, charter = told
    if invitation.inviter_id != reader.id or invitation.accepted_at is None:
        return None
    role = role_words(t, charter, invitation.regions)
    return Message(
        t("<b>{name}</b> has accepted and is a coordinator now: {role}.", name=invitation.person or "–", role=role)
    )


def changed(told: Told, reader: Reader, t: Speech) -> Message | None:
    """Tell somebody that a role was taken away, and which they still have."""
    held, charter = told
    if held.id != reader.id:
        return None
    head = t("<b>Your role as a coordinator has changed.</b>")
    if held.coordinates:
        mine = [key for key in charter.regions if key in held.regions] or sorted(held.regions)
        rest = t("You are a coordinator now: {role}.", role=role_words(t, charter, [] if held.network_wide else mine))
    else:
        rest = t("You are not a coordinator any more. Thank you for what you have done for the network.")
    return Message(Markup("\n").join([head, rest]))


NOTICES = (
    NoticeKind(team.INVITED, _load_invitations, invited),
    NoticeKind(team.JOINED, _load_invitations, joined),
    NoticeKind(team.CHANGED, _load_people, changed),
)
