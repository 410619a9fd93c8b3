"""Home: what somebody sees who is in the network already, or waits at its door."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from db.values import Purpose, Status
from handlers.joining import renewal, view
from handlers.kit.crossings import LIST, Decide
from handlers.kit.keyboards import Button, inline
from handlers.kit.menu import listed
from handlers.kit.speech import Speech
from network.charter import Charter
from network.hubs.groups import Group
from network.people import Reader


def home(
    t: Speech,
    reader: Reader,
    charter: Charter,
    *,
    waiting: int,
    events: int = 0,
    to_accept: list[tuple[Purpose, int]],
    groups: Sequence[Group] = (),
) -> tuple[Markup, dict[str, Any] | None]:
    """Where somebody stands and what they can do now.

    `waiting` applications and `events` of members for a coordinator, `to_accept` documents (with the version in force)
    for a member, `groups` of hubs that they may come into.
    """
    parts = [_standing(t, reader, charter)]
    if reader.coordinates:
        parts.append(
            t.n(
                "{number} application waits for a decision: /applications",
                "{number} applications wait for a decision: /applications",
                waiting,
            )
            if waiting
            else t("No application waits for a decision.")
        )
    rows: list[list[Button]] = []
    if events:
        parts.append(
            t.n(
                "{number} event of a member waits for a decision.",
                "{number} events of members wait for a decision.",
                events,
            )
        )
        rows.append([Button(t.plain("Events that wait for a decision"), Decide(act=LIST))])
    for kind, version in to_accept:
        parts.append(
            t("<b>The guidelines have a new version.</b> Please read and accept it.")
            if kind is Purpose.GUIDELINES
            else t("<b>The privacy notice has a new version.</b> Please read it and agree.")
        )
        rows += renewal.document_buttons(t, kind, version)
    if reader.may_join:
        rows.append([Button(t.plain("Join"), view.Go(act="join"))])
    for one in groups:
        hub = charter.hubs[one.hub or ""].name(t.language)
        rows.append([Button(t.plain("👥 The group of {hub}", hub=hub), url=one.invite_link)])
    # Whoever is here needs no /start; and where applications wait, /applications stands above already.
    parts.append(listed(t, reader, "start", *(["applications"] if reader.coordinates and waiting else [])))
    return Markup("\n\n").join(parts), inline(t, *rows, *view.languages(t, charter, "lang"))


def _standing(t: Speech, reader: Reader, charter: Charter) -> Markup:
    name = reader.name or ""
    match reader.status:
        case Status.MEMBER:
            hub = charter.hub_of(reader.region or "")
            place = hub.name(t.language) if hub else charter.region_name(reader.region or "", t.language)
            return t("<b>Good to see you, {name}!</b>\nYou are a member ({place}).", name=name, place=place)
        case Status.APPLICANT:
            return t(
                "<b>Your application waits for a decision, {name}.</b>\n"
                "The coordinators of your region have it. You will read here what they decide.",
                name=name,
            )
        case Status.SUSPENDED:
            return t(
                "<b>Your membership is suspended.</b>\n"
                "You can still read, change and export your data, and leave. For anything else: {contact}",
                contact=charter.contact(t.language),
            )
    return t("<b>Welcome!</b>\nYou coordinate here without being a member. You can join as well if you like.")
