"""What the runner does with a press or a message: the router of all forms (forms.py says how forms are made)."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.kit import form_buttons as buttons
from handlers.kit import forms, languages
from handlers.kit.answers import Answer, Answers, as_list
from handlers.kit.forms import Form, Press
from handlers.kit.keyboards import Button
from handlers.kit.notices import NoticeKind
from handlers.kit.questions import Choices, Question, Unclear, fold, token, understand
from handlers.kit.step import Step

router = Router(name="forms")
NOTICES: tuple[NoticeKind, ...] = ()

# Steps


def _take(step: Step, form: Form, question: Question, value: Any) -> Answers:
    answers = step.memory.data[form.slot]["answers"]
    if question.key in answers and answers[question.key] != value:
        for key in question.forgets:
            answers.pop(key, None)
    answers[question.key] = value
    step.memory.keep()
    return forms.advance(step, form)


def _back(step: Step, form: Form, question: Question) -> Answers:
    draft = step.memory.data[form.slot]
    if draft.get("complete"):
        return forms.advance(step, form)
    view = forms.view_in(step, draft)
    keys = [q.key for q in form.questions if q.applies(view)]
    at = keys.index(question.key)
    return forms.stand_at(step, form, keys[max(at - 1, 0)])


def _cancel(step: Step, form: Form) -> Answers:
    if form.cancel:
        return form.cancel(step)
    forms.end(step, form)
    return step.show(step.t("Stopped. Nothing was changed."))


# Presses


@router.callback_query(Press.filter())
async def pressed(_query: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, whichever question it belongs to: old, present or forged."""
    form = forms.known(callback_data.form)
    draft = forms.draft_of(step, form) if form else None
    if form is None or draft is None:
        return step.toast(step.t.plain("That form is closed. Send /start to see what you can do."), alert=True)
    question = forms.present(step, form)
    if callback_data.act == buttons.LANGUAGE:
        return _language(step, form, callback_data)
    if question is None or question.key != callback_data.key:
        return _again(step, form)
    draft["on"] = step.pressed  # where the form shows itself from now on
    step.memory.go(form.slot)
    match callback_data.act:
        case buttons.OPTION:
            return _choose(step, form, question, callback_data.value)
        case buttons.DONE if question.many:
            return _done(step, form, question)
        case buttons.BACK:
            return _back(step, form, question)
        case buttons.SKIP if question.may_be_skipped(forms.view_in(step, draft)):
            return _take(step, form, question, None)
        case buttons.KEEP if question.key in draft["answers"]:
            return forms.advance(step, form)
        case buttons.CANCEL:
            return _cancel(step, form)
    return _again(step, form)


def _again(step: Step, form: Form) -> Answers:
    """Show the present question to somebody who pressed an old button.

    A second press of the same button finds the form where it stands. Further up in the chat the old buttons go, and the
    question comes anew at the end: nobody is to answer it above what was said since.
    """
    toast = step.toast(step.t.plain("You have answered that already. Please go on here."))
    return [toast, *_where_it_stands(step, form)]


def _where_it_stands(step: Step, form: Form) -> list[Answer]:
    draft = forms.draft_of(step, form)
    if draft is None or draft.get("on") == step.pressed:
        return as_list(forms.resume(step, form))
    return [_leave_pressed(step, draft), *as_list(forms.resume(step, form))]


def _leave_pressed(step: Step, draft: dict[str, Any]) -> Answer:
    """Take the buttons off an old message; what is shown from here on comes at the end of the chat."""
    old, step.pressed = step.without_buttons(), None
    draft["on"] = None
    step.memory.keep()
    return old


def _language(step: Step, form: Form, pressed: Press) -> Answers:
    """Offer the languages where a question stands, or what follows the last one; then bring it back, as it was."""
    draft = step.memory.data[form.slot]
    question = forms.present(step, form)
    key = question.key if question else ""
    if pressed.key == key:
        draft["on"] = step.pressed
        step.memory.go(form.slot)
    if pressed.value:
        changed = languages.speak(step, pressed.value)
        return [*_where_it_stands(step, form), changed]

    def choose(code: str) -> Press:
        return Press(form=form.name, key=key, act=buttons.LANGUAGE, value=code)

    old = [] if draft.get("on") == step.pressed else [_leave_pressed(step, draft)]
    back = Button(step.t.plain("Back"), choose(step.t.language))
    offered = languages.picker(step.t, step.work.charter, choose, [back])
    return [*old, step.show(languages.which_language(step.t), offered)]


