"""What coordinators send into the editor: the text, versions, photos, videos and files (albums, too), buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message
from markupsafe import Markup

from db.values import Attachment, RichText
from handlers.announcements import correcting, links, pages, people, reach, screen, when
from handlers.announcements.screen import sight, sorry
from handlers.kit import attached, bidi, richtext
from handlers.kit.answers import Answers
from handlers.kit.questions import fold
from handlers.kit.step import Step
from network import places
from network.announcements import audiences, drafts
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError, NotAllowed, Outdated

router = Router(name="announcements typed")
LONGEST_MESSAGE = 4096
_WANTED = N_("I can take text, photos, videos and files here.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a message brings: words, a picture or file, and the album it belongs to."""

    words: RichText | None
    attachment: Attachment | None
    album: str | None
    cut_off: bool
    message_id: int


async def in_the_editor(message: Message, step: Step) -> bool:
    """Whether this message is for the editor. Commands never are."""
    return (step.memory.state or "").startswith(f"{screen.SLOT}:") and not (message.text or "").startswith("/")


async def writing(_message: Message, step: Step) -> bool:
    """Whether an announcement, or a correction of one, is being written."""
    return (step.memory.state or "").startswith((f"{screen.SLOT}:", correcting.WAITS))


@router.message(Command("cancel", ignore_mention=True), writing)
async def cancelled(_message: Message, step: Step) -> Answers:
    """Wait for words no longer; what was written so far stays."""
    corrects = step.memory.state == correcting.WAITS
    step.memory.go(None)
    if corrects:
        return step.say(step.t("Stopped. Nothing was corrected; /announcements shows what was sent."))
    return step.say(step.t("Stopped. Your draft is kept: /announce brings it back."))


@router.message(in_the_editor)
async def written(message: Message, step: Step) -> Answers:
    """Take what was sent for what the page asked for."""
    kept = screen.remembered(step)
    try:
        draft = drafts.draft(step.work, step.reader, int(kept.get("id") or 0))
    except (NotAllowed, Outdated) as no:
        screen.leave(step)
        return step.say(step.t(no.message, **no.arguments))
    sent = _sent(message, step)
    if sent.attachment is None and (sent.words is None or message.text is None):
        # Words under what cannot be taken are not taken without it. The page stays, and awaits what it asked for.
        return step.say(step.t(_WANTED))
    if sent.album and kept.get("album") == sent.album:
        return _more_of_an_album(step, draft, sent)
    awaited = (step.memory.state or "").removeprefix(f"{screen.SLOT}:")
    return _TAKES.get(awaited, _unasked)(step, draft, sent)


async def a_source(message: Message, step: Step) -> bool:
    """Whether a version of the draft came from this message."""
    return screen.language_from(step, message.message_id) is not None


@router.edited_message(a_source)
async def edited(message: Message, step: Step) -> Answers:
    """Take over what was changed in the message itself; the screen that stands shows it."""
    sent, language = _sent(message, step), screen.language_from(step, message.message_id)
    try:
        draft = drafts.draft(step.work, step.reader, int(screen.remembered(step).get("id") or 0))
    except (NotAllowed, Outdated):
        screen.leave(step)
        return None  # it was sent, or thrown away: what was written for it may be tidied up
    if sent.words is None or language is None or draft.text is None or language not in draft.text.versions:
        return None
    drafts.set_version(step.work, step.reader, draft.id, language, sent.words)
    screen.refresh(step, draft)
    return None


def _sent(message: Message, step: Step) -> Sent:
    words = richtext.of_message(message)
    return Sent(
        words if words and bidi.one_line(words.text) else None,
        attached.of_message(message, step.work.bot_id),
        message.media_group_id,
        len(message.text or "") >= LONGEST_MESSAGE,
        message.message_id,
    )


def _set_text(step: Step, draft: Announcement, sent: Sent) -> Announcement:
    assert sent.words is not None, "there are words"
    draft = drafts.set_text(step.work, step.reader, draft.id, sent.words)
    if draft.text:
        screen.came_from(step, sent.message_id, draft.text.source_language)
    return draft


# Text, photos, videos and files


def _text(step: Step, draft: Announcement, sent: Sent) -> Answers:
    try:
        if sent.attachment:
            draft = drafts.add_attachment(step.work, step.reader, draft.id, sent.attachment)
        if sent.words:
            draft = _set_text(step, draft, sent)
    except NetworkError as no:
        return screen.home(step, draft, sorry(step.t, no))
    _album_begins(step, sent)
    note = None
    if sent.cut_off:
        note = step.t(
            "⚠️ This is as much as one message holds. If your text was longer, its end is missing: please shorten it."
        )
    return screen.home(step, draft, note)


def _files(step: Step, draft: Announcement, sent: Sent) -> Answers:
    if sent.attachment is None:
        return _unasked(step, draft, sent)
    try:
        draft = drafts.add_attachment(step.work, step.reader, draft.id, sent.attachment)
    except NetworkError as no:
        _album_begins(step, sent)
        screen.awaits(step, draft, screen.FILES, refused=sent.album)  # its other pictures say nothing then
        return screen.show(step, draft, pages.files(step.t, sight(step, draft), sorry(step.t, no)))
    _album_begins(step, sent)
    note = None
    if sent.words and draft.text is None:
        draft = _set_text(step, draft, sent)
    elif sent.words:
        note = step.t("The words that came with it were left out: the announcement has its text already.")
    return screen.home(step, draft, note)


