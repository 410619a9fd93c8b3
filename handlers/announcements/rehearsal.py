"""The rehearsal: exactly what each language will read, then the figures, the last question, and the start."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from db.values import Timing
from handlers.announcements import letter, reach, running, screen, view
from handlers.announcements.pages import Page
from handlers.announcements.reach import Sight
from handlers.announcements.view import Press, button
from handlers.kit import shapes
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message
from handlers.kit.speech import Speech, speech
from handlers.kit.step import Step
from network import places
from network.announcements import drafts, sending, timing
from network.announcements.timing import Forecast
from network.errors import NetworkError

SHORT, HOUR = 90, 3600


def _show(step: Step, press: Press) -> Answers:
    """Send what each language will read, and below it the figures; the screen moves down with them."""
    draft = drafts.draft(step.work, step.reader, press.id)
    seen = screen.sight(step, draft)
    if seen.problems:
        return screen.home(step, draft)
    step.pressed = None
    down = screen.take_down(step, draft.id)
    shown = [answer for language in _languages(seen) for answer in _as_read(step, seen, language)]
    screen.awaits(step, draft, screen.AT_HOME)
    forecast = timing.forecast(step.work, step.reader, draft)
    return [*down, *shown, *screen.show(step, draft, figures(step.t, seen, forecast))]


def _languages(seen: Sight) -> list[str]:
    """Those that are read now, and then those that may be: by whoever joins, or was not in the sample."""
    return list(dict.fromkeys([*seen.languages, *seen.may_read]))


def _as_read(step: Step, seen: Sight, language: str) -> list[Answer]:
    message = letter.draw(seen.draft, speech(language))
    if message is None:
        return []
    name = places.language_label(language, step.t.language)
    head = step.say(step.t("👁 <i>{language}:</i>", language=name))
    return [head, _sent(step, message)]


def _sent(step: Step, message: Message) -> Answer:
    method, params = shapes.sending(step.chat_id, message)
    return Answer(method, params)


def figures(t: Speech, seen: Sight, forecast: Forecast) -> Page:
    """Say what sending will come to."""
    draft, about = seen.draft, forecast.estimated
    lines = [*reach.count_lines(t, seen), duration(t, forecast.seconds)]
    if forecast.waiting_for_morning:
        waiting = reach.people_words(t, forecast.waiting_for_morning, about=about)
        lines.append(t("They get it later, after their quiet hours or the weekend: {people}.", people=waiting))
    if forecast.unreachable:
        lost = reach.people_words(t, forecast.unreachable, about=about)
        lines.append(t("Cannot be reached, since they blocked the bot: {people}.", people=lost))
    lines.append(t("{label}: <b>{value}</b>", label=t.plain("When"), value=view.when_words(t, draft, seen.zone)))
    if draft.joins_days:
        lines.append(view.joins_words(t, draft.joins_days))
    parts = [t("<b>Above is exactly what they will read.</b>"), Markup("\n").join(lines)]
    if stands := view.trouble(t, seen):
        parts.append(stands)
    ahead = t.plain("Send…") if draft.timing is Timing.NOW else t.plain("Plan it…")
    rows = [[button(draft, ahead, view.ASK)], [button(draft, t.plain("Back to the draft"), view.HOME)]]
    return Markup("\n\n").join(parts), inline(t, *rows)


def duration(t: Speech, seconds: int) -> Markup:
    """Say how long sending takes, roundly."""
    if seconds < SHORT:
        return t("Sending takes less than two minutes.")
    if seconds < HOUR:
        return t.n("Sending takes about {number} minute.", "Sending takes about {number} minutes.", round(seconds / 60))
    return t.n("Sending takes about {number} hour.", "Sending takes about {number} hours.", round(seconds / HOUR))


# The last question


def _ask(step: Step, press: Press) -> Answers:
    draft = drafts.draft(step.work, step.reader, press.id)
    seen = screen.sight(step, draft)
    if seen.problems:
        return screen.home(step, draft)
    screen.awaits(step, draft, screen.AT_HOME)
    return screen.show(step, draft, question(step.t, seen))


def question(t: Speech, seen: Sight) -> Page:
    """Ask, in full, whether to send."""
    draft = seen.draft
    whom = reach.reach_words(t, seen.count, to_people=draft.to_people)
    number = len(seen.languages)
    languages = t.n("{number} language", "{number} languages", number) if number else None
    match draft.timing:
        case Timing.NOW if languages:
            asked = t("<b>Send to {people} in {languages} now?</b>", people=whom, languages=languages)
        case Timing.NOW:
            asked = t("<b>Send to {people} now?</b>", people=whom)
        case _:
            moment = view.when_words(t, draft, seen.zone)
            asked = t("<b>Send to {people}?</b>\nWhen: <b>{moment}</b>", people=whom, moment=moment)
    parts = [asked]
    if stands := view.trouble(t, seen):
        parts.append(stands)
    yes = t.plain("Yes, send it now") if draft.timing is Timing.NOW else t.plain("Yes, plan it")
    rows = inline(
        t,
        [button(draft, t.plain("Back to the draft"), view.HOME)],
        [button(draft, yes, view.SEND, value=str(draft.version))],
    )
    return Markup("\n\n").join(parts), rows


def _send(step: Step, press: Press) -> Answers:
    """Let it go. A second press finds it gone out, and shows the same card."""
    version = int(press.value) if press.value.isascii() and press.value.isdigit() and len(press.value) < 10 else 0
    try:
        sent = sending.launch(step.work, step.reader, press.id, version, letter.line)
    except NetworkError as no:
        draft = drafts.draft(step.work, step.reader, press.id)
        return screen.home(step, draft, screen.sorry(step.t, no))
    screen.leave(step)
    return running.card_answer(step, sent.id)


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {view.SHOW: _show, view.ASK: _ask, view.SEND: _send}
