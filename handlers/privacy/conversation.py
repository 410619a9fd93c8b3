"""`/privacy`: what is held, taking it along, withdrawing a consent, erasing everything. Open to everybody."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from db.values import Purpose, Status
from handlers.kit.answers import Answer, Answers
from handlers.kit.menu import menu
from handlers.kit.richtext import to_html
from handlers.kit.step import Step
from handlers.privacy import page, view
from network import consent, leaving, privacy
from network.errors import N_, Outdated

router = Router(name="privacy")


@router.message(Command("privacy", ignore_mention=True))
async def privacy_command(_: Message, step: Step) -> Answers:
    """Say in short what happens with a person's data."""
    return _home(step)


@router.callback_query(view.Press.filter())
async def pressed(_: CallbackQuery, callback_data: view.Press, step: Step) -> Answers:
    """Do what a button says, if it still makes sense."""
    value = callback_data.value
    match callback_data.act:
        case view.HOME:
            return _home(step)
        case view.READ:
            return _read(step, value)
        case view.EXPORT:
            return _export(step)
        case view.CONSENTS:
            return _consents(step)
        case view.ASK:
            return _ask(step, _purpose(value))
        case view.WITHDRAW:
            return _withdraw(step, _purpose(value))
        case view.LEAVE:
            return _leave(step, value)
        case view.ERASE:
            return step.show(view.erase_question(step.t), view.erase_keyboard(step.t))
        case view.SURE:
            token = privacy.ask_to_erase(step.work, step.reader)
            return step.show(view.erase_last_question(step.t), view.erase_last_keyboard(step.t, token))
        case view.DO:
            return _erase(step, value)
    return _home(step)


def _home(step: Step) -> Answer:
    standing = bool(consent.standing(step.work, step.reader.id))
    return step.show(view.home(step.t, step.work.charter), view.home_keyboard(step.t, consents=standing))


def _read(step: Step, value: str) -> Answer:
    text = consent.in_force(step.work, Purpose.PRIVACY, step.reader.language)
    # A page that a later version of the text no longer has is its last one.
    wanted = int(value) if value.isascii() and value.isdigit() else 1
    number = min(max(wanted, 1), len(text.pages))
    html = to_html(text.pages[number - 1])
    if len(text.pages) > 1:
        html = Markup("{}\n\n{}").format(html, view.page_foot(step.t, number, len(text.pages)))
    return step.show(html, view.page_keyboard(step.t, number, len(text.pages)))


def _export(step: Step) -> Answers:
    export = privacy.export(step.work, step.reader)
    readable = page.page(step.t, step.reader, step.work.charter, export)
    # Named after the bot and the day, which need no language.
    name = f"{step.bot_name.removeprefix('@')}-{export.taken_at:%Y-%m-%d}"
    return [
        step.file(f"{name}.html", readable, view.exported(step.t)),
        step.file(f"{name}.json", export.to_json(), view.exported_for_machines(step.t)),
    ]


def _purpose(value: str) -> Purpose:
    """Read a pressed purpose.

    Raises Outdated for one that does not exist.
    """
    try:
        return Purpose(value)
    except ValueError:
        raise Outdated(N_("That consent does not exist any more. Send /privacy to see yours.")) from None


def _consents(step: Step) -> Answer:
    standing = list(consent.standing(step.work, step.reader.id).values())
    return step.show(
        view.consents(step.t, step.reader, standing),
        view.consents_keyboard(step.t, standing),
    )


def _ask(step: Step, purpose: Purpose) -> Answers:
    if purpose not in consent.standing(step.work, step.reader.id):
        return [step.toast(step.t.plain("That one is withdrawn already.")), _consents(step)]
    if privacy.ends_membership(step.reader, purpose):
        token = leaving.ask(step.work, step.reader)
        applicant = step.reader.status is Status.APPLICANT
        question = view.leaving_question(step.t, purpose, applicant=applicant)
        return step.show(question, view.leaving_keyboard(step.t, token, applicant=applicant))
    return step.show(view.withdraw_question(step.t, purpose), view.withdraw_keyboard(step.t, purpose))


def _withdraw(step: Step, purpose: Purpose) -> Answers:
    if not consent.withdraw(step.work, step.reader, purpose):
        return [step.toast(step.t.plain("That one is withdrawn already.")), _consents(step)]
    return [step.toast(view.withdrawn(step.t, purpose)), _consents(step)]


def _leave(step: Step, token: str) -> Answers:
    applicant = step.reader.status is Status.APPLICANT
    step.reader = leaving.leave(step.work, step.reader, token)
    return [step.show(view.left(step.t, applicant=applicant)), menu(step)]


def _erase(step: Step, token: str) -> Answers:
    # What says good-bye stands in the pressed message; all others in this chat go.
    privacy.erase(step.work, step.reader, token, goodbye=step.pressed)
    step.memory.clear()
    return [
        step.show(view.erased(step.t)),
        Answer("deleteMyCommands", {"scope": {"type": "chat", "chat_id": step.chat_id}}),
    ]
