"""`/discuss`: starting a discussion, from the first question to the day it is published."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from db.values import DiscussionState
from handlers.discussions import card
from handlers.discussions import making_screen as screen
from handlers.discussions import making_view as view
from handlers.discussions.making_view import Press
from handlers.kit import bidi
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button, inline
from handlers.kit.step import Step
from network.discussions import drafts, posting, publishing
from network.discussions.drafts import Draft
from network.errors import N_, NetworkError, Outdated

router = Router(name="discussions making")
LONGEST_NUMBER = 10
_OLD = N_("This button no longer works. Please begin again with /discuss.")


@router.message(Command("discuss", ignore_mention=True))
async def discuss(_: Message, step: Step, command: CommandObject) -> Answers:
    """Begin a discussion; words behind the command are its title. Whoever has a draft is asked whether to go on."""
    return started(step, command.args or "")


def started(step: Step, words: str = "") -> Answers:
    """Begin a discussion, or offer to go on with the one that was begun; `words` are a title."""
    made, fresh = drafts.begun(step.work, step.reader)
    draft = drafts.draft(step.work, step.reader, made)
    if not fresh and (draft.title or draft.text or draft.files or draft.topic):
        screen.awaits(step, draft, screen.AT_HOME)
        return screen.show(step, draft, view.open_draft(step.t, step.work.charter, screen.sight(step, draft)))
    title = bidi.one_line(words)
    if title:
        try:
            draft = drafts.set_title(step.work, step.reader, made, title)
        except NetworkError as no:
            screen.awaits(step, draft, screen.AT_HOME, passed=[])
            return screen.part(step, draft, view.TITLE, screen.sorry(step.t, no))
    screen.awaits(step, draft, screen.AT_HOME, passed=[view.TITLE] if title else [])
    return screen.onward(step, draft)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged: the rules check whose draft it is and how it stands."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


def _draft(step: Step, press: Press) -> Draft:
    return drafts.draft(step.work, step.reader, press.id)


def _home(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    if publishing.problems(step.work, draft):
        return screen.begin(step, draft)
    return screen.home(step, draft)


def _field(step: Step, press: Press) -> Answers:
    if press.of not in view.LABELS:
        raise Outdated(_OLD)
    return screen.part(step, _draft(step, press), press.of)


def _back(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    if press.of not in view.ASKED or not screen.is_guided(step, draft):
        return screen.home(step, draft)
    return screen.part(step, draft, view.ASKED[max(view.ASKED.index(press.of) - 1, 0)])


def _next(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    if press.of == "like":
        screen.not_these(step, draft)
    return screen.on(step, draft, view.TITLE if press.of == "like" else press.of)


def _set(step: Step, press: Press) -> Answers:
    draft, charter = _draft(step, press), step.work.charter
    match press.of:
        case "topic" if topic := view.keys_by_token(charter.topics, press.value):
            draft = drafts.set_topic(step.work, step.reader, draft.id, topic)
        case "region" if region := view.keys_by_token([*charter.regions, view.EVERYONE], press.value):
            chosen = None if region == view.EVERYONE else region
            draft = drafts.set_region(step.work, step.reader, draft.id, chosen)
        case "language" if code := _language(step, draft, press.value):
            draft = drafts.set_language(step.work, step.reader, draft.id, code)
            screen.keep(step, draft, told=code)
        case "files":
            draft = drafts.clear_files(step.work, step.reader, draft.id)
        case _:
            raise Outdated(_OLD)
    return screen.on(step, draft, press.of)


def _language(step: Step, draft: Draft, pressed: str) -> str | None:
    spoken = drafts.author(step.work, step.reader).languages
    return view.keys_by_token([draft.language, *spoken, *step.work.charter.languages], pressed)


# Is it one of these?


def _open(step: Step, press: Press) -> Answers:
    """Open a discussion in a message of its own: the draft stays."""
    if not (press.value.isascii() and press.value.isdigit() and len(press.value) <= LONGEST_NUMBER):
        raise Outdated(_OLD)
    step.pressed = None
    return card.show(step, int(press.value))


# Later, or not at all


def _later(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    return screen.end(step, draft.id, step.t("Your draft is kept. /discuss brings it back."))


def _new(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    return screen.show(step, draft, view.sure(step.t, screen.sight(step, draft), anew=True))


def _begin_anew(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    down = screen.take_down(step, press.id)
    screen.leave(step)
    draft = drafts.draft(step.work, step.reader, drafts.begin(step.work, step.reader))
    return [*down, *screen.begin(step, draft)]


def _discard(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, view.sure(step.t, screen.sight(step, draft), anew=False))


def _discard_sure(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    return screen.end(step, press.id, step.t("The draft is thrown away. To begin another one: /discuss"))


# Words that came unasked


def _unasked(step: Step, press: Press) -> Answers:
    draft, words = _draft(step, press), screen.unasked_in(step.memory.data)
    if words is None:
        return screen.home(step, draft)
    told = screen.remembered(step).get("told")
    try:
        if press.of == view.TITLE:
            draft = drafts.set_title(step.work, step.reader, draft.id, bidi.one_line(words.text))
        elif press.value == "add":
            draft = drafts.add_text(step.work, step.reader, draft.id, words, told=told)
        else:
            draft = drafts.set_text(step.work, step.reader, draft.id, words, told=told)
    except NetworkError as no:
        return screen.home(step, draft, screen.sorry(step.t, no))
    screen.no_source(step, draft, view.TITLE if press.of == view.TITLE else view.TEXT)
    return screen.home(step, draft)


# Publishing


def _publish(step: Step, press: Press) -> Answers:
    """Publish it. A second press finds it published, and says the same."""
    version = int(press.value) if press.value.isascii() and press.value.isdigit() and len(press.value) < 10 else 0
    found = drafts.find(step.work, press.id)
    if found.state is DiscussionState.DRAFT:
        try:
            publishing.publish(step.work, step.reader, press.id, version)
        except NetworkError as no:
            draft = drafts.draft(step.work, step.reader, press.id)
            return screen.home(step, draft, screen.sorry(step.t, no))
        if source := screen.source_of(step, view.TEXT):  # an edit of it, or a reply to it, means the post
            posting.adopt_own(step.work, found.post_id, step.chat_id, source)
    else:
        publishing.publish(step.work, step.reader, press.id, version)
    opened = Button(step.t.plain("Open it"), Press(act=view.OPEN, id=press.id, value=str(press.id)))
    said = step.t(
        "<b>{title}</b> is published. Members hear of it now, each when it suits them. Answers come to you here.",
        title=found.title or "",
    )
    return screen.end(step, press.id, said, inline(step.t, [opened]))


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.HOME: _home,
    view.FIELD: _field,
    view.SET: _set,
    view.NEXT: _next,
    view.BACK: _back,
    view.OPEN: _open,
    view.LATER: _later,
    view.NEW: _new,
    view.NEW_SURE: _begin_anew,
    view.DISCARD: _discard,
    view.DISCARD_SURE: _discard_sure,
    view.UNASKED: _unasked,
    view.PUBLISH: _publish,
}