def _choose(step: Step, form: Form, question: Question, pressed_token: str) -> Answers:
    draft = step.memory.data[form.slot]
    view = forms.view_in(step, draft)
    value = next((one for one in buttons.offered(view, question, draft) if token(one) == pressed_token), None)
    if value is None:
        return _again(step, form)
    if not question.many:
        return _take(step, form, question, value)
    ticks = buttons.ticks_in(question, draft)
    if value in ticks:
        ticks.remove(value)
    elif len(ticks) >= (most := question.many(view)):
        return step.toast(step.t.plain("At most {most}. Tap a chosen one to let it go.", most=step.t.number(most)))
    else:
        ticks.append(value)
    draft["ticks"] = ticks
    step.memory.keep()
    return forms.show(step, form, question)


def _done(step: Step, form: Form, question: Question) -> Answers:
    draft = step.memory.data[form.slot]
    ticks = buttons.ticks_in(question, draft)
    if not ticks and not question.may_be_skipped(forms.view_in(step, draft)):
        return step.toast(step.t.plain("Please choose at least one answer."))
    return _take(step, form, question, ticks)


# What people send


async def in_a_form(message: Message, step: Step) -> bool:
    """Whether this message answers a question. Commands never do."""
    state = step.memory.state or ""
    return state.startswith("form:") and not (message.text or "").startswith("/")


async def in_no_other_room(_message: Message, step: Step) -> bool:
    """Whether no room with a state of its own, other than a form's, is to be asked what /cancel means there."""
    return (step.memory.state or "form:").startswith("form:")


@router.message(Command("cancel", ignore_mention=True), in_no_other_room)
async def cancelled(_message: Message, step: Step) -> Answers:
    """Stop the form that is under way."""
    form = _current(step)
    if form is None or forms.draft_of(step, form) is None:
        return step.say(step.t("There is nothing to stop. Send /help to see what I can do."))
    return _cancel(step, form)


@router.message(in_a_form)
async def written(message: Message, step: Step) -> Answers:
    """Take what was sent as the answer to the present question."""
    form = _current(step)
    draft = forms.draft_of(step, form) if form else None
    if form is None or draft is None:
        step.memory.go(None)  # a form of an older version of the program
        return step.say(step.t("That form is closed. Send /start to see what you can do."))
    draft["on"] = None
    question = forms.present(step, form)
    if question is None:
        shown = forms.resume(step, form)
        line = step.say(step.t("Please use the buttons here; I cannot take text at this point."))
        return [line, *as_list(shown)]
    if message.text is None:
        return forms.show(step, form, question, step.t(question.wants))
    return _read(step, form, question, message.text)


def _current(step: Step) -> Form | None:
    return forms.known((step.memory.state or "").removeprefix("form:"))


def _read(step: Step, form: Form, question: Question, typed: str) -> Answers:
    draft = step.memory.data[form.slot]
    view, t = forms.view_in(step, draft), step.t
    said = fold(typed)
    if said == fold(t.plain("Cancel")):
        return _cancel(step, form)
    if said == fold(t.plain("Back")):
        return _back(step, form, question)
    if said == fold(t.plain("Skip")) and question.may_be_skipped(view):
        return _take(step, form, question, None)
    if said == fold(t.plain(question.done)) and question.many and buttons.ticks_in(question, draft):
        return _done(step, form, question)
    found = understand(view, question, typed)
    if isinstance(found, Unclear):
        return forms.show(step, form, question, found.html)
    if isinstance(found, Choices):
        draft["choices"] = list(found.values)
        step.memory.keep()
        return forms.show(step, form, question, found.html)
    if not question.many:
        return _take(step, form, question, found)
    return _tick(step, form, question, found)


def _tick(step: Step, form: Form, question: Question, found: list[Any]) -> Answers:
    """Add typed values to what is ticked; *Done* is still pressed, so that a misreading is seen."""
    draft = step.memory.data[form.slot]
    view = forms.view_in(step, draft)
    most = question.many(view) if question.many else 0
    ticks = list(dict.fromkeys([*buttons.ticks_in(question, draft), *found]))
    note = step.t("Noted. Tap <b>{button}</b> when nothing is missing.", button=step.t.plain(question.done))
    if len(ticks) > most:
        note = step.t("At most {most} can be chosen; I kept the first ones.", most=step.t.number(most))
    draft["ticks"] = ticks[:most]
    draft.pop("choices", None)
    step.memory.keep()
    return forms.show(step, form, question, note)
