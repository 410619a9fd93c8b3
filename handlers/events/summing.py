"""The summary for those who came: organisers write it, add files, see it as it will be read, and send it."""

from collections.abc import Callable, Mapping, Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message as Received
from markupsafe import Markup

from db.values import Status
from handlers.events import card_view
from handlers.events.afterwards_view import (
    ASK_SEND,
    DROP,
    HOME,
    READ,
    SEND,
    SUMMARY,
    WRITE,
    Page,
    Press,
    button,
    head,
)
from handlers.kit import attached, richtext
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.shapes import sending
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import places
from network.errors import N_, NotAllowed, Outdated
from network.events import kinds, summary
from network.events.summary import Summary
from network.people import Reader
from network.work import Work

router = Router(name="events.summing")
WAITS = "ea:summary"  # the conversation waits for words or files
EVENT, ALBUM = "ea_event", "ea_album"  # of which event, and which album came last: numbers, about nobody
_WANTED = N_("I can take text, photos, videos and files here.")


# What is shown


def page(t: Speech, found: Summary) -> Page:
    """The summary as it stands, and what can be done with it."""
    event = found.event
    parts = [head(t, event), t("<b>Summary for those who came</b>")]
    if found.empty:
        parts.append(t("Nothing is written yet."))
    if found.text is not None:
        parts.append(richtext.to_html(found.text.shown(found.text.source_language).body))
    if found.files:
        parts.append(t.n("{number} file goes with it.", "{number} files go with it.", len(found.files)))
    write = t.plain("Write it") if found.empty else t.plain("Change the text or add a file")
    rows = [[button(write, WRITE, event)]]
    if found.sent:
        parts.append(t("It was sent. What you change now is corrected everywhere at once."))
    elif not found.empty:
        rows.append([button(t.plain("See it as they will"), READ, event)])
        if found.files:
            rows.append([button(t.plain("Take the files away"), DROP, event)])
        send = t.n("Send it to {number} person", "Send it to {number} people", found.guests)
        rows.append([button(str(send), ASK_SEND, event)])
    rows.append([button(t.plain("Back"), HOME, event)])
    return Markup("\n\n").join(parts), inline(t, *rows)


def letter(found: Summary, t: Speech) -> Message | None:
    """The summary as those who came read it; None while it is empty."""
    if found.empty:
        return None
    parts = [t("What came of <b>{title}</b>", title=card_view.title(t, found.event, 120))]
    if found.text is not None:
        shown = found.text.shown(t.language)
        if shown.language.partition("-")[0] != t.language.partition("-")[0]:
            written_in = places.language_name(shown.language, t.language)
            parts.append(t("<i>Language of this text: {language}</i>", language=written_in))
        parts.append(richtext.to_html(shown.body))
    return Message(str(Markup("\n\n").join(parts)), media=found.files)


# Presses


def _show(step: Step, press: Press) -> Answers:
    return step.show(*page(step.t, summary.find(step.work, step.reader, press.id)))


def _open(step: Step, press: Press) -> Answers:
    """Open it below, where a letter was pressed that stays."""
    found = summary.find(step.work, step.reader, press.id)
    return step.show(*page(step.t, found))


def _write(step: Step, press: Press) -> Answers:
    found = summary.find(step.work, step.reader, press.id)
    step.memory.go(WAITS, **{EVENT: press.id})
    parts = [
        head(step.t, found.event),
        step.t("<b>Please send me the text now, or a photo, video or file.</b> You can send several, one by one."),
        step.t("At most {most} characters. /cancel leaves everything as it is.", most=step.t.number(found.room)),
    ]
    return step.show(Markup("\n\n").join(parts), inline(step.t, [button(step.t.plain("Done"), SUMMARY, found.event)]))


def _back_to_it(step: Step, press: Press) -> Answers:
    if step.memory.state == WAITS:
        _leave(step)
    return _open(step, press)


def _drop(step: Step, press: Press) -> Answers:
    return step.show(*page(step.t, summary.drop_files(step.work, step.reader, press.id)))


def _read(step: Step, press: Press) -> Answers:
    found = summary.find(step.work, step.reader, press.id)
    drawn = letter(found, step.t)
    if drawn is None:
        return _show(step, press)
    return Answer(*sending(step.chat_id, drawn))


def _ask_to_send(step: Step, press: Press) -> Answers:
    found = summary.find(step.work, step.reader, press.id)
    if found.sent or found.empty:
        return _show(step, press)
    t = step.t
    parts = [
        head(t, found.event),
        t.n("<b>Send it to {number} person?</b>", "<b>Send it to {number} people?</b>", found.guests),
        t("These are all who came, as far as anybody noted, and who were going where nobody noted anything."),
    ]
    send, back = button(t.plain("Send it"), SEND, found.event), button(t.plain("Back"), SUMMARY, found.event)
    return step.show(Markup("\n\n").join(parts), inline(t, [send], [back]))


def _send(step: Step, press: Press) -> Answers:
    found = summary.send(step.work, step.reader, press.id)
    return [step.toast(step.t.plain("It is on its way.")), step.show(*page(step.t, found))]


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    SUMMARY: _back_to_it,
    WRITE: _write,
    DROP: _drop,
    READ: _read,
    ASK_SEND: _ask_to_send,
    SEND: _send,
}


# What is typed and sent


async def waiting(message: Received, step: Step) -> bool:
    """Whether words or files are awaited. Commands never are them."""
    return step.memory.state == WAITS and not (message.text or "").startswith("/")


async def open_now(_message: Received, step: Step) -> bool:
    """Whether a summary is being written."""
    return step.memory.state == WAITS


@router.message(Command("cancel", ignore_mention=True), open_now)
async def cancelled(_message: Received, step: Step) -> Answers:
    """Wait for words no longer; what was written stays."""
    _leave(step)
    return step.say(step.t("Stopped. What is written so far is kept."))


@router.message(waiting)
async def written(message: Received, step: Step) -> Answers:
    """Take a text, or a file with the words under it."""
    number = int(step.memory.data.get(EVENT) or 0)
    words, file = richtext.of_message(message), attached.of_message(message, step.work.bot_id)
    try:
        found = summary.find(step.work, step.reader, number)
        if file is not None:
            found = summary.add_file(step.work, step.reader, number, file)
        if words is not None and words.text and (file is not None or message.text is not None):
            found = summary.set_text(step.work, step.reader, number, words)
        elif file is None:
            return step.say(step.t(_WANTED))
    except (NotAllowed, Outdated) as no:
        _leave(step)
        return step.say(step.t(no.message, **no.arguments))
    if message.media_group_id is None:
        return step.say(*page(step.t, found))
    return _of_an_album(step, found, message.media_group_id)


def _of_an_album(step: Step, found: Summary, album: str) -> Answers:
    """Answer the first picture of an album only; the others come by themselves."""
    if step.memory.data.get(ALBUM) == album:
        return None
    step.memory.keep(**{ALBUM: album})
    said = step.t("I take them in one by one. Tap <b>Show it</b> when you have sent everything.")
    return step.say(said, inline(step.t, [button(step.t.plain("Show it"), SUMMARY, found.event)]))


def _leave(step: Step) -> None:
    step.memory.go(None)
    step.memory.drop(EVENT, ALBUM)


# What is told


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, Summary]:
    return summary.read(work, event_ids)


def render(found: Summary, reader: Reader, t: Speech) -> Message | None:
    """Show the summary to whoever came and is a member still."""
    return letter(found, t) if reader.status is Status.MEMBER or reader.coordinates else None


NOTICES = (NoticeKind(kinds.SUMMARY, _load, render),)
