"""What is sent into the editor: words, moments, numbers, a photo, a location or a venue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message
from markupsafe import Markup

from db.values import Attachment, EventFormat, RichText
from handlers.events import editor_pages as pages
from handlers.events import editor_screen as screen
from handlers.events import editor_view as view
from handlers.events import editor_when as when
from handlers.kit import attached, bidi, richtext
from handlers.kit.answers import Answers
from handlers.kit.questions import fold
from handlers.kit.step import Step
from network import places
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import drafts, fields
from network.events.reading import Event
from network.moments import length

router = Router(name="events editor typed")
_TEXT = N_("Here I need text, please.")
_WANTED = {
    view.PICTURE: N_("Here I need a photo, please."),
    view.PLACE: N_("Here I need the place as text, or a location, please."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a message brings: words, a photo, a spot on the map with the name of a venue."""

    words: RichText | None
    photo: Attachment | None
    spot: tuple[float, float] | None
    venue: str | None


async def in_the_editor(message: Message, step: Step) -> bool:
    """Whether this message is for the editor. Commands never are."""
    return (step.memory.state or "").startswith(f"{screen.SLOT}:") and not (message.text or "").startswith("/")


async def writing(_message: Message, step: Step) -> bool:
    """Whether an event is being written."""
    return (step.memory.state or "").startswith(f"{screen.SLOT}:")


@router.message(Command("cancel", ignore_mention=True), writing)
async def cancelled(_message: Message, step: Step) -> Answers:
    """Wait for words no longer; what was written so far stays."""
    step.memory.go(None)
    return step.say(step.t("Stopped. Your draft is kept: /newevent brings it back."))


@router.message(in_the_editor)
async def written(message: Message, step: Step) -> Answers:
    """Take what was sent for what the page asked for."""
    kept = screen.remembered(step)
    try:
        event = drafts.draft(step.work, step.reader, int(kept.get("id") or 0))
    except (NotAllowed, Outdated) as no:
        screen.leave(step)
        return step.say(step.t(no.message, **no.arguments))
    sent = _sent(message, step)
    if message.media_group_id and kept.get("album") == message.media_group_id:
        return None  # of an album the first picture is taken
    awaited = (step.memory.state or "").removeprefix(f"{screen.SLOT}:")
    if awaited == screen.VERSION:
        return _version(step, event, sent)
    if sent.photo and awaited in {screen.AT_HOME, view.TITLE, view.DESCRIPTION}:
        awaited = view.PICTURE
    elif sent.spot and event.format is not EventFormat.VIRTUAL and awaited == screen.AT_HOME:
        awaited = view.PLACE
    if sent.photo and sent.words and kept.get("id") == event.id and _wants_words(step):
        event = drafts.set_picture(step.work, step.reader, event.id, sent.photo)
        awaited = _wants_words(step) or awaited
    answers = _answered(step, event, awaited, sent)
    if awaited in {view.TITLE, view.DESCRIPTION} and sent.words:
        _remember_source(step, event.id, awaited, message.message_id)
    if message.media_group_id:
        screen.note_album(step, message.media_group_id)
    return answers


def _remember_source(step: Step, event_id: int, which: str, message_id: int) -> None:
    event = drafts.draft(step.work, step.reader, event_id)
    text = event.title if which == view.TITLE else event.description
    if text is not None:
        screen.came_from(step, message_id, which, text.source_language)


def _wants_words(step: Step) -> str | None:
    """Which words the page asks for, title or description: those below a photo are meant as such."""
    awaited = (step.memory.state or "").removeprefix(f"{screen.SLOT}:")
    return awaited if awaited in {view.TITLE, view.DESCRIPTION} else None


def _answered(step: Step, event: Event, awaited: str, sent: Sent) -> Answers:
    if awaited not in view.LABELS and sent.words:
        screen.awaits(step, event, screen.AT_HOME, unasked=sent.words.to_json())
        return screen.show(step, event, pages.what_is_this(step.t, screen.sight(step, event), sent.words))
    if awaited not in view.LABELS:
        return screen.home(step, event, step.t("Please tap what you would like to change first."))
    return _take(step, event, awaited, sent)


def _sent(message: Message, step: Step) -> Sent:
    words = richtext.of_message(message)
    photo = attached.of_message(message, step.work.bot_id)
    spot = (message.location.latitude, message.location.longitude) if message.location else None
    venue = None
    if message.venue:
        spot = (message.venue.location.latitude, message.venue.location.longitude)
        named = [bidi.one_line(part) for part in (message.venue.title, message.venue.address) if part]
        venue = bidi.shorten(", ".join(named), fields.LONGEST_LINE)
    return Sent(words if words and bidi.one_line(words.text) else None, photo, spot, venue)


def _take(step: Step, event: Event, of: str, sent: Sent) -> Answers:
    """Take a part of the event; a rule that says no is a note on the page that asks."""
    if of in when.MOMENTS or of == view.ZONE:
        if sent.words is None:
            return when.show(step, event, of, step.t(_TEXT))
        if of == view.ZONE:
            return when.typed_zone(step, event, sent.words.text)
        return when.typed(step, event, of, sent.words.text)
    take = _TAKES.get(of)
    try:
        taken = take(step, event, sent) if take else None
    except NetworkError as no:
        return screen.part(step, event, of, screen.sorry(step.t, no))
    if taken is None:
        return screen.part(step, event, of, step.t(_WANTED.get(of, _TEXT)))
    if isinstance(taken, Event):
        return screen.on(step, taken, of)
    return taken


def _title(step: Step, event: Event, sent: Sent) -> Event | None:
    return drafts.set_title(step.work, step.reader, event.id, line(sent.words)) if sent.words else None


