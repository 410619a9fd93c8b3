"""What is sent while a discussion is written: words, photos, files, and corrections by Telegram's edit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message
from markupsafe import Markup

from db.values import Attachment, RichText
from handlers.discussions import making_screen as screen
from handlers.discussions import making_view as view
from handlers.kit import attached, bidi, richtext
from handlers.kit.answers import Answers
from handlers.kit.questions import fold
from handlers.kit.step import Step
from network import notices, places
from network.discussions import drafts
from network.discussions.drafts import Draft
from network.discussions.kinds import DRAFT
from network.errors import N_, NetworkError, NotAllowed, Outdated

router = Router(name="discussions making typed")
_TEXT = N_("Here I need text, please.")
# Telegram cuts what is longer than 4,096 characters into several messages, a little before that if a word ends there.
NEARLY_FULL, TOGETHER = 3500, timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a message brings."""

    id: int
    at: datetime
    words: RichText | None
    file: Attachment | None
    album: str | None


async def being_written(message: Message, step: Step) -> bool:
    """Whether this message belongs to a discussion in the making. Commands never do."""
    return screen.awaited(step) is not None and not (message.text or "").startswith("/")


async def writing(_message: Message, step: Step) -> bool:
    """Whether a discussion is being written."""
    return screen.awaited(step) is not None


@router.message(Command("cancel", ignore_mention=True), writing)
async def cancelled(_message: Message, step: Step) -> Answers:
    """Wait for words no longer; what was written so far stays."""
    step.memory.go(None)
    return step.say(step.t("Stopped. Your draft is kept: /discuss brings it back."))


@router.message(being_written)
async def written(message: Message, step: Step) -> Answers:
    """Take what was sent for what the page asked for."""
    try:
        draft = drafts.draft(step.work, step.reader, int(screen.remembered(step).get("id") or 0))
    except (NotAllowed, Outdated) as no:
        screen.leave(step)
        return step.say(step.t(no.message, **no.arguments))
    sent = _sent(message, step)
    try:
        if sent.words and _goes_on(step, sent):
            return _more_text(step, draft, sent)
        return _files(step, draft, sent) if sent.file else _words(step, draft, sent)
    except NetworkError as no:
        return _again(step, drafts.draft(step.work, step.reader, draft.id), no)


def _again(step: Step, draft: Draft, no: NetworkError) -> Answers:
    return _as_it_stands(step, draft, screen.sorry(step.t, no))


def _sent(message: Message, step: Step) -> Sent:
    words = richtext.of_message(message)
    return Sent(
        message.message_id,
        message.date,
        words if words and bidi.one_line(words.text) else None,
        attached.of_message(message, step.work.bot_id),
        message.media_group_id,
    )


# Words


def _words(step: Step, draft: Draft, sent: Sent) -> Answers:
    awaited = screen.awaited(step)
    if sent.words is None:
        raise NetworkError(_TEXT)
    match awaited:
        case "title":
            return _title(step, draft, sent, sent.words)
        case "text":
            return screen.on(step, _text(step, draft, sent, sent.words), view.TEXT)
        case "topic" | "region" | "language":
            return _named(step, draft, awaited, sent.words.text)
    return _what_is_this(step, draft, sent, sent.words)


def _what_is_this(step: Step, draft: Draft, sent: Sent, words: RichText) -> Answers:
    screen.awaits(step, draft, screen.AT_HOME, unasked=words.to_json())
    _note_tail(step, draft, sent)
    return screen.show(step, draft, view.what_is_this(step.t, screen.sight(step, draft), words.text))


def _note_tail(step: Step, draft: Draft, sent: Sent) -> None:
    """Remember that more may follow at once: Telegram cuts what does not fit into one message."""
    full = sent.words is not None and len(sent.words.text) >= NEARLY_FULL
    screen.keep(step, draft, tail=sent.at.timestamp() if full else None)


def _title(step: Step, draft: Draft, sent: Sent, words: RichText) -> Answers:
    """Take the title. What is far too long for one is the text: nobody has to send it twice."""
    line, most = bidi.one_line(words.text), step.work.charter.limits.discussions.title
    if len(line) > most and draft.text is None and not draft.title:
        draft = _text(step, draft, sent, words)
        note = step.t("I took that as your text. Now please a title: one short line.")
        return screen.part(step, draft, view.TITLE, note)
    draft = drafts.set_title(step.work, step.reader, draft.id, line)
    screen.came_from(step, draft, sent.id, view.TITLE)
    return screen.on(step, draft, view.TITLE)


def _text(step: Step, draft: Draft, sent: Sent, words: RichText) -> Draft:
    told = screen.remembered(step).get("told")
    draft = drafts.set_text(step.work, step.reader, draft.id, words, told=told)
    screen.came_from(step, draft, sent.id, view.TEXT)
    _note_tail(step, draft, sent)
    return draft


