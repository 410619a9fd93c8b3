"""How discussions come to somebody: at once, once a day, once a week, or not at all. A page of `/me`."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from db.values import DiscussionNews
from handlers.discussions.news_presses import LETTER, WISH, NewsPress
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from handlers.me.presses import WishPress as NoticesPress
from network.discussions import digests
from network.errors import N_

router = Router(name="discussion news")
LABELS = {
    DiscussionNews.AT_ONCE: N_("Each post at once"),
    DiscussionNews.DAILY: N_("Once a day"),
    DiscussionNews.WEEKLY: N_("Once a week"),
    DiscussionNews.NONE: N_("Only what I follow"),
}
SAID = {
    DiscussionNews.AT_ONCE: N_("Discussions on your topics in your regions: <b>each post comes at once</b>."),
    DiscussionNews.DAILY: N_(
        "Discussions on your topics in your regions: <b>one message a day</b>, when your quiet hours end, on working "
        "days. A day without posts brings none."
    ),
    DiscussionNews.WEEKLY: N_(
        "Discussions on your topics in your regions: <b>one message a week</b>, on the morning of its first working "
        "day. A week without posts brings none."
    ),
    DiscussionNews.NONE: N_(
        "Discussions on your topics in your regions: <b>none come by themselves</b>. You find them all with "
        "/discussions."
    ),
}


@router.callback_query(NewsPress.filter())
async def pressed(_: CallbackQuery, callback_data: NewsPress, step: Step) -> Answers:
    """Show how they come, or keep how they are to come."""
    if callback_data.act == WISH:
        wish = digests.set_wish(step.work, step.reader, callback_data.value)
        return [step.toast(step.t.plain("Noted. Thank you.")), step.show(*page(step.t, wish))]
    shown = page(step.t, digests.wish(step.work, step.reader))
    # A digest stays as it is beneath its own door to this page.
    return step.say(*shown) if callback_data.act == LETTER else step.show(*shown)


def page(t: Speech, wish: DiscussionNews) -> tuple[Markup, dict[str, Any]]:
    """Say how discussions come, with what can be chosen."""
    html = Markup("\n\n").join(
        [
            t("<b>Discussions</b>"),
            t(SAID[wish]),
            t("What you follow, and what you wrote in, always comes at once, outside your quiet hours."),
        ]
    )
    choices = [
        [Button(("✓ " if one is wish else "") + t.plain(label), NewsPress(act=WISH, value=one.value))]
        for one, label in LABELS.items()
    ]
    return html, inline(t, *choices, [Button(t.plain("Back"), NoticesPress(act="h"))])
