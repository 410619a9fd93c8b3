"""`/remind`: setting reminders in one line, the list of them, changing, stopping, and putting off what came."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from db.values import ReminderKind
from handlers.kit.answers import Answer, Answers
from handlers.kit.bidi import body, one_line, shorten
from handlers.kit.keyboards import Button
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from handlers.reminders import asking, letters, many, presses, view
from handlers.reminders.presses import Press
from network.errors import N_, Outdated
from network.reminders import own, putting_off
from network.reminders.telling import Told

router = Router(name="reminders.conversation")
QUOTED = 300  # characters of a message that is to be brought to mind


def _under_letters(t: Speech, told: Told) -> list[list[Button]]:
    own_one = told.kind is ReminderKind.OWN
    left = told.event.starts_at - told.due_at if told.event and told.event.starts_at else None
    return view.later_rows(t, told.id, repeated=told.repeated, own=own_one, left=left)


letters.offer(_under_letters)


@router.message(Command("remind", ignore_mention=True))
async def remind(message: Message, command: CommandObject, step: Step) -> Answers:
    """Understand the line behind the command; without one, show what is to come or ask for it."""
    own.require_somebody(step.reader)
    replied = message.reply_to_message
    quoted = shorten(one_line(replied.text or replied.caption or ""), QUOTED) if replied else ""
    line = body(command.args or "").strip()
    if line or quoted:
        return asking.take_line(step, line, quoted)
    _, count = own.mine(step.work, step.reader)
    return _list(step, 0) if count else asking.ask_new(step)


@router.message(Command("reminders", ignore_mention=True))
async def reminders(_: Message, step: Step) -> Answers:
    """List what is to come."""
    return _list(step, 0)


@router.callback_query(Press.filter())
async def pressed(query: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Do what a button says, as far as the reminder still stands."""
    number = callback_data.id
    match callback_data.act:
        case presses.LIST:
            return _list(step, number)
        case presses.NEW:
            return asking.ask_new(step)
        case presses.OF_THIS:
            return _of_this(query, step)
        case presses.AGAIN:
            return _again(step, number, callback_data.value)
        case presses.STOP:
            return _ask_to_stop(step, number)
        case presses.STOP_SURE:
            return _stop(step, number)
        case presses.OPEN:
            return asking.read_back(step, own.find(step.work, step.reader, number))
        case presses.CHANGE:
            found = own.to_come(step.work, step.reader, number)
            return step.show(view.card(step.t, found, step.reader.zone), view.change_keyboard(step.t, found))
        case presses.TIME:
            return asking.ask_when(step, own.to_come(step.work, step.reader, number))
        case presses.WORDS:
            return asking.ask_words(step, own.to_come(step.work, step.reader, number))
        case presses.TO_MANY | presses.TO_MANY_SURE:
            return many.pressed_for(step, callback_data)
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _list(step: Step, page: int) -> Answer:
    found, count = own.mine(step.work, step.reader, page)
    if not found and page:
        page = 0
        found, count = own.mine(step.work, step.reader)
    html = view.listing(step.t, found, count, step.reader.zone)
    return step.show(html, view.list_keyboard(step.t, found, page, count))


def _of_this(query: CallbackQuery, step: Step) -> Answers:
    """Ask when the pressed message is to be brought to mind again; the message itself stays as it is."""
    own.require_somebody(step.reader)
    held = query.message if isinstance(query.message, Message) else None
    words = shorten(one_line((held.text or held.caption or "") if held else ""), QUOTED)
    step.pressed = None
    return asking.take_line(step, "", words) if words else asking.ask_new(step)


def _again(step: Step, number: int, how: str) -> Answers:
    again = putting_off.put_off(step.work, step.reader, number, how)
    toast = step.toast(step.t.plain("I remind you again: {moment}", moment=step.t.moment(again, step.reader.zone)))
    if not own.is_own(step.work, step.reader, number):
        return toast  # the letter about an event goes on showing what becomes of it
    words = own.find(step.work, step.reader, number).words
    shown = step.show(view.put_off(step.t, words, again, step.reader.zone), view.put_off_keyboard(step.t, number))
    return [toast, shown]


def _ask_to_stop(step: Step, number: int) -> Answers:
    found = own.find(step.work, step.reader, number)
    if found.rule is None:
        return _stop(step, number)
    asked = step.t("<b>Stop this reminder?</b> It does not come again then.")
    card = [asked, view.quoted(step.t, found.words), view.rhythm_words(step.t, found.rule)]
    return step.show(view.joined(card), view.stop_keyboard(step.t, number))


def _stop(step: Step, number: int) -> Answers:
    words = own.find(step.work, step.reader, number).words
    own.stop(step.work, step.reader, number)
    said = step.t("Stopped. This reminder does not come any more.")
    return step.show(view.joined([said, view.quoted(step.t, words)]), view.after_keyboard(step.t))
