"""Correcting what was sent, step by step; and the line about it that some readers get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiogram.types import Message as Incoming
from markupsafe import Markup

from db.values import AnnouncementState, Audience
from handlers.announcements import card, letter
from handlers.announcements import correcting_choices as choices
from handlers.announcements import correcting_view as view
from handlers.announcements.card import Press
from handlers.announcements.correcting_view import ALL, LANGUAGES, NOBODY, REGIONS, Sight
from handlers.kit.answers import Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.richtext import of_message, to_html
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.announcements import Announcement, correcting, kinds, report, running
from network.announcements.correcting import Conflict, Correction
from network.errors import N_, Outdated
from network.people import Reader
from network.work import Work

WAITS = "correcting:text"
# What the conversation remembers: the correction, the language a text is awaited in, and who gets a line about it.
WHICH, LANGUAGE, TICKS = "correcting", "correcting_language", "correcting_told"


# Pages


def _sight(step: Step, correction: Correction, *, holders: bool = False) -> Sight:
    """See a correction; with `holders` also who has a copy, by language and region, which takes longer to count."""
    number, ticks = correction.announcement.id, _ticks(step, correction.id)
    now = running.progress(step.work, number)
    look = holders or set(ticks) - {ALL}
    found = report.holders(step.work, step.reader, number) if look else None
    return Sight(
        correction,
        correcting.problems(step.work, correction, letter.line),
        ticks,
        copies=now.sent,
        unsent=now.pending,
        maybe=now.maybe,
        holders=found.numbers if found else {},
        estimated=found is not None and found.estimated,
    )


def _home(step: Step, correction: Correction, note: Markup | None = None) -> Answers:
    if step.memory.state == WAITS:
        step.memory.go(None)
    return step.show(*view.home(step.t, step.work.charter, _sight(step, correction), note))


def _ticks(step: Step, correction_id: int) -> list[str]:
    ticks = step.memory.data.get(TICKS)
    mine = step.memory.data.get(WHICH) == correction_id and isinstance(ticks, list)
    return [tick for tick in ticks or () if isinstance(tick, str)] if mine else []


def _remember(step: Step, correction_id: int) -> None:
    if step.memory.data.get(WHICH) != correction_id:
        step.memory.keep(**{WHICH: correction_id, TICKS: []})


def _forget(step: Step) -> None:
    step.memory.drop(WHICH, LANGUAGE, TICKS)
    if step.memory.state == WAITS:
        step.memory.go(None)


# Presses


def _begin(step: Step, press: Press) -> Answers:
    """Begin below the card, which stays and keeps up to date."""
    correction = correcting.begin(step.work, step.reader, press.id)
    _remember(step, correction.id)
    step.pressed = None
    return _home(step, correction)


def _show(step: Step, press: Press) -> Answers:
    return _home(step, correcting.correction(step.work, step.reader, press.id))


def _language(step: Step, press: Press) -> Answers:
    """Show the text of one language as it stands, and wait for the new one."""
    correction = correcting.correction(step.work, step.reader, press.id)
    if press.of not in step.work.charter.languages:
        return _home(step, correction)
    _remember(step, correction.id)
    step.memory.go(WAITS, **{LANGUAGE: press.of})
    asked = view.language(step.t, correction, press.of)
    version = correction.text.versions.get(press.of)
    if version is None:
        return step.show(*asked)
    # Alone in its message, so that it can be copied whole.
    return [step.show(to_html(version.body)), step.say(*asked)]


def written(step: Step, message: Incoming) -> Answers:
    """Take the new text of the language that was chosen."""
    number, language = step.memory.data.get(WHICH), step.memory.data.get(LANGUAGE)
    if not isinstance(number, int) or not isinstance(language, str):
        _forget(step)
        raise Outdated(N_("Please begin again with /announcements."))
    body = of_message(message) if message.text is not None else None
    if body is None:
        return step.say(step.t("Here I need the new text. Photos, videos and files cannot be changed any more."))
    try:
        correction = correcting.set_version(step.work, step.reader, number, language, body)
    except Outdated as no:
        _forget(step)
        return step.say(step.t(no.message, **no.arguments))
    if not _changes(correction, language):
        # Whoever sent the old text by mistake sends the new one next: it is still awaited.
        asked, keyboard = view.language(step.t, correction, language)
        return step.show(Markup("\n\n").join([step.t("That is the text as it stands already."), asked]), keyboard)
    return _home(step, correction)


def _changes(correction: Correction, language: str) -> bool:
    living = correction.announcement.text
    return living is None or view.body(living, language) != view.body(correction.text, language)


def _drop(step: Step, press: Press) -> Answers:
    return _home(step, correcting.set_version(step.work, step.reader, press.id, press.of, None))


def _fresh(step: Step, press: Press) -> Answers:
    return _home(step, correcting.looked_at(step.work, step.reader, press.id, press.of))


def _tell(step: Step, press: Press) -> Answers:
    correction = correcting.correction(step.work, step.reader, press.id)
    _remember(step, correction.id)
    return step.show(*choices.tell(step.t, step.work.charter, _sight(step, correction, holders=True)))


def _tick(step: Step, press: Press) -> Answers:
    correction = correcting.correction(step.work, step.reader, press.id)
    _remember(step, correction.id)
    seen = _sight(step, correction, holders=True)
    seen = replace(seen, ticks=_toggled(seen, press.of.replace(".", ":", 1)))
    step.memory.keep(**{TICKS: seen.ticks})
    return step.show(*choices.tell(step.t, step.work.charter, seen))


def _toggled(sight: Sight, value: str) -> list[str]:
    """Tick or let go. *All* and *nobody* each stand alone; what cannot be ticked (a forged button) changes nothing."""
    ticks = list(sight.ticks)
    if value == NOBODY:
        return []
    if value == ALL:
        return [] if ALL in ticks else [ALL]
    offered = {f"{LANGUAGES}:{language}" for language, _ in sight.holders}
    offered |= {f"{REGIONS}:{region}" for _, region in sight.holders if region}
    if value in ticks:
        return [one for one in ticks if one != value]
    return [*(one for one in ticks if one != ALL), value] if value in offered else ticks


def _apply(step: Step, press: Press) -> Answers:
    return _take_over(step, press.id, None)


def _over(step: Step, press: Press) -> Answers:
    """Put it over somebody else's, whose revision the button names: of a still newer one nothing was seen yet."""
    return _take_over(step, press.id, press.number)