def _album_begins(step: Step, sent: Sent) -> None:
    kept = screen.remembered(step)
    kept.pop("album", None)
    if sent.album:
        step.memory.keep(**{screen.SLOT: {**kept, "album": sent.album}})


def _more_of_an_album(step: Step, draft: Announcement, sent: Sent) -> Answers:
    """Take a further picture of an album: the screen that stands counts it, and nothing more is said."""
    try:
        if sent.attachment:
            drafts.add_attachment(step.work, step.reader, draft.id, sent.attachment)
        if sent.words and draft.text is None:
            _set_text(step, draft, sent)
    except NetworkError as no:
        return _once(step, draft, no)
    screen.refresh(step, draft)
    return None


def _once(step: Step, draft: Announcement, no: NetworkError) -> Answers:
    """Say once that an album does not fit, not ten times."""
    kept = screen.remembered(step)
    if kept.get("refused") == kept.get("album"):
        return None
    step.memory.keep(**{screen.SLOT: {**kept, "refused": kept.get("album")}})
    return screen.show(step, draft, pages.files(step.t, sight(step, draft), sorry(step.t, no)))


def _unasked(step: Step, draft: Announcement, sent: Sent) -> Answers:
    """Take what nothing asked for: a picture is attached; of words we ask whether they are the text."""
    if sent.attachment:
        return _files(step, draft, sent)
    if draft.text is None:
        return _text(step, draft, sent)
    assert sent.words is not None, "something was sent"
    screen.awaits(step, draft, screen.AT_HOME, unasked=sent.words.to_json(), unasked_from=sent.message_id)
    return screen.show(step, draft, pages.is_this_the_text(step.t, sight(step, draft), sent.words))


# Versions and buttons


def _version(step: Step, draft: Announcement, sent: Sent) -> Answers:
    code = str(screen.remembered(step).get("language"))
    language = places.language_label(code, step.t.language)
    if sent.words is None:
        page = pages.version(step.t, sight(step, draft), code, step.t("Here I need the text, please."))
        return screen.show(step, draft, page)
    try:
        draft = drafts.set_version(step.work, step.reader, draft.id, code, sent.words)
    except NetworkError as no:
        return screen.show(step, draft, pages.version(step.t, sight(step, draft), code, sorry(step.t, no)))
    screen.came_from(step, sent.message_id, code)
    screen.awaits(step, draft, screen.AT_HOME)
    note = step.t("Noted: {language}.", language=language)
    return screen.show(step, draft, pages.languages(step.t, step.work.charter, sight(step, draft), note))


def _links(step: Step, draft: Announcement, sent: Sent) -> Answers:
    t = step.t
    if sent.attachment or sent.words is None:
        note = t("Here I need the buttons as text, please.")
        return screen.show(step, draft, pages.links(t, sight(step, draft), note))
    found = links.read(sent.words)
    if found.unclear is not None:
        line = bidi.shorten(found.unclear, 100)
        note = t("❗ I do not understand this line: {line}\nA line holds the words, and then the address.", line=line)
        return screen.show(step, draft, pages.links(t, sight(step, draft), note))
    try:
        draft = drafts.set_buttons(step.work, step.reader, draft.id, found.buttons)
    except NetworkError as no:
        return screen.show(step, draft, pages.links(t, sight(step, draft), sorry(t, no)))
    return screen.home(step, draft)


# People


def _names(step: Step, draft: Announcement, sent: Sent) -> Answers:
    """Choose by typing a name, where buttons would take many pages."""
    kept = screen.remembered(step)
    name, leaving_out = str(kept.get("of")), bool(kept.get("leaving_out"))
    if sent.words is None or name not in audiences.DIMENSIONS:
        return _unasked(step, draft, sent)
    choices = audiences.choices(step.work, step.reader, name)
    found = _named(step, draft, name, choices, sent.words.text)
    note: Markup | None = None
    if len(found) == 1:
        draft = audiences.choose(step.work, step.reader, draft.id, name, found[0], exclude=leaving_out)
        choices = audiences.choices(step.work, step.reader, name)
    else:
        note = step.t("I did not find that here. Please tap one of the buttons, or write it differently.")
    arranged = people.arranged(step.t, draft, name, choices)
    page = arranged.index(found[0]) // people.PER_PAGE if found and found[0] in arranged else 0
    seen = sight(step, draft, choices if name == people.EVENTS else ())
    shown = people.dimension(
        step.t, step.work.charter, seen, name, choices, leaving_out=leaving_out, page=page, note=note
    )
    return screen.show(step, draft, shown)


def _named(step: Step, draft: Announcement, name: str, choices: list[str], typed: str) -> list[str]:
    if name == "countries":
        matches = places.find_country(typed, step.work.charter.languages)
        return [match.code for match in matches if match.code in choices]
    wanted = fold(typed)
    named = audiences.events(step.work, draft, choices) if name == people.EVENTS else {}
    labels = {key: fold(reach.value_name(step.t, step.work.charter, name, key, named)) for key in choices}
    exact = [key for key, label in labels.items() if wanted and label == wanted]
    return exact or [key for key, label in labels.items() if len(wanted) > 1 and wanted in label]


_TAKES: Mapping[str, Callable[[Step, Announcement, Sent], Answers]] = {
    screen.AT_HOME: _unasked,
    screen.TEXT: _text,
    screen.VERSION: _version,
    screen.FILES: _files,
    screen.LINKS: _links,
    screen.NAMES: _names,
    screen.WHEN: when.typed,
}
