"""`/announce`: the commands and the presses of the editor."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.announcements import pages, people, rehearsal, screen, view, when
from handlers.announcements.view import Press
from handlers.kit.answers import Answers
from handlers.kit.questions import token
from handlers.kit.step import Step
from network.announcements import audiences, drafts
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError, Outdated

router = Router(name="announcements")
_OLD = N_("This button no longer works. Please begin again with /announce.")


@router.message(Command("announce", ignore_mention=True))
async def announce(_: Message, step: Step) -> Answers:
    """Open the editor; whoever has a draft open is asked whether to go on with it."""
    draft = drafts.begin(step.work, step.reader)
    if _untouched(draft):
        return screen.home(step, draft)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, pages.open_draft(step.t, screen.sight(step, draft)))


def _untouched(draft: Announcement) -> bool:
    return draft.version == 1


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged: the rules check whose it is and how things stand."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


def _draft(step: Step, press: Press) -> Announcement:
    return drafts.draft(step.work, step.reader, press.id)


# The ends of a draft


def _go_on(step: Step, press: Press) -> Answers:
    return screen.home(step, _draft(step, press))


def _new(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    return screen.show(step, draft, pages.begin_anew(step.t, screen.sight(step, draft)))


def _begin_anew(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    screen.leave(step)
    return screen.home(step, drafts.begin(step.work, step.reader))


def _discard(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, pages.discard(step.t, screen.sight(step, draft)))


def _discard_sure(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    screen.leave(step)
    return step.show(step.t("The draft is thrown away. To begin another one: /announce"))


# Purpose, text, languages


def _purpose(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, pages.purpose(step.t, screen.sight(step, draft)))


def _set_purpose(step: Step, press: Press) -> Answers:
    return screen.home(step, drafts.set_purpose(step.work, step.reader, press.id, press.value))


def _text(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.TEXT)
    return screen.show(step, draft, pages.text(step.t, screen.sight(step, draft)))


def _written_in(step: Step, press: Press) -> Answers:
    """Correct which language the source is in: not everybody writes in the language the bot speaks to them."""
    draft, note = _draft(step, press), None
    if press.value:
        try:
            drafts.set_language(step.work, step.reader, draft.id, press.value)
        except NetworkError as no:
            note = screen.sorry(step.t, no)
        else:
            return _text(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, pages.written_in(step.t, step.work.charter, screen.sight(step, draft), note))


def _replace(step: Step, press: Press) -> Answers:
    """Take what came unasked as the text, after all."""
    unasked = screen.unasked_in(step.memory.data)
    if unasked is None:
        return screen.home(step, _draft(step, press))
    draft = drafts.set_text(step.work, step.reader, press.id, unasked)
    if (source := screen.remembered(step).get("unasked_from")) and draft.text:
        screen.came_from(step, source, draft.text.source_language)
    return screen.home(step, draft, step.t("The text is changed."))


def _languages(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    if draft.text is None:
        return screen.show(step, draft, pages.languages_need_text(step.t, screen.sight(step, draft)))
    return screen.show(step, draft, pages.languages(step.t, step.work.charter, screen.sight(step, draft)))


def _language(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    if press.value not in step.work.charter.languages or draft.text is None:
        return _languages(step, press)
    if press.value == draft.text.source_language:
        return _text(step, press)
    screen.awaits(step, draft, screen.VERSION, language=press.value)
    return screen.show(step, draft, pages.version(step.t, screen.sight(step, draft), press.value))


def _looked_at(step: Step, press: Press) -> Answers:
    drafts.looked_at(step.work, step.reader, press.id, press.value)
    return _languages(step, press)


def _drop(step: Step, press: Press) -> Answers:
    drafts.set_version(step.work, step.reader, press.id, press.value, None)
    return _languages(step, press)


# Photos, videos, files, buttons


def _files(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.FILES)
    return screen.show(step, draft, pages.files(step.t, screen.sight(step, draft)))


def _no_files(step: Step, press: Press) -> Answers:
    drafts.clear_attachments(step.work, step.reader, press.id)
    return _files(step, press)


def _links(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.LINKS)
    return screen.show(step, draft, pages.links(step.t, screen.sight(step, draft)))


def _no_links(step: Step, press: Press) -> Answers:
    drafts.set_buttons(step.work, step.reader, press.id, ())
    return _links(step, press)


# People


def _people(step: Step, press: Press) -> Answers:
    draft = _draft(step, press)
    screen.awaits(step, draft, screen.AT_HOME)
    groups = bool(audiences.choices(step.work, step.reader, people.HUBS))
    shown = people.overview(step.t, step.work.charter, screen.sight(step, draft), groups=groups)
    return screen.show(step, draft, shown)


def _dimension(step: Step, press: Press) -> Answers:
    page, leaving_out = people.placed(press.value)
    return _open(step, _draft(step, press), press.of, page, leaving_out=leaving_out)


def _open(step: Step, draft: Announcement, name: str, page: int, *, leaving_out: bool) -> Answers:
    offered = audiences.choices(step.work, step.reader, name)
    screen.awaits(step, draft, screen.NAMES, of=name, leaving_out=leaving_out)
    seen, charter = screen.sight(step, draft, offered if name == people.EVENTS else ()), step.work.charter
    shown = people.dimension(step.t, charter, seen, name, offered, leaving_out=leaving_out, page=page)
    return screen.show(step, draft, shown)


def _choose(step: Step, press: Press) -> Answers:
    leaving_out = press.act == view.LEAVE_OUT
    draft = _draft(step, press)
    choices = audiences.choices(step.work, step.reader, press.of)
    offered = people.arranged(step.t, draft, press.of, choices)
    value = next((key for key in offered if token(key) == press.value), None)
    if value is None:
        raise Outdated(_OLD)
    page = offered.index(value) // people.PER_PAGE
    draft = audiences.choose(step.work, step.reader, draft.id, press.of, value, exclude=leaving_out)
    return _open(step, draft, press.of, page, leaving_out=leaving_out)


def _anybody(step: Step, press: Press) -> Answers:
    draft = audiences.clear(step.work, step.reader, press.id, press.of)
    return _open(step, draft, press.of, 0, leaving_out=False)


def _everybody(step: Step, press: Press) -> Answers:
    for name in audiences.DIMENSIONS:
        audiences.clear(step.work, step.reader, press.id, name)
    audiences.set_people(step.work, step.reader, press.id, to_people=True)
    return _people(step, press)


def _to_people(step: Step, press: Press) -> Answers:
    audiences.set_people(step.work, step.reader, press.id, to_people=press.value != "n")
    return _people(step, press)


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.GO_ON: _go_on,
    view.HOME: _go_on,
    view.NEW: _new,
    view.NEW_SURE: _begin_anew,
    view.DISCARD: _discard,
    view.DISCARD_SURE: _discard_sure,
    view.PURPOSE: _purpose,
    view.SET_PURPOSE: _set_purpose,
    view.TEXT: _text,
    view.REPLACE: _replace,
    view.WRITTEN_IN: _written_in,
    view.LANGUAGES: _languages,
    view.LANGUAGE: _language,
    view.LOOKED_AT: _looked_at,
    view.DROP: _drop,
    view.FILES: _files,
    view.NO_FILES: _no_files,
    view.LINKS: _links,
    view.NO_LINKS: _no_links,
    view.PEOPLE: _people,
    view.DIMENSION: _dimension,
    view.CHOOSE: _choose,
    view.LEAVE_OUT: _choose,
    view.ANYBODY: _anybody,
    view.EVERYBODY: _everybody,
    view.TO_PEOPLE: _to_people,
    **when.ACTS,
    **rehearsal.ACTS,
}
