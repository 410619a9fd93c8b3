"""Sharing an event: the link that leads to it, and its public card as anybody may post it into a chat."""

from typing import Annotated, Any
from urllib.parse import urlencode

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import EventState
from handlers.events import card_view
from handlers.kit.bidi import FSI, PDI, shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.events import sharing
from network.events.reading import Event

ALL = "events"  # what a link to the list of all carries
LONGEST_LINE = 120  # letters of a result's second line


class Press(CallbackData, prefix="eh"):
    """*Share*; `id` is the event's row number."""

    id: Annotated[int, Field(ge=0, le=2**53)]


def link(bot_name: str, event_id: int) -> str:
    """The address that opens an event's card in the bot."""
    return f"https://t.me/{bot_name.removeprefix('@')}?start={sharing.payload(event_id)}"


def share(t: Speech, event: Event, bot_name: str, *, inline_mode: bool) -> tuple[Markup, dict[str, Any]]:
    """Offer the ways to share an event; its card can only be posted where inline mode is on."""
    title, address = card_view.title(t, event), link(bot_name, event.id)
    words = (
        t(
            "<b>Share “{title}”</b>\nPost its card into a chat: it stays up to date there by itself. "
            "Or send this link, which opens the event here:\n{link}",
            title=title,
            link=address,
        )
        if inline_mode
        else t("<b>Share “{title}”</b>\nSend this link, which opens the event here:\n{link}", title=title, link=address)
    )
    forward = f"https://t.me/share/url?{urlencode({'url': address, 'text': title})}"
    post = [Button(t.plain("Post the card into a chat"), query=sharing.payload(event.id))]
    return words, inline(t, post if inline_mode else [], [Button(t.plain("Send the link"), url=forward)])


def public_card(t: Speech, event: Event, charter: Charter, bot_name: str) -> Message:
    """Draw an event as everybody may see it: no link of a virtual event, no names, no counts.

    It is for readers of whom nothing is known: times stand in the event's zone, and phones show them in their own.
    """
    parts = [t("<b>{title}</b>", title=card_view.title(t, event))]
    if event.state is EventState.CANCELLED:
        parts.append(t("<b>This event was cancelled.</b>"))
    lines = [*card_view.when_lines(t, event, None), card_view.where(t, event)]
    if event.languages:
        spoken = t.listed(places.language_name(code, t.language) for code in event.languages)
        lines.append(t("Spoken: {languages}", languages=Markup("{}").format(spoken)))
    if event.topics:
        named = t.names(charter.topic_name(key, t.language) for key in charter.topics_in_order(event.topics))
        lines.append(t("Topics: {topics}", topics=Markup("{}").format(named)))
    parts.append(Markup("\n").join(lines))
    opens = Button(t.plain("Open the event"), url=link(bot_name, event.id))
    return Message(str(Markup("\n\n").join(parts)), inline(t, [opens]))


def result(t: Speech, event: Event, charter: Charter, bot_name: str, zone: str | None) -> dict[str, Any]:
    """Make one line of what is found from another chat; choosing it posts the public card there."""
    card = public_card(t, event, charter, bot_name)
    when = t.moment(event.starts_at, zone or event.zone) if event.starts_at else "–"
    where = f"{FSI}{shorten(event.place.splitlines()[0], LONGEST_LINE)}{PDI}" if event.place else ""
    return {
        "type": "article",
        "id": sharing.payload(event.id),
        "title": card_view.title(t, event),
        "description": t.plain("{when} · {where}", when=when, where=where) if where else when,
        "input_message_content": {
            "message_text": card.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": card.keyboard,
    }
