"""Texts and keyboards of joining. Pure: a voice and data go in, words and buttons come out."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from db.values import Purpose
from handlers.kit.forms import View, language_button
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.questions import Question
from handlers.kit.richtext import to_html
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.consent import Published
from network.errors import N_
from network.membership import Outcome

Shown = tuple[Markup, dict[str, Any]]
FORM_NAME = "join"
WELCOME, FORM, MEMBER = "w", "f", "m"  # from where somebody reads a document


class Go(CallbackData, prefix="j"):
    """A way through joining: what to do, and for some a value."""

    act: str
    value: str = ""


class Leaf(CallbackData, prefix="jp"):
    """A page of a document, counted from 0, and from where it is read."""

    kind: str
    page: int
    where: str


class Accept(CallbackData, prefix="ja"):
    """Accepting a version of a document."""

    kind: str
    version: int
    where: str


# The first words


def languages(t: Speech, charter: Charter, way: str) -> list[list[Button]]:
    """Each language but the present one, under its own name."""
    others = [code for code in charter.languages if code != t.language]
    return in_rows((Button(places.autonym(code), Go(act=way, value=code)) for code in others), 3)


WHAT = N_(
    "Here people who work for cities all over the world learn from one another and advise each other, as partners."
)
IN_SHORT = N_("People who work for cities learn from one another here.")
COSTS = N_("Joining takes about five minutes. It costs nothing, now or later.")
RUN_BY = N_("The network is run by {runner}.")


def described(t: Speech, charter: Charter) -> tuple[str, str]:
    """What Telegram shows before anybody presses *Start*, and what it shows on the bot's own page."""
    lines = [t.plain(COSTS), t.plain(RUN_BY, runner=charter.runner(t.language))]
    return "\n\n".join([t.plain(WHAT), "\n".join(lines)]), t.plain(IN_SHORT)


def welcome(t: Speech, charter: Charter, *, again: bool) -> Shown:
    """What this is, in three lines, with who runs it."""
    lines = [
        t("<b>Welcome back!</b>") if again else t("<b>Welcome!</b>"),
        t(WHAT),
        t(COSTS),
        t(RUN_BY, runner=charter.runner(t.language)),
    ]
    keyboard = inline(
        t,
        [Button(t.plain("Join"), Go(act="join"))],
        [
            Button(t.plain("Not now"), Go(act="later")),
            Button(t.plain("Privacy"), Leaf(kind=Purpose.PRIVACY, page=0, where=WELCOME)),
        ],
        *languages(t, charter, "lang"),
    )
    return Markup("\n\n").join([lines[0], Markup("\n").join(lines[1:])]), keyboard


def not_now(t: Speech) -> Shown:
    """Let somebody go who does not want to join today."""
    keyboard = inline(t, [Button(t.plain("Join"), Go(act="join"))])
    return t("That is fine. Send /start whenever you like."), keyboard


def go_on(t: Speech, charter: Charter) -> Shown:
    """Ask somebody who stopped half way."""
    keyboard = inline(
        t,
        [Button(t.plain("Go on"), Go(act="on"))],
        [Button(t.plain("Start again"), Go(act="anew"))],
        *languages(t, charter, "lang"),
    )
    return t("<b>Welcome back!</b>\n\nYour registration is not finished yet. Go on where you stopped?"), keyboard


def stop(t: Speech, days: int) -> Shown:
    """Ask what becomes of the answers given so far."""
    html = t.n(
        "<b>Stop here?</b>\n\nI can keep your answers for {number} day, so that you can go on later.",
        "<b>Stop here?</b>\n\nI can keep your answers for {number} days, so that you can go on later.",
        days,
    )
    keyboard = inline(
        t,
        [Button(t.plain("Go on"), Go(act="on"))],
        [Button(t.plain("Keep my answers"), Go(act="keep"))],
        [Button(t.plain("Delete them"), Go(act="drop"))],
    )
    return html, keyboard


def _out(t: Speech) -> list[Button]:
    """The ways out of a page of the registration: stopping, and another language."""
    return [Button(t.plain("Cancel"), Go(act="stop")), language_button(FORM_NAME)]


# Documents


def leaf(t: Speech, document: Published, page: int, where: str) -> Shown:
    """One page of a document; where it is to be accepted, the last page has the button for it."""
    last = len(document.pages) - 1
    parts = []
    if last:
        at, of = t.number(page + 1), t.number(last + 1)
        parts.append(t("<i>Page {page} of {total}</i>", page=at, total=of))
    accepting = where == FORM and document.kind is Purpose.GUIDELINES
    if accepting and page == 0:
        parts.append(t("Almost there: please read the guidelines. At the end you can accept them."))
    if document.language != t.language:
        parts.append(t("<i>This text does not exist in your language yet.</i>"))
    parts.append(to_html(document.pages[page]))

    def turn(words: str, to: int) -> Button:
        return Button(words, Leaf(kind=document.kind, page=to, where=where))

    forward = []
    if page < last:
        forward = [turn(t.plain("Next page"), page + 1)]
    elif where == WELCOME:
        forward = [Button(t.plain("Join"), Go(act="join"))]
    elif where == FORM and not accepting:
        forward = [Button(t.plain("Go on"), Go(act="on"))]
    accept = []
    if page == last and (where == MEMBER or accepting):
        words = (
            t.plain("I accept the guidelines") if document.kind is Purpose.GUIDELINES else t.plain("I agree to this")
        )
        accept = [Button(words, Accept(kind=document.kind, version=document.version, where=where))]
    back = None
    if page > 0:
        back = turn(t.plain("Back"), page - 1)
    elif where == WELCOME:
        back = Button(t.plain("Back"), Go(act="welcome"))
    elif where == FORM:
        back = Button(t.plain("Back"), Go(act="back" if accepting else "on"))
    out = [back] if back else []
    if where == FORM:
        out += _out(t)
    return Markup("\n\n").join(parts), inline(t, forward, accept, out)


