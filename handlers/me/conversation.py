"""`/me`: one's own profile, every line of it changeable; optional consents; leaving."""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from db.values import Purpose, Status
from handlers.kit import fields, forms, languages
from handlers.kit.answers import Answer, Answers
from handlers.kit.forms import Form
from handlers.kit.keyboards import inline
from handlers.kit.menu import menu
from handlers.kit.questions import Question
from handlers.kit.step import Step
from handlers.me import view
from handlers.me.presses import Press
from network import consent, leaving, me
from network.errors import N_, Outdated
from network.me import Card

router = Router(name="me")


@router.message(Command("me", ignore_mention=True))
async def me_command(_: Message, step: Step) -> Answers:
    """Show the profile."""
    return _card(step)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Do what a button says, as far as the profile still has it."""
    held = me.card(step.work, step.reader)
    if held is None:
        return _card(step)
    value = callback_data.value
    match callback_data.act:
        case view.FIELDS:
            return _card(step, to_change=True)
        case view.EDIT:
            return _edit(step, held, value)
        case view.EXPLAIN:
            purpose = _optional(value)
            return step.show(view.explain(step.t, purpose), view.explain_keyboard(step.t, purpose))
        case view.AGREE:
            me.agree(step.work, step.reader, _optional(value))
            return [step.toast(step.t.plain("Noted. Thank you.")), _card(step)]
        case view.STOP:
            me.disagree(step.work, step.reader, _optional(value))
            return [step.toast(step.t.plain("Noted. It is switched off.")), _card(step)]
        case view.LANGUAGE:
            return _language(step, value)
        case view.LEAVE:
            applicant = step.reader.status is Status.APPLICANT
            token = leaving.ask(step.work, step.reader)
            question = view.leave_question(step.t, applicant=applicant)
            return step.show(question, view.leave_keyboard(step.t, token, applicant=applicant))
        case view.LEAVE_SURE:
            return _leave(step, value)
    return _card(step)


def _card(step: Step, note: Markup | None = None, *, to_change: bool = False) -> Answer:
    held = me.card(step.work, step.reader)
    if held is None:
        keyboard = inline(step.t, [view.notices_button(step.t)]) if step.reader.coordinates else None
        return step.show(view.no_profile(step.t, step.reader, step.work.charter), keyboard)
    shown = view.card(step.t, step.reader, step.work.charter, held, step.work.now)
    if to_change:
        asked = step.t("<b>Which answer do you want to change?</b>")
        return step.show(Markup("{}\n\n{}").format(shown, asked), view.fields_keyboard(step.t, held))
    html = Markup("{}\n\n{}").format(note, shown) if note else shown
    return step.show(html, view.card_keyboard(step.t, step.reader, held))


def _optional(value: str) -> Purpose:
    """Read a pressed purpose.

    Raises Outdated for one that is not a matter of choice.
    """
    if value not in consent.OPTIONAL:
        raise Outdated(N_("That cannot be changed here. Send /me to see your profile."))
    return Purpose(value)


def _language(step: Step, code: str) -> Answers:
    if not code:
        return step.show(languages.which_language(step.t), view.language_keyboard(step.t, step.work.charter))
    changed = languages.speak(step, code)
    return [_card(step), changed]


def _leave(step: Step, token: str) -> Answers:
    applicant = step.reader.status is Status.APPLICANT
    step.reader = leaving.leave(step.work, step.reader, token)
    step.memory.clear()
    return [step.show(view.left(step.t, applicant=applicant)), menu(step)]


# Changing one line


def _edit(step: Step, held: Card, field: str) -> Answers:
    if field not in held.fields:
        sorry = step.t.plain("That cannot be changed at the moment.")
        return [step.toast(sorry, alert=True), _card(step, to_change=True)]
    standing = held.answers[field]
    answers = {field: standing} if standing else {}
    return forms.begin(step, CHANGE, answers=answers, args={**held.answers, "field": field}, at=field)


def _finish(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    field = args["field"]
    step.reader, asked_next = me.change(step.work, step.reader, field, answers.get(field))
    held = me.card(step.work, step.reader)
    for further in asked_next:
        if held and further in held.fields:
            return _edit(step, held, further)
    return _card(step, step.t("Changed. This is your profile now:"))


def _cancel(step: Step) -> Answers:
    forms.end(step, CHANGE)
    return _card(step)


def _alone(question: Question) -> Question:
    """Ask a question only when it is the one to be changed."""
    return replace(question, applies=lambda view: view.args.get("field") == question.key)


CHANGE = forms.register(
    Form(name="me", questions=tuple(_alone(question) for question in fields.ALL), finish=_finish, cancel=_cancel)
)
