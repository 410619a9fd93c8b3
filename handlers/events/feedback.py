"""What those who came are asked: how it was, in two presses, and three months later whether their city used it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from markupsafe import Markup
from pydantic import Field

from db.values import AttendanceState, EventState, Used
from handlers.events import card_doors, card_view
from handlers.kit import forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.questions import Question, free_text
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import feedback, kinds
from network.events.feedback import MOST_STARS, Said
from network.people import Reader
from network.work import Work

router = Router(name="events.feedback")
STARS, LINE, DONE, ABSENT, CHANGE, USE, HOW, OPEN = "s", "l", "d", "n", "c", "u", "h", "o"
USES = (Used.NO, Used.PLANNED, Used.YES)  # as buttons count them
NAMED = {Used.YES: N_("Yes"), Used.PLANNED: N_("Not yet, but it is planned"), Used.NO: N_("No")}
Page = tuple[Markup, dict[str, Any] | None]


class Press(CallbackData, prefix="ef"):
    """A button of a question to those who came; `id` is the event, `value` stars or a use."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)]
    value: Annotated[int, Field(ge=0, le=MOST_STARS)] = 0


card_doors.add(
    card_doors.Door(
        N_("Say how it was"),
        lambda event_id: Press(act=OPEN, id=event_id),
        place=20,
        when=lambda shown, reader: (
            shown.over
            and shown.event.state is EventState.PUBLISHED
            and (mine := shown.mine(reader)) is not None
            and mine.state is AttendanceState.GOING
        ),
    )
)


def _button(label: str, act: str, said: Said, value: int = 0) -> Button:
    return Button(label, Press(act=act, id=said.event.id, value=value))


# What is shown


def asking(t: Speech, said: Said) -> Page:
    """Ask for stars."""
    title = card_view.title(t, said.event)
    parts = [
        t("How was <b>{title}</b>?", title=title),
        t("One tap is enough. The organisers see how many stars there are, and not from whom."),
    ]
    stars = [_button("⭐" * number, STARS, said, number) for number in range(1, MOST_STARS + 1)]
    rows = (stars[4:], stars[3:4], stars[2:3], stars[:2], [_button(t.plain("I was not there"), ABSENT, said)])
    return Markup("\n\n").join(parts), inline(t, *rows)


def thanks(t: Speech, said: Said) -> Page:
    """Say what was understood, and offer a line and a change."""
    title = card_view.title(t, said.event)
    stars = "⭐" * (said.stars or 0)
    parts = [t("Thank you. {stars} for <b>{title}</b>", stars=stars, title=title)]
    if said.remark:
        parts.append(Markup("<blockquote>{}</blockquote>").format(said.remark))
    write = t.plain("Change the line") if said.remark else t.plain("Add a line")
    rows = ([_button(write, LINE, said)], [_button(t.plain("Other stars"), CHANGE, said)])
    if not said.remark:
        parts.append(t("Would you like to add a line for the organisers? They read it without your name."))
        rows = ([_button(write, LINE, said), _button(t.plain("Done"), DONE, said)], rows[1])
    return Markup("\n\n").join(parts), inline(t, *rows)


def asking_use(t: Speech, said: Said) -> Page:
    """Ask whether their city used it."""
    title = card_view.title(t, said.event)
    parts = [
        t("Three months ago you were at <b>{title}</b>.", title=title),
        t("<b>Did your city use something of it?</b> The answer helps the network to choose what to do next."),
    ]
    rows = [[_button(t.plain(NAMED[use]), USE, said, USES.index(use))] for use in (Used.YES, Used.PLANNED, Used.NO)]
    return Markup("\n\n").join(parts), inline(t, *rows)


def thanks_for_use(t: Speech, said: Said) -> Page:
    """Say what was understood, and offer a line on how."""
    title = card_view.title(t, said.event)
    used = said.used or Used.NO
    parts = [
        t("<b>{title}</b>\nDid your city use it? {answer}", title=title, answer=t.plain(NAMED[used])),
        t("Thank you."),
    ]
    if used is Used.NO:
        return Markup("\n\n").join(parts), None
    if said.used_how:
        parts.append(Markup("<blockquote>{}</blockquote>").format(said.used_how))
        return Markup("\n\n").join(parts), inline(t, [_button(t.plain("Change the line"), HOW, said)])
    parts.append(t("Would you like to tell in a line or two how? The organisers read it without your name."))
    return Markup("\n\n").join(parts), inline(t, [_button(t.plain("Tell how"), HOW, said)])


# Presses


