"""A discussion opened: its card, its pages, following it, sharing it, its answer and its end."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from db.values import RichText
from handlers.discussions import card_letters
from handlers.discussions import card_view as view
from handlers.discussions.card_view import Press
from handlers.kit import deeds, forms
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form
from handlers.kit.keyboards import Button, inline
from handlers.kit.questions import Question, free_text
from handlers.kit.step import Step
from network import notices, screens
from network.discussions import closing, following, limits, reading
from network.discussions.kinds import ASKED, DISCUSSION, READING
from network.discussions.reading import Discussion
from network.errors import N_, NotAllowed, Outdated

router = Router(name="discussions.card")
NEWEST = 4  # posts that *Newest posts* shows, where they fit on a page
CAME_FOR = "discussion_came_for"  # what a visitor wanted to read, until they are a member
_OLD = N_("This button is from an older message and no longer works. Send /discussions to see what is talked about.")


class Leads(Filter):
    """Lets pass what leads to a discussion, `/start d12`, or to a post in one, `/start p34`."""

    async def __call__(self, _: TelegramObject, command: CommandObject) -> bool | dict[str, Any]:
        """Hand over which one."""
        for letter in ("d", "p"):
            if (found := number_in(command.args or "", letter)) is not None:
                return {"letter": letter, "number": found}
        return False


def number_in(payload: str, letter: str) -> int | None:
    """Read a link's payload: a letter and a row number; None for anything else."""
    digits = payload.removeprefix(letter)
    fits = payload.startswith(letter) and digits.isascii() and digits.isdigit() and 0 < len(digits) <= 15
    return int(digits) if fits and int(digits) > 0 else None


@router.message(CommandStart(deep_link=True, ignore_mention=True), Leads())
async def follow_link(_: Message, step: Step, letter: str, number: int) -> Answers:
    """Open what a link leads to, a discussion or a post; whoever is no member yet sees the title, and how to join."""
    try:
        discussion_id = number if letter == "d" else reading.discussion_of(step.work, number)
        return _follow_to(step, discussion_id, number if letter == "p" else None)
    except Outdated as no:
        return step.say(step.t(no.message, **no.arguments))


def _follow_to(step: Step, discussion_id: int, post_id: int | None) -> Answers:
    try:
        if post_id is None:
            return show(step, discussion_id, below=True)
        found = reading.find(step.work, step.reader, discussion_id)
        return read_from(step, found, reading.post(step.work, step.reader, post_id).number)
    except NotAllowed:
        step.memory.keep(**{CAME_FOR: discussion_id})
        title = reading.public_line(step.work, discussion_id)
        return step.say(view.public(step.t, title, step.work.charter))


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged: the rules check again who may."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


def show(step: Step, discussion_id: int, *, below: bool = False) -> list[Answer]:
    """Show the card, which follows its discussion from then on. Raises as `reading.find`."""
    found = reading.find(step.work, step.reader, discussion_id)
    message = view.card(step.t, found, card_letters.opening(step.work, found), step.reader, step.work.charter)
    notice = screens.notice(step.work, DISCUSSION, discussion_id)
    return [in_place_or_below(step, message.html, message.keyboard, below=below).showing(notice)]


def in_place_or_below(step: Step, html: str, keyboard: Any, *, below: bool = False) -> Answer:
    """Turn cards, pages and lists in place; a letter stays as it is, and what was pressed there comes below it."""
    return step.say(html, keyboard) if below or on_a_letter(step) else step.show(html, keyboard)


def marked(step: Step, answer: Answer, discussion_id: int) -> Answer:
    """Let a reply to this answer be a post."""
    return answer.showing(screens.notice(step.work, ASKED, discussion_id))


def on_a_letter(step: Step) -> bool:
    """Whether the pressed button stands under something that came by itself."""
    subject = notices.find(step.work, step.chat_id, step.pressed) if step.pressed else None
    return subject is not None and subject.kind not in (DISCUSSION, READING, ASKED)


def link(bot_name: str, discussion_id: int) -> str:
    """The address that opens a discussion in the bot."""
    return f"https://t.me/{bot_name.removeprefix('@')}?start=d{discussion_id}"


def _open(step: Step, press: Press) -> Answers:
    return show(step, press.id)


def _ask(step: Step, press: Press) -> Answers:
    """Ask for an answer: phones open the field with the reply to this message in it."""
    limits.require_writer(step.reader)
    found = reading.find(step.work, step.reader, press.id)
    if not found.open:
        raise Outdated(N_("This discussion is closed. You can read it, and start a new one with /discuss."))
    words = Markup("\n").join(
        [
            view.title(step.t, found.title),
            step.t("<b>Write your answer as a reply to this message.</b> A photo or a file is welcome, too."),
        ]
    )
    asked = step.say(words, {"force_reply": True, "input_field_placeholder": step.t.plain("Your answer")})
    return marked(step, asked, press.id)