def _take_over(step: Step, correction_id: int, over: int | None) -> Answers:
    ticks = _ticks(step, correction_id)
    tell = Audience(
        languages=tuple(view.keys(ticks, LANGUAGES)),
        regions=tuple(view.keys(ticks, REGIONS)),
    )
    done = correcting.apply(step.work, step.reader, correction_id, letter.line, tell=tell if ticks else None, over=over)
    if isinstance(done, Conflict):
        mine = correcting.correction(step.work, step.reader, correction_id)
        return step.show(*choices.conflict(step.t, mine, done, step.reader.zone))
    _forget(step)
    return step.show(*choices.applied(step.t, done, told=bool(ticks)))


def _anew(step: Step, press: Press) -> Answers:
    """Throw mine away and begin from what stands now."""
    correction = correcting.correction(step.work, step.reader, press.id)
    correcting.discard(step.work, step.reader, correction.id)
    _forget(step)
    begun = correcting.begin(step.work, step.reader, correction.announcement.id)
    _remember(step, begun.id)
    return _home(step, begun)


def _leave(step: Step, press: Press) -> Answers:
    correction = correcting.correction(step.work, step.reader, press.id)
    if _sight(step, correction).changed:
        return step.show(*choices.sure_to_leave(step.t, correction))
    return _leave_sure(step, press)


def _leave_sure(step: Step, press: Press) -> Answers:
    correcting.discard(step.work, step.reader, press.id)
    _forget(step)
    return step.show(step.t("All right, the announcement stays as it is."))


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    card.CORRECT: _begin,
    view.HOME: _show,
    view.LANGUAGE: _language,
    view.DROP: _drop,
    view.FRESH: _fresh,
    view.TELL: _tell,
    view.TICK: _tick,
    view.APPLY: _apply,
    view.OVER: _over,
    view.ANEW: _anew,
    view.LEAVE: _leave,
    view.LEAVE_SURE: _leave_sure,
}


# The line about it


def _load(work: Work, correction_ids: Sequence[int]) -> Mapping[int, Announcement]:
    return correcting.corrected(work, correction_ids)


def render_line(found: Announcement, _reader: Reader, t: Speech) -> Message | None:
    """Tell a reader that what they hold was corrected; nothing, once it was taken back."""
    if found.state is AnnouncementState.WITHDRAWN or found.text is None:
        return None
    head = t("<b>An announcement that you have was corrected:</b>")
    foot = t("The message further up shows the new text.")
    html = Markup("\n").join([head, card.quoted(t, found), foot])
    return Message(html, replies_to=(kinds.ANNOUNCEMENT, found.id))


LINE = NoticeKind(kinds.LINE, _load, render_line)
