"""The card of an announcement: opened by any of its coordinators, kept up to date for all; pausing and stopping."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.announcements import card as view
from handlers.announcements import letter, screen
from handlers.announcements.card import Press, Standing
from handlers.kit.answers import Answer, Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.shapes import sending
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import announcements
from network.announcements import drafts, kinds, reading, running, undoing
from network.charter import Charter
from network.people import Reader
from network.work import Work


def standing(step: Step, announcement_id: int) -> Standing:
    """Fetch how an announcement stands.

    Raises as `announcements.find`.
    """
    found = announcements.find(step.work, step.reader, announcement_id)
    return Standing(found, running.progress(step.work, found.id))


def card_answer(step: Step, announcement_id: int, *, below: bool = False) -> Answer:
    """Show the card in the pressed message, or `below` it in one of its own; it keeps up to date from now on."""
    seen = standing(step, announcement_id)
    notice = running.card(step.work, step.reader, announcement_id)
    answer = step.say if below else step.show
    return answer(view.card(step.t, seen, step.reader.zone), view.keyboard(step.t, seen)).showing(notice)


# Presses


def _steered(deed: Callable[[Work, Reader, int], object]) -> Callable[[Step, Press], Answers]:
    def act(step: Step, press: Press) -> Answers:
        deed(step.work, step.reader, press.id)
        return card_answer(step, press.id)

    return act


def _show(step: Step, press: Press) -> Answers:
    return card_answer(step, press.id)


def _open(step: Step, press: Press) -> Answers:
    """Open it below whatever was pressed, which stays: a list, or a message that tells something."""
    return card_answer(step, press.id, below=True)


def _read(step: Step, press: Press) -> Answers:
    """Show an announcement as this reader receives it, in a message of its own."""
    found = announcements.find(step.work, step.reader, press.id)
    message = letter.draw(found, step.t)
    if message is None:
        return step.toast(step.t.plain("This announcement has no words."), alert=True)
    return Answer(*sending(step.chat_id, message))


def _ask_to_stop(step: Step, press: Press) -> Answers:
    seen = standing(step, press.id)
    if seen.announcement.state not in {*running.COMING, *running.RUNNING}:
        return card_answer(step, press.id)  # somebody was faster
    return step.show(*view.sure_to_stop(step.t, seen))


def _ask_to_change(step: Step, press: Press) -> Answers:
    seen = standing(step, press.id)
    return step.show(*view.sure_to_change(step.t, seen)) if seen.coming else card_answer(step, press.id)


def _change(step: Step, press: Press) -> Answers:
    """Make it a draft again, in the editor."""
    return screen.home(step, undoing.reopen(step.work, step.reader, press.id))


def _copy(step: Step, press: Press) -> Answers:
    """Begin a draft with the same content, in the editor, below the card."""
    draft = drafts.copy_of(step.work, step.reader, press.id)
    step.pressed = None
    return screen.home(step, draft)


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.CARD: _show,
    view.OPEN: _open,
    view.READ: _read,
    view.PAUSE: _steered(running.pause),
    view.RESUME: _steered(running.resume),
    view.STOP: _ask_to_stop,
    view.STOP_SURE: _steered(running.stop),
    view.CHANGE: _ask_to_change,
    view.CHANGE_SURE: _change,
    view.COPY: _copy,
}


# What is told unasked


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card is drawn from."""

    standing: Standing
    charter: Charter


def _load(work: Work, ids: Sequence[int]) -> Mapping[int, Shown]:
    found = announcements.several(work, ids)
    return {key: Shown(Standing(one, running.progress(work, key)), work.charter) for key, one in found.items()}


def render_card(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Draw the card, for those who may still see it."""
    found = shown.standing.announcement
    if found.is_draft or not reading.still_may_see(shown.charter, reader, found):
        return None
    return Message(view.card(t, shown.standing, reader.zone), view.keyboard(t, shown.standing))


def render_done(shown: Shown, reader: Reader, t: Speech) -> Message | None:
    """Tell its author that all has been sent."""
    found = shown.standing.announcement
    if found.author_id != reader.id or found.is_draft or not reading.still_may_see(shown.charter, reader, found):
        return None
    return Message(*view.done(t, shown.standing))


NOTICES = (
    NoticeKind(kinds.CARD, _load, render_card, no_reminder="a card that is steered by"),
    NoticeKind(kinds.DONE, _load, render_done, again=True),
)