def _description(step: Step, event: Event, sent: Sent) -> Event | None:
    return drafts.set_description(step.work, step.reader, event.id, sent.words) if sent.words else None


def _length(step: Step, event: Event, sent: Sent) -> Event | None:
    if sent.words is None:
        return None
    minutes = length(sent.words.text, language=step.t.language)
    return drafts.set_minutes(step.work, step.reader, event.id, minutes)


def _link(step: Step, event: Event, sent: Sent) -> Event | None:
    return drafts.set_link(step.work, step.reader, event.id, sent.words.text) if sent.words else None


def _place(step: Step, event: Event, sent: Sent) -> Event | None:
    words = sent.venue or (bidi.one_line(sent.words.text) if sent.words else None)
    if words is None and sent.spot is None:
        return None
    return drafts.set_place(step.work, step.reader, event.id, words, sent.spot)


def _seats(step: Step, event: Event, sent: Sent) -> Event | None:
    said = sent.words.text.strip() if sent.words else ""
    if not (said.isdecimal() and len(said) <= when.LONGEST_NUMBER):
        raise NetworkError(N_("Please send me a number, such as 40."))
    return drafts.set_capacity(step.work, step.reader, event.id, int(said))


def _contact(step: Step, event: Event, sent: Sent) -> Event | None:
    return drafts.set_contact(step.work, step.reader, event.id, line(sent.words).text) if sent.words else None


def _picture(step: Step, event: Event, sent: Sent) -> Event | None:
    return drafts.set_picture(step.work, step.reader, event.id, sent.photo) if sent.photo else None


def line(words: RichText) -> RichText:
    """Make one plain line of what was typed."""
    return RichText(bidi.one_line(words.text))


# Choosing by typing a name


def _languages(step: Step, event: Event, sent: Sent) -> Event | Answers:
    if sent.words is None:
        return None
    found = places.find_languages(sent.words.text, step.work.charter.languages)
    if not found.codes:
        return _not_found(step, event, view.LANGUAGES)
    chosen = dict.fromkeys([*event.languages, *found.codes])
    return screen.part(step, drafts.set_languages(step.work, step.reader, event.id, chosen), view.LANGUAGES)


def _topics(step: Step, event: Event, sent: Sent) -> Event | Answers:
    charter = step.work.charter
    names = {key: charter.topic_name(key, step.t.language) for key in charter.topics}
    found = _named(sent, names)
    if len(found) != 1:
        return _not_found(step, event, view.TOPICS)
    chosen = dict.fromkeys([*event.topics, *found])
    return screen.part(step, drafts.set_topics(step.work, step.reader, event.id, chosen), view.TOPICS)


def _regions(step: Step, event: Event, sent: Sent) -> Event | Answers:
    charter = step.work.charter
    names = {key: view.region_name(step.t, charter, key) for key in charter.regions}
    names |= {
        key: region.short
        for key, region in charter.regions.items()
        if sent.words and fold(region.short) == fold(sent.words.text)
    }
    found = _named(sent, names)
    if len(found) != 1:
        return _not_found(step, event, view.REGIONS)
    chosen = dict.fromkeys([*event.regions, *found])
    return screen.part(step, drafts.set_regions(step.work, step.reader, event.id, chosen), view.REGIONS)


def _format(step: Step, event: Event, sent: Sent) -> Event | Answers:
    names = {str(form): step.t.plain(label) for form, label in view.FORMATS.items()}
    found = _named(sent, names)
    if len(found) != 1:
        return _not_found(step, event, view.FORMAT)
    return drafts.set_format(step.work, step.reader, event.id, found[0])


def _named(sent: Sent, names: Mapping[str, str]) -> list[str]:
    wanted = fold(sent.words.text) if sent.words else ""
    exact = [key for key, name in names.items() if wanted and fold(name) == wanted]
    return exact or [key for key, name in names.items() if len(wanted) > 1 and wanted in fold(name)]


def _not_found(step: Step, event: Event, of: str) -> Answers:
    note = step.t("I did not find that here. Please tap one of the buttons, or write it differently.")
    return screen.part(step, event, of, note)


Taken = Event | Answers
_TAKES: Mapping[str, Callable[[Step, Event, Sent], Taken]] = {
    view.TITLE: _title,
    view.DESCRIPTION: _description,
    view.LENGTH: _length,
    view.FORMAT: _format,
    view.LINK: _link,
    view.PLACE: _place,
    view.LANGUAGES: _languages,
    view.TOPICS: _topics,
    view.REGIONS: _regions,
    view.SEATS: _seats,
    view.PICTURE: _picture,
    view.CONTACT: _contact,
}


# Versions in other languages


def _version(step: Step, event: Event, sent: Sent) -> Answers:
    kept = screen.remembered(step)
    which, code = str(kept.get("of")), str(kept.get("language"))
    seen = screen.sight(step, event)
    note: Markup | None = None
    if sent.words is None:
        return screen.show(step, event, pages.version(step.t, seen, which, code, step.t(_TEXT)))
    body = line(sent.words) if which == view.TITLE else sent.words
    try:
        event = drafts.set_version(step.work, step.reader, event.id, which, code, body)
    except NetworkError as no:
        return screen.show(step, event, pages.version(step.t, seen, which, code, screen.sorry(step.t, no)))
    seen = screen.sight(step, event)
    if which == view.TITLE and event.description and code not in event.description.versions:
        screen.awaits(step, event, screen.VERSION, of=view.DESCRIPTION, language=code)
        return screen.show(step, event, pages.version(step.t, seen, view.DESCRIPTION, code))
    screen.awaits(step, event, screen.AT_HOME)
    note = step.t("Noted: {language}.", language=places.language_label(code, step.t.language))
    return screen.show(step, event, pages.words(step.t, step.work.charter, seen, note))
