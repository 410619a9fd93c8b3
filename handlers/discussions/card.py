"""A discussion opened: its card, its pages, following it, sharing it, its answer and its end."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from db.values import RichText
from handlers.discussions import card_view as view
from handlers.discussions.card_view import Press
from handlers.kit import deeds, forms
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message as Letter
from handlers.kit.notices import NoticeKind
from handlers.kit.questions import Question, free_text
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import notices, screens
from network.charter import Charter
from network.discussions import closing, following, limits, reading
from network.discussions.kinds import ASKED, CLOSED, DISCUSSION, READING
from network.discussions.listing import require_reader
from network.discussions.reading import Discussion, ShownPost
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.work import Work

router = Router(name="discussions.card")
NEWEST = 4  # posts that *Newest posts* begins with
CAME_FOR = "discussion_came_for"  # what a visitor wanted to read, until they are a member
_OLD = N_("This button is from an older message and no longer works. Send /discussions to see what is talked about.")


class Leads(Filter):
    """Lets pass what leads to a discussion, `/start d12`."""

    async def __call__(self, _: TelegramObject, command: CommandObject) -> bool | dict[str, Any]:
        """Hand over which one."""
        found = number_in(command.args or "", "d")
        return False if found is None else {"discussion_id": found}


def number_in(payload: str, letter: str) -> int | None:
    """Read a link's payload: a letter and a row number; None for anything else."""
    digits = payload.removeprefix(letter)
    fits = payload.startswith(letter) and digits.isascii() and digits.isdigit() and 0 < len(digits) <= 15
    return int(digits) if fits and int(digits) > 0 else None


@router.message(CommandStart(deep_link=True, ignore_mention=True), Leads())
async def follow_link(_: Message, step: Step, discussion_id: int) -> Answers:
    """Open the discussion that a link leads to; whoever is no member yet sees its title, and how to join."""
    try:
        return show(step, discussion_id, below=True)
    except NotAllowed:
        step.memory.keep(**{CAME_FOR: discussion_id})
        found = reading.public_line(step.work, discussion_id)
        return step.say(view.public(step.t, found, step.work.charter))
    except Outdated as no:
        return step.say(step.t(no.message, **no.arguments))


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
    message = view.card(step.t, found, _opening(step.work, found), step.reader, step.work.charter)
    notice = screens.notice(step.work, DISCUSSION, discussion_id)
    return [in_place_or_below(step, message.html, message.keyboard, below=below).showing(notice)]


def in_place_or_below(step: Step, html: str, keyboard: Any, *, below: bool = False) -> Answer:
    """Turn cards, pages and lists in place; a letter stays as it is, and what was pressed there comes below it."""
    return step.say(html, keyboard) if below or on_a_letter(step) else step.show(html, keyboard)


def on_a_letter(step: Step) -> bool:
    """Whether the pressed button stands under something that came by itself."""
    subject = notices.find(step.work, step.chat_id, step.pressed) if step.pressed else None
    return subject is not None and subject.kind not in (DISCUSSION, READING)


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
    return asked.showing(screens.notice(step.work, ASKED, press.id))


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
    first = press.number
    if first == found.posts and first > NEWEST and not press.at:
        first = found.posts - NEWEST + 1
    return read_from(step, found, first, press.at)


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
    return step.say(words, inline(step.t, [Button(step.t.plain("Send the link"), url=forward)]))


def _pick(step: Step, press: Press) -> Answers:
    found = reading.find(step.work, step.reader, press.id)
    if found.author_id != step.reader.id:
        raise NotAllowed(N_("Only whoever started a discussion picks the answer."))
    newest = reading.page(step.work, step.reader, found.id, max(2, found.posts - reading.PAGE + 1))
    return step.show(*view.picking(step.t, found, newest))


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

# As notices: each is drawn anew where it stands when what it shows has changed.

Drawn = tuple[Discussion, Sequence[ShownPost], Charter]


def _opening(work: Work, found: Discussion) -> ShownPost | None:
    ids = reading.first_post(work, found.id)
    return reading.shown(work, ids).get(ids[0]) if ids else None


def _load(work: Work, discussion_ids: Sequence[int], person_ids: Sequence[int]) -> Mapping[int, Any]:
    """Cards: what each reader follows stands in them, so that each reader's is loaded."""
    by_reader = {person: reading.read(work, discussion_ids, person) for person in person_ids}
    opening = {number: _opening(work, one) for number, one in reading.read(work, discussion_ids).items()}
    return {
        number: ({person: found[number] for person, found in by_reader.items() if number in found}, first, work.charter)
        for number, first in opening.items()
    }


def _render(drawn: Any, reader: Reader, t: Speech) -> Letter | None:
    by_reader, opening, charter = drawn
    if reader.id not in by_reader or not _may_read(reader):
        return None
    return view.card(t, by_reader[reader.id], opening, reader, charter)


def _load_pages(work: Work, post_ids: Sequence[int]) -> Mapping[int, Drawn]:
    first = reading.shown(work, post_ids)
    found = reading.read(work, {one.discussion_id for one in first.values()})
    return {
        number: (found[one.discussion_id], reading.following_posts(work, one), work.charter)
        for number, one in first.items()
        if one.discussion_id in found
    }


def _render_page(drawn: Drawn, reader: Reader, t: Speech) -> Letter | None:
    found, posts, _ = drawn
    if not _may_read(reader) or not posts:
        return None
    words, keyboard, _next = view.reading(t, found, posts, reader)
    return Letter(words, keyboard)


def _load_closed(work: Work, discussion_ids: Sequence[int]) -> Mapping[int, Discussion]:
    return {number: one for number, one in reading.read(work, discussion_ids).items() if not one.open}


def _render_closed(found: Discussion, reader: Reader, t: Speech) -> Letter | None:
    return view.closed(t, found) if _may_read(reader) else None


def _may_read(reader: Reader) -> bool:
    try:
        require_reader(reader)
    except NotAllowed:
        return False
    return True


def _never(_drawn: Any, _reader: Reader, _t: Speech) -> None:
    """What only marks a message is never drawn."""


NOTICES = (
    NoticeKind(DISCUSSION, None, _render, load_for=_load, no_reminder="a card that was asked for"),
    NoticeKind(READING, _load_pages, _render_page, no_reminder="a page that was asked for"),
    NoticeKind(CLOSED, _load_closed, _render_closed, again=True),
    NoticeKind(ASKED, None, _never, no_reminder="a question that a reply answers"),
)
