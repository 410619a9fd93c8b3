"""Discussions in hubs' groups: posts in their topics, and the card in groups without topics. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from handlers.discussions import card, card_view, post_view
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import CAPTION, Message, NoticeKind
from handlers.kit.shapes import SENDS
from handlers.kit.speech import Speech
from handlers.order.offering import in_group
from network.discussions import reading
from network.discussions.kinds import CARD_IN_GROUP, POST
from network.discussions.reading import Discussion, ShownPost
from network.people import Reader
from network.work import Work

ROOM = 3600  # letters of a post
FIRST_WORDS = 500


def post_in_group(loaded: tuple[ShownPost, str], t: Speech) -> Message | None:
    """Draw a post for its discussion's topic; one that was taken back or hidden says so.

    It shows one picture or file; where there are more, a button leads to them.
    """
    shown, bot_name = loaded
    lone = shown.files[:1] if shown.stands and shown.files and shown.files[0].kind in SENDS else ()
    part = post_view.post(t, shown, CAPTION - 60 if lone else ROOM)
    if lone and part.rest:
        lone, part = (), post_view.post(t, shown, ROOM)
    rows = [in_group(t, shown.id)] if shown.stands else []
    if shown.stands and len(shown.files) > len(lone):
        rows.insert(0, [Button(t.plain("Read and answer"), url=card.link(bot_name, shown.discussion_id))])
    return Message(part.html, inline(t, *rows) if rows else None, lone)


def card_in_group(loaded: tuple[Discussion, ShownPost | None, str], t: Speech) -> Message:
    """Draw a discussion for a group without topics: one message, with a way into the bot."""
    found, opening, bot_name = loaded
    parts = [card_view.title(t, found.title)]
    if opening is not None:
        parts.append(post_view.post(t, opening, FIRST_WORDS).html)
    if not found.open:
        parts.append(t("🔒 <b>Closed</b>"))
    opens = Button(t.plain("Read and answer"), url=card.link(bot_name, found.id))
    return Message(Markup("\n\n").join(parts), inline(t, [opens]))


def _load_posts(work: Work, post_ids: Sequence[int]) -> Mapping[int, tuple[ShownPost, str]]:
    return {number: (shown, work.bot_name) for number, shown in reading.shown(work, post_ids).items()}


def _load_cards(work: Work, discussion_ids: Sequence[int]) -> Mapping[int, tuple[Discussion, ShownPost | None, str]]:
    found = {}
    for number, one in reading.read(work, discussion_ids).items():
        first = reading.first_post(work, number)
        found[number] = (one, reading.shown(work, first).get(first[0]) if first else None, work.bot_name)
    return found


def _nobody(_loaded: Any, _reader: Reader, _t: Speech) -> Message | None:
    """It stands in groups only."""
    return None


NOTICES = (
    NoticeKind(POST, _load_posts, _nobody, render_group=post_in_group, no_reminder="stands in groups"),
    NoticeKind(CARD_IN_GROUP, _load_cards, _nobody, render_group=card_in_group, no_reminder="stands in groups"),
)