def _follow(step: Step, press: Press) -> Answers:
    following.follow(step.work, step.reader, press.id)
    said = step.t.plain("You follow this discussion: every post comes to you at once.")
    return [step.toast(said), *([] if on_a_letter(step) else show(step, press.id))]


def _mute(step: Step, press: Press) -> Answers:
    following.mute(step.work, step.reader, press.id)
    said = step.t.plain("You hear nothing more of this discussion. You can still read it at any time.")
    return [step.toast(said), *([] if on_a_letter(step) else show(step, press.id))]


def _read(step: Step, press: Press) -> Answers:
    found = reading.find(step.work, step.reader, press.id)
    return read_from(step, found, press.number or _newest(step, found), press.at)


def _newest(step: Step, found: Discussion) -> int:
    """Say with which post a page begins that ends with the newest one; a long one has it to itself."""
    posts = reading.newest(step.work, found.id, many=NEWEST)
    for place, first in enumerate(posts):
        if not view.reading(step.t, found, posts[place:], step.reader)[2]:
            return first.number
    return found.posts


def read_from(step: Step, found: Discussion, first: int, at: int = 0) -> Answers:
    """Show a page of a discussion that begins with a post, and follows what is shown. Raises as `reading.find`."""
    posts = reading.page(step.work, step.reader, found.id, max(1, first))
    if not posts:
        raise Outdated(reading.NO_POST)
    words, keyboard, _ = view.reading(step.t, found, posts, step.reader, start=at)
    return in_place_or_below(step, words, keyboard).showing(screens.notice(step.work, READING, posts[0].id))


def _share(step: Step, press: Press) -> Answers:
    found = reading.find(step.work, step.reader, press.id)
    address = link(step.bot_name, found.id)
    forward = f"https://t.me/share/url?{urlencode({'url': address, 'text': found.title})}"
    words = step.t(
        "<b>Share “{title}”</b>\nThis link opens the discussion here. Only members can read it; "
        "others see its title, and how to join:\n{link}",
        title=found.title,
        link=address,
    )
    return marked(step, step.say(words, inline(step.t, [Button(step.t.plain("Send the link"), url=forward)])), found.id)


def _pick(step: Step, press: Press) -> Answers:
    found = reading.find(step.work, step.reader, press.id)
    if found.author_id != step.reader.id:
        raise NotAllowed(N_("Only whoever started a discussion picks the answer."))
    last = press.number or found.posts
    posts = reading.newest(step.work, found.id, last, reading.PAGE)
    return marked(step, step.show(*view.picking(step.t, found, posts)), found.id)


def _unpick(step: Step, press: Press) -> Answers:
    closing.pick_answer(step.work, step.reader, press.id, None)
    return show(step, press.id)


def _close(step: Step, press: Press) -> Answers:
    found = closing.require_closer(step.work, step.reader, press.id)
    if not found.open:
        return show(step, press.id)
    return forms.beside(step, CLOSE, {"id": found.id})


def _reopen(step: Step, press: Press) -> Answers:
    closing.reopen(step.work, step.reader, press.id)
    return show(step, press.id)


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.OPEN: _open,
    view.ANSWER: _ask,
    view.FOLLOW: _follow,
    view.MUTE: _mute,
    view.READ: _read,
    view.SHARE: _share,
    view.PICK: _pick,
    view.BEGIN: _unpick,
    view.CLOSE: _close,
    view.REOPEN: _reopen,
}


def _closed(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    words = answers.get("conclusion")
    return deeds.done(
        step,
        lambda: closing.close(step.work, step.reader, args["id"], RichText(words) if words else None),
        step.t("The discussion is closed. All who took part hear what came of it."),
    )


CLOSE = forms.register(
    Form(
        name="d_close",
        questions=(
            Question(
                key="conclusion",
                title=N_("What came of it"),
                ask=lambda seen: seen.t(
                    "<b>What came of this discussion?</b>\nA sentence or two; all who took part receive it. "
                    "It is closed with that, and can be opened again."
                ),
                wants=N_("Here I need a few words as text, please."),
                read=free_text(lambda charter: charter.limits.discussions.conclusion),
                optional=True,
            ),
            deeds.last_question(
                lambda seen: deeds.sure(
                    seen, seen.t("<b>Close the discussion with this?</b>"), seen.answers.get("conclusion") or "–"
                ),
                N_("Close it"),
            ),
        ),
        finish=_closed,
    )
)