def _goes_on(step: Step, sent: Sent) -> bool:
    """Whether Telegram cut a long text in two, of which this is the other half."""
    tail = screen.remembered(step).get("tail")
    return isinstance(tail, float) and abs(sent.at.timestamp() - tail) <= TOGETHER.total_seconds()


def _more_text(step: Step, draft: Draft, sent: Sent) -> Answers:
    assert sent.words is not None, "only words go on"
    if (unasked := screen.unasked_in(step.memory.data)) is not None:
        return _what_is_this(step, draft, sent, drafts.joined(unasked, sent.words))
    told = screen.remembered(step).get("told")
    draft = drafts.add_text(step.work, step.reader, draft.id, sent.words, told=told)
    # Its first message is no longer the whole of it: an edit there would lose the rest.
    screen.no_source(step, draft, view.TEXT)
    _note_tail(step, draft, sent)
    return _as_it_stands(step, draft)


def _as_it_stands(step: Step, draft: Draft, note: Markup | None = None) -> Answers:
    """Show the page again that stood, at the end of the chat."""
    awaited = screen.awaited(step)
    if awaited in view.LABELS:
        return screen.part(step, draft, str(awaited), note)
    return screen.home(step, draft, note)


# Photos and files


def _files(step: Step, draft: Draft, sent: Sent) -> Answers:
    """Put a photo or file beside the words; what is written below it is meant as title or text, as was asked."""
    assert sent.file is not None, "there is a file"
    known_album = sent.album is not None and screen.remembered(step).get("album") == sent.album
    draft = drafts.add_file(step.work, step.reader, draft.id, sent.file)
    if sent.album:
        screen.keep(step, draft, album=sent.album)
    if known_album and not sent.words:
        return _quietly(step, draft)
    if sent.words and screen.awaited(step) in {view.TITLE, view.TEXT, screen.AT_HOME}:
        return _words(step, draft, sent)
    return _as_it_stands(step, draft)


def _quietly(step: Step, draft: Draft) -> Answers:
    """The other parts of an album say nothing; the screen that stands shows how many there are."""
    if screen.awaited(step) == screen.AT_HOME:
        notices.revise(step.work, DRAFT, draft.id)
    return None


# Choosing by typing a name


def _named(step: Step, draft: Draft, of: str, typed: str) -> Answers:
    charter, t = step.work.charter, step.t
    if of == view.LANGUAGE:
        codes = places.find_languages(typed, charter.languages).codes
        if len(codes) != 1:
            raise NetworkError(_NOT_FOUND)
        screen.keep(step, draft, told=codes[0])
        return screen.on(step, drafts.set_language(step.work, step.reader, draft.id, codes[0]), of)
    if of == view.TOPIC:
        topic = _one_of(typed, {key: charter.topic_name(key, t.language) for key in charter.topics})
        return screen.on(step, drafts.set_topic(step.work, step.reader, draft.id, topic), of)
    names = {key: charter.region_name(key, t.language) for key in charter.regions}
    names |= {view.EVERYONE: t.plain("Everyone")}
    short = {key for key, region in charter.regions.items() if fold(region.short) == fold(typed)}
    region = short.pop() if short else _one_of(typed, names)
    chosen = None if region == view.EVERYONE else region
    return screen.on(step, drafts.set_region(step.work, step.reader, draft.id, chosen), of)


_NOT_FOUND = N_("I did not find that here. Please tap one of the buttons, or write it differently.")


def _one_of(typed: str, names: dict[str, str]) -> str:
    wanted = fold(typed)
    exact = [key for key, name in names.items() if wanted and fold(name) == wanted]
    found = exact or [key for key, name in names.items() if len(wanted) > 1 and wanted in fold(name)]
    if len(found) != 1:
        raise NetworkError(_NOT_FOUND)
    return found[0]


# Corrections in the message itself


async def a_source(message: Message, step: Step) -> bool:
    """Whether words of the draft came from this message."""
    return screen.words_from(step, message.message_id) is not None


@router.edited_message(a_source)
async def edited(message: Message, step: Step) -> Answers:
    """Take over what was changed in the message itself; the screen that stands shows it."""
    words, which = richtext.of_message(message), screen.words_from(step, message.message_id)
    try:
        draft = drafts.draft(step.work, step.reader, int(screen.remembered(step).get("id") or 0))
    except (NotAllowed, Outdated):
        screen.leave(step)
        return None  # it is published, or was thrown away
    if words is None or not bidi.one_line(words.text):
        return None
    try:
        if which == view.TITLE:
            drafts.set_title(step.work, step.reader, draft.id, bidi.one_line(words.text))
        else:
            told = screen.remembered(step).get("told")
            drafts.set_text(step.work, step.reader, draft.id, words, told=told)
    except NetworkError as no:
        return step.say(screen.sorry(step.t, no))
    if screen.awaited(step) == screen.AT_HOME:  # another page is in the midst of asking something
        notices.revise(step.work, DRAFT, draft.id)
    return None
