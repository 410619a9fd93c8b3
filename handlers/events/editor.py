"""The presses of the editor, old, present or forged: the rules check whose event it is and how it stands."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.events import editor_pages as pages
from handlers.events import editor_screen as screen
from handlers.events import editor_view as view
from handlers.events import editor_when as when
from handlers.events import making
from handlers.events.editor_typed import line
from handlers.events.editor_view import Press
from handlers.kit.answers import Answers
from handlers.kit.questions import token
from handlers.kit.step import Step
from network.errors import N_, NetworkError, Outdated
from network.events import drafts
from network.events.reading import Event
from network.places.zones import zone_table

router = Router(name="events editor")
_OLD = N_("This button no longer works. Please begin again with /newevent.")


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


def _draft(step: Step, press: Press) -> Event:
    return drafts.draft(step.work, step.reader, press.id)


def _home(step: Step, press: Press) -> Answers:
    return screen.home(step, _draft(step, press))


def _more(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    screen.awaits(step, event, screen.AT_HOME)
    shown = view.home(step.t, step.work.charter, screen.sight(step, event), more=True)
    return screen.show(step, event, shown)


def _field(step: Step, press: Press) -> Answers:
    if press.of not in view.LABELS:
        raise Outdated(_OLD)
    return screen.part(step, _draft(step, press), press.of)


def _next(step: Step, press: Press) -> Answers:
    return screen.on(step, _draft(step, press), press.of)


# Choosing


def _set(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    if press.of == view.ZONE:
        return when.set_zone(step, event, _zone(press.value))
    setter, value = _SETS.get(press.of), press.value
    if setter is None:
        raise Outdated(_OLD)
    try:
        event = setter(step, event, value)
    except NetworkError as no:
        return screen.part(step, event, press.of, screen.sorry(step.t, no))
    return screen.on(step, event, press.of)


_SETS: Mapping[str, Callable[[Step, Event, str], Event]] = {
    view.LENGTH: lambda step, event, value: drafts.set_minutes(step.work, step.reader, event.id, _number(value)),
    view.FORMAT: lambda step, event, value: drafts.set_format(step.work, step.reader, event.id, value),
    view.SEATS: lambda step, event, value: drafts.set_capacity(step.work, step.reader, event.id, _number(value)),
    view.CONTACT: lambda step, event, _: drafts.set_contact(step.work, step.reader, event.id, step.reader.name),
}


def _toggle(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    setter, standing, known = _several(step, event, press.of)
    value = next((key for key in known if token(key) == press.value), None)
    if value is None:
        raise Outdated(_OLD)
    chosen = [key for key in standing if key != value] if value in standing else [*standing, value]
    try:
        event = setter(step.work, step.reader, event.id, chosen)
    except NetworkError as no:
        return screen.part(step, event, press.of, screen.sorry(step.t, no))
    return screen.part(step, event, press.of)


def _several(step: Step, event: Event, of: str) -> tuple[Callable[..., Event], tuple[str, ...], list[str]]:
    """A part that several values make: its setter, what stands, and what can be chosen."""
    charter = step.work.charter
    match of:
        case view.LANGUAGES:
            known = [*event.languages, *charter.languages, *pages.OFFERED_LANGUAGES]
            return drafts.set_languages, event.languages, known
        case view.TOPICS:
            return drafts.set_topics, event.topics, list(charter.topics)
        case view.REGIONS:
            return drafts.set_regions, event.regions, list(charter.regions)
    raise Outdated(_OLD)


def _clear(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    if press.of == view.REGIONS:
        return screen.part(step, drafts.set_regions(step.work, step.reader, event.id, ()), view.REGIONS)
    setter = _CLEARS.get(press.of)
    if setter is None:
        raise Outdated(_OLD)
    return screen.on(step, setter(step.work, step.reader, event.id, None), press.of)


_CLEARS: Mapping[str, Callable[..., Event]] = {
    view.DESCRIPTION: drafts.set_description,
    view.LINK: drafts.set_link,
    view.SEATS: drafts.set_capacity,
    view.ANSWER_BY: drafts.set_answer_by,
    view.PICTURE: drafts.set_picture,
    view.CONTACT: drafts.set_contact,
    view.PUBLISH_AT: drafts.set_publish_at,
}


def _moment(step: Step, press: Press) -> Answers:
    return when.press(step, _draft(step, press), press)


def _other(step: Step, press: Press) -> Answers:
    return when.other(step, _draft(step, press), press)


def _number(value: str) -> int:
    """Read a number; -1, which no rule takes, for a forged one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= when.LONGEST_NUMBER else -1


def _zone(value: str) -> str:
    zones = ["UTC", *(zone for zones in zone_table().values() for zone in zones)]
    return next((zone for zone in zones if token(zone) == value), value)


def _unasked(step: Step, press: Press) -> Answers:
    """Take what came unasked for the title or the description, after all."""
    event, words = _draft(step, press), screen.unasked_in(step.memory.data)
    if words is None or press.of not in (view.TITLE, view.DESCRIPTION):
        return screen.home(step, event)
    try:
        if press.of == view.TITLE:
            event = drafts.set_title(step.work, step.reader, event.id, line(words))
        else:
            event = drafts.set_description(step.work, step.reader, event.id, words)
    except NetworkError as no:
        return screen.part(step, event, press.of, screen.sorry(step.t, no))
    return screen.home(step, event)


# Translations


def _words(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    screen.awaits(step, event, screen.AT_HOME)
    return screen.show(step, event, pages.words(step.t, step.work.charter, screen.sight(step, event)))


def _version(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    if press.of not in (view.TITLE, view.DESCRIPTION) or press.value not in step.work.charter.languages:
        return _words(step, press)
    screen.awaits(step, event, screen.VERSION, of=press.of, language=press.value)
    return screen.show(step, event, pages.version(step.t, screen.sight(step, event), press.of, press.value))


def _looked_at(step: Step, press: Press) -> Answers:
    drafts.looked_at(step.work, step.reader, press.id, press.of, press.value)
    return _words(step, press)


def _drop(step: Step, press: Press) -> Answers:
    if press.of not in (view.TITLE, view.DESCRIPTION):
        raise Outdated(_OLD)
    drafts.set_version(step.work, step.reader, press.id, press.of, press.value, None)
    return _words(step, press)


def _written_in(step: Step, press: Press) -> Answers:
    """Correct which language the author's own words are in: not everybody writes in the one the bot speaks to them."""
    event, note = _draft(step, press), None
    if press.value:
        try:
            drafts.set_language(step.work, step.reader, event.id, press.value)
        except NetworkError as no:
            note = screen.sorry(step.t, no)
        else:
            return _words(step, press)
    screen.awaits(step, event, screen.AT_HOME)
    return screen.show(step, event, pages.written_in(step.t, step.work.charter, screen.sight(step, event), note))


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.HOME: _home,
    view.GO_ON: _home,
    view.MORE: _more,
    view.FIELD: _field,
    view.NEXT: _next,
    view.SET: _set,
    view.TOGGLE: _toggle,
    view.CLEAR: _clear,
    view.MOMENT: _moment,
    view.OTHER: _other,
    view.UNASKED: _unasked,
    view.WORDS: _words,
    view.VERSION: _version,
    view.LOOKED_AT: _looked_at,
    view.DROP: _drop,
    view.WRITTEN_IN: _written_in,
    **making.ACTS,
}
