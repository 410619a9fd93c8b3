"""What coordinators and those who wait at a group's door are told unasked."""

from collections.abc import Mapping, Sequence

from handlers.hubs import card_view, trouble_view, view
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network.hubs import cards
from network.hubs.cards import Card
from network.hubs.kinds import CARD, TROUBLE, WAY
from network.people import Reader
from network.work import Work


def _load(work: Work, chat_ids: Sequence[int]) -> Mapping[int, Card]:
    return cards.cards(work, chat_ids)


def card(shown: Card, reader: Reader, t: Speech) -> Message | None:
    """Show a group to whoever added the bot to it, or looks after it."""
    return Message(*card_view.card(t, shown, reader)) if reader.coordinates else None


def trouble(shown: Card, reader: Reader, t: Speech) -> Message | None:
    """Tell a coordinator what goes wrong with a group."""
    return Message(*trouble_view.trouble(t, shown)) if reader.coordinates else None


def way(shown: Card, reader: Reader, t: Speech) -> Message | None:
    """Tell somebody that they may come in now, and how."""
    if not shown.group.is_linked or not (reader.takes_part or reader.coordinates):
        return None
    return Message(*view.way_in(t, shown.group, shown.charter))


NOTICES = (
    NoticeKind(CARD, _load, card, no_reminder="a screen that follows its group"),
    NoticeKind(TROUBLE, _load, trouble),
    NoticeKind(WAY, _load, way),
)
