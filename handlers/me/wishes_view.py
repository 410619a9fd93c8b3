"""Texts and keyboards of the page about notices in `/me`: quiet hours, weekends, the newsletter."""

from typing import Any

from markupsafe import Markup

from handlers.discussions.news_presses import HOME as NEWS
from handlers.discussions.news_presses import NewsPress
from handlers.kit.keyboards import Button, inline
from handlers.kit.speech import Speech
from handlers.me.presses import Press as CardPress
from handlers.me.presses import WishPress
from handlers.reminders.presses import WishPress as EventPress
from network import places
from network.wishes import Quiet, Wishes

# What a press does.
HOME, HOURS, WEEKENDS, KEEP_WEEKENDS, EXPLAIN, AGREE, STOP = "h", "q", "w", "k", "x", "y", "n"


def _button(label: str, act: str) -> Button:
    return Button(label, WishPress(act=act))


def page(t: Speech, held: Wishes) -> Markup:
    """Say what comes when, in plain words."""
    parts = [t("<b>Notices</b>"), _quiet(t, held), _weekends(t, held)]
    if held.newsletter is not None:
        parts.append(t("Newsletter: <b>yes</b>") if held.newsletter else t("Newsletter: <b>no</b>"))
    parts.append(
        t(
            "<b>What always comes:</b> messages about your membership and about what you signed up for. They too wait "
            "until your quiet hours are over, unless they are urgent. What you ask me, I answer at once."
        )
    )
    return Markup("\n\n").join(parts)


def _quiet(t: Speech, held: Wishes) -> Markup:
    if held.quiet is None:
        return t("Quiet hours: <b>none</b>. What is for you comes at any time of the day.")
    return t(
        "Quiet hours: <b>{hours}</b>, by the clocks of {city}. What is for you waits until they are over.",
        hours=hours_words(t, held.quiet),
        city=places.city_name(held.zone, t.language) if held.zone else "UTC",
    )


def _weekends(t: Speech, held: Wishes) -> Markup:
    if held.weekends:
        return t("Weekends: announcements <b>may come</b> on them too.")
    return t("Weekends: announcements <b>wait</b> until the weekend is over.")


def hours_words(t: Speech, quiet: Quiet) -> str:
    """Write quiet hours as two times of the clock."""
    return t.plain("{begin} to {end}", begin=t.clock(quiet.begin), end=t.clock(quiet.end))


def keyboard(t: Speech, held: Wishes) -> dict[str, Any]:
    """What can be changed."""
    weekends = (
        _button(t.plain("Keep my weekends free"), KEEP_WEEKENDS)
        if held.weekends
        else _button(t.plain("Announcements on weekends too"), WEEKENDS)
    )
    newsletter = [] if held.newsletter is None else [_newsletter(t, held.newsletter)]
    return inline(
        t,
        [_button(t.plain("Change the quiet hours"), HOURS)],
        [weekends],
        newsletter,
        [Button(t.plain("Events, and when to be reminded"), EventPress(act="h"))],
        [Button(t.plain("Discussions, and how they come"), NewsPress(act=NEWS))],
        [Button(t.plain("Back"), CardPress(act="c"))],
    )


def _newsletter(t: Speech, wanted: bool) -> Button:
    if wanted:
        return _button(t.plain("Stop the newsletter"), STOP)
    return _button(t.plain("Send me the newsletter"), EXPLAIN)


def explain_keyboard(t: Speech) -> dict[str, Any]:
    """Agree to the newsletter, or don't."""
    return inline(t, [_button(t.plain("I agree"), AGREE)], [_button(t.plain("Not now"), HOME)])
