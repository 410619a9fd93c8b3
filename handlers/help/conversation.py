"""`/help`, `/language`, blocked and unblocked, and whatever nobody else took. This router is asked last."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.help import view
from handlers.kit import languages
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network import people

router = Router(name="help")


@router.message(Command("help", ignore_mention=True))
async def show_help(_: Message, step: Step) -> Answers:
    """Say what this person can do."""
    return step.say(view.help_text(step.t, step.reader, step.work.charter))


@router.message(Command("language", ignore_mention=True))
async def ask_language(_: Message, step: Step) -> Answers:
    """Offer the languages."""
    return step.say(languages.which_language(step.t), _picker(step))


@router.callback_query(view.Language.filter())
async def choose_language(_: CallbackQuery, callback_data: view.Language, step: Step) -> Answers:
    """Change the language; the menu follows."""
    changed = languages.speak(step, callback_data.code)
    done = step.t("From now on I write to you in this language. Send /start to go on.")
    return [step.show(done, _picker(step)), changed]


def _picker(step: Step) -> dict[str, Any]:
    return languages.picker(step.t, step.work.charter, lambda code: view.Language(code=code))


@router.my_chat_member()
async def reachable_or_not(event: ChatMemberUpdated, step: Step) -> Answers:
    """Note that somebody blocked the bot; an unblocking is noted by the step itself."""
    if event.new_chat_member.status == "kicked":
        people.blocked_us(step.work, step.reader)
    return None


@router.callback_query()
async def stale_button(_: CallbackQuery, step: Step) -> Answers:
    """Answer a button nobody knows any more, or a forged one."""
    return step.toast(view.stale_press(step.t), alert=True)


@router.message()
async def unexpected(message: Message, step: Step) -> Answers:
    """Answer whatever nobody expected."""
    return step.say(view.not_understood(step.t) if message.text else view.not_expected_file(step.t))
