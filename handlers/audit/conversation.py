"""`/audit`: what coordinators did, newest first; narrowed by kind and by person; as a table to take along."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.audit import view
from handlers.audit.view import Press
from handlers.kit.answers import Answer, Answers
from handlers.kit.step import Step
from network import audit_log
from network.audit_log import Choice
from network.sheets import csv_file, xlsx_file

router = Router(name="audit")


@router.message(Command("audit", ignore_mention=True))
async def audit_command(_: Message, step: Step) -> Answers:
    """Show the newest lines."""
    return _log(step, Choice())


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Do what a button says; the rules check who presses it, and what it carries."""
    kind = None if callback_data.kind == view.NO_KIND else callback_data.kind
    choice = Choice(kind, callback_data.who or None)
    match callback_data.act:
        case view.OLDER:
            return _log(step, choice, before=callback_data.at)
        case view.NEWER:
            return _log(step, choice, after=callback_data.at)
        case view.PICK_KIND:
            audit_log.page(step.work, step.reader, choice)  # whoever may not read it may not choose either
            return step.show(view.which_kind(step.t), view.kinds_keyboard(step.t, choice))
        case view.PICK_PERSON:
            return _people(step, choice, callback_data.at)
        case view.XLSX | view.CSV as act:
            return _file(step, choice, act)
    return _log(step, choice)


def _log(step: Step, choice: Choice, *, before: int | None = None, after: int | None = None) -> Answer:
    shown = audit_log.page(step.work, step.reader, choice, before=before, after=after)
    return step.show(
        view.log(step.t, step.reader, step.work.charter, choice, shown), view.log_keyboard(step.t, choice, shown)
    )


def _people(step: Step, choice: Choice, number: int) -> Answer:
    found, more = audit_log.actors(step.work, step.reader, choice, number)
    return step.show(view.which_person(step.t, found), view.people_keyboard(step.t, choice, found, number, more=more))


def _file(step: Step, choice: Choice, act: str) -> Answer:
    lines = audit_log.everything(step.work, step.reader, choice)
    sheet = view.sheet(step.t, step.reader, step.work.charter, lines, step.work.now)
    # Named after the bot and the day, which need no language.
    name = f"{step.bot_name.removeprefix('@')}-audit-{step.work.now:%Y-%m-%d}"
    note = view.file_note(step.t, len(lines))
    if act == view.CSV:
        return step.file(f"{name}.csv", csv_file(sheet), note)
    return step.file(f"{name}.xlsx", xlsx_file([sheet], made_at=step.work.now, rtl=step.t.rtl), note)