def data_protection(t: Speech, version: int) -> Shown:
    """Ask for the consent nobody can be a member without."""
    html = t(
        "<b>Data protection</b>\n\n"
        "To make you a member, the network keeps your answers. The coordinators of your region see them. "
        "Whenever you like, you can change them with /me, and read, export or erase them with /privacy.\n\n"
        "Do you agree that your data are used as the privacy notice says? Without this you cannot join."
    )
    keyboard = inline(
        t,
        [Button(t.plain("Read the privacy notice"), Leaf(kind=Purpose.PRIVACY, page=0, where=FORM))],
        [Button(t.plain("I agree"), Accept(kind=Purpose.PRIVACY, version=version, where=FORM))],
        _out(t),
    )
    return html, keyboard


def optional(t: Speech, purpose: Purpose) -> Shown:
    """Ask for a consent that may be given or not."""
    if purpose is Purpose.DIRECTORY:
        html = t(
            "<b>Directory</b>\n\n"
            "May other members find you in the directory, with your name, city, organisation, position and "
            "topics? Nobody outside the network sees it.\n\n"
            "You can become a member either way, and change this whenever you like."
        )
    else:
        html = t(
            "<b>Newsletter</b>\n\n"
            "May the network send you its newsletter here?\n\n"
            "You can become a member either way, and change this whenever you like."
        )
    keyboard = inline(
        t,
        [
            Button(t.plain("Yes"), Go(act=purpose, value="yes")),
            Button(t.plain("No"), Go(act=purpose, value="no")),
        ],
        _out(t),
    )
    return html, keyboard


# The summary


def lines(view: View, questions: Sequence[Question], optional_given: Mapping[str, bool]) -> list[tuple[str, str, str]]:
    """Every line of the summary: its key, what it is about, and the answer."""
    t = view.t
    told = [
        (question.key, t.plain(question.title), question.in_words(view, view.answers.get(question.key)))
        for question in questions
        if question.applies(view)
    ]
    agreed = [
        (purpose, title, t.plain("Yes") if optional_given.get(purpose) else t.plain("No"))
        for purpose, title in ((Purpose.DIRECTORY, t.plain("Directory")), (Purpose.NEWSLETTER, t.plain("Newsletter")))
    ]
    return [*told, *[(str(purpose), title, words) for purpose, title, words in agreed]]


def summary(view: View, told: Sequence[tuple[str, str, str]]) -> Shown:
    """All that is about to be handed in, and what happens then."""
    t, charter = view.t, view.charter
    rows = [
        t("{label}: <b>{value}</b>", label=title, value=answer or t.plain("(left out)")) for _, title, answer in told
    ]
    region = charter.region_of(view.answers["country"])
    rows.append(t("Region: <b>{region}</b>", region=region.name(t.language)))
    group = charter.member_groups.get(view.answers["member_group"])
    if group and group.decided:
        then = t("When you have sent this, a coordinator decides. You will hear from us here.")
    else:
        then = t("You are a member as soon as you send this.")
    parts = [
        t("<b>Is everything right?</b>"),
        Markup("\n").join(rows),
        t("You accepted the guidelines and agreed to the privacy notice. There is no membership fee."),
        then,
    ]
    keyboard = inline(
        t,
        [Button(t.plain("Send"), Go(act="send"))],
        [Button(t.plain("Change an answer"), Go(act="change"))],
        _out(t),
    )
    return Markup("\n\n").join(parts), keyboard


def which_line(t: Speech, told: Sequence[tuple[str, str, str]]) -> Shown:
    """Ask which line is to be changed."""
    buttons = [Button(title, Go(act="change", value=key)) for key, title, _ in told]
    return (
        t("<b>Which answer do you want to change?</b>"),
        inline(t, *in_rows(buttons), [Button(t.plain("Back"), Go(act="on"))]),
    )


def outcome(t: Speech, charter: Charter, what: Outcome, name: str, region: str) -> Markup:
    """What came of *Send*."""
    if what is Outcome.ADMITTED:
        hub = charter.hub_of(region)
        place = hub.name(t.language) if hub else charter.region_name(region, t.language)
        return t(
            "<b>Welcome to the network, {name}!</b>\n\n"
            "You are a member now, and belong here: {place}.\n\n"
            "/me shows your profile, /privacy your data, and /help what else there is.",
            name=name,
            place=place,
        )
    return t(
        "<b>Thank you, {name}. Your application is on its way.</b>\n\n"
        "The coordinators of your region have it now ({region}). They may ask you a question first. "
        "Whatever they decide, you will read it here.",
        name=name,
        region=charter.region_name(region, t.language),
    )