@router.callback_query(Press.filter())
async def pressed(_query: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take an answer; the rules check again whether they were there."""
    act = ACTS.get(callback_data.act)
    if act is None:
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    return act(step, callback_data)


def _open(step: Step, press: Press) -> Answers:
    """Ask below the card that was pressed, which stays."""
    said = feedback.mine(step.work, step.reader, press.id)
    step.pressed = None
    return step.show(*(thanks if said.stars else asking)(step.t, said))


def _rate(step: Step, press: Press) -> Answers:
    return step.show(*thanks(step.t, feedback.rate(step.work, step.reader, press.id, press.value)))


def _change(step: Step, press: Press) -> Answers:
    return step.show(*asking(step.t, feedback.mine(step.work, step.reader, press.id)))


def _done(step: Step, press: Press) -> Answers:
    said = feedback.mine(step.work, step.reader, press.id)
    title = card_view.title(step.t, said.event)
    html = step.t("Thank you. {stars} for <b>{title}</b>", stars="⭐" * (said.stars or 0), title=title)
    return step.show(html, inline(step.t, [_button(step.t.plain("Other stars"), CHANGE, said)]))


def _absent(step: Step, press: Press) -> Answers:
    feedback.was_not_there(step.work, step.reader, press.id)
    return step.show(step.t("Thank you for saying so. I noted that you were not there."))


def _use(step: Step, press: Press) -> Answers:
    if press.value >= len(USES):
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    return step.show(*thanks_for_use(step.t, feedback.use(step.work, step.reader, press.id, USES[press.value])))


def _line(step: Step, press: Press) -> Answers:
    said = feedback.mine(step.work, step.reader, press.id)
    return forms.begin(step, REMARK, args={"id": press.id, "title": card_view.title(step.t, said.event)})


def _how(step: Step, press: Press) -> Answers:
    said = feedback.mine(step.work, step.reader, press.id)
    return forms.begin(step, USED_HOW, args={"id": press.id, "title": card_view.title(step.t, said.event)})


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    OPEN: _open,
    STARS: _rate,
    CHANGE: _change,
    DONE: _done,
    ABSENT: _absent,
    USE: _use,
    LINE: _line,
    HOW: _how,
}


# Lines


def _written(step: Step, deed: Callable[[], Said], shown: Callable[[Speech, Said], Page]) -> Answers:
    """Take a line; where somebody noted meanwhile that they were not there, the form is over all the same."""
    try:
        said = deed()
    except (Outdated, NotAllowed) as no:
        return step.show(step.t(no.message, **no.arguments))
    return step.show(*shown(step.t, said))


def _keep_remark(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _written(step, lambda: feedback.remark(step.work, step.reader, args["id"], answers["line"]), thanks)


def _keep_how(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return _written(step, lambda: feedback.use_how(step.work, step.reader, args["id"], answers["line"]), thanks_for_use)


REMARK = forms.register(
    Form(
        name="ef_line",
        questions=(
            Question(
                key="line",
                title=N_("What you said about it"),
                ask=lambda seen: seen.t(
                    "<b>What would you like to tell the organisers of “{title}”?</b> They read it without your name.",
                    title=seen.args.get("title", ""),
                ),
                wants=N_("Here I need a line of text, please."),
                read=free_text(lambda charter: charter.limits.texts.answer),
            ),
        ),
        finish=_keep_remark,
    )
)
USED_HOW = forms.register(
    Form(
        name="ef_how",
        questions=(
            Question(
                key="line",
                title=N_("How your city used it"),
                ask=lambda seen: seen.t(
                    "<b>How does your city use what “{title}” was about?</b> A line or two are enough.",
                    title=seen.args.get("title", ""),
                ),
                wants=N_("Here I need a line of text, please."),
                read=free_text(lambda charter: charter.limits.texts.answer),
            ),
        ),
        finish=_keep_how,
    )
)


# What is told unasked


@dataclass(frozen=True, slots=True)
class Asked:
    """An event, and what each of its readers said about it."""

    answers: Mapping[int, Said]


def _load_for(work: Work, event_ids: Sequence[int], person_ids: Sequence[int]) -> Mapping[int, Asked]:
    found: dict[int, dict[int, Said]] = {event_id: {} for event_id in event_ids}
    for (event_id, person_id), said in feedback.said(work, event_ids, person_ids).items():
        found[event_id][person_id] = said
    return {event_id: Asked(answers) for event_id, answers in found.items() if answers}


def render_feedback(asked: Asked, reader: Reader, t: Speech) -> Message | None:
    """Ask whoever came how it was; an answer that stands is shown."""
    said = asked.answers.get(reader.id)
    if said is None or not said.was_there:
        return None
    html, keyboard = thanks(t, said) if said.stars else asking(t, said)
    return Message(str(html), keyboard)


def render_used(asked: Asked, reader: Reader, t: Speech) -> Message | None:
    """Ask whoever came whether their city used it; an answer that stands is shown."""
    said = asked.answers.get(reader.id)
    if said is None or not said.was_there:
        return None
    html, keyboard = thanks_for_use(t, said) if said.used else asking_use(t, said)
    return Message(str(html), keyboard)


NOTICES = (
    NoticeKind(kinds.FEEDBACK, None, render_feedback, again=True, load_for=_load_for),
    NoticeKind(kinds.USED, None, render_used, again=True, load_for=_load_for),
)
