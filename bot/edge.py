"""The edge: one stored update becomes effects, conversation state and answers, in one unit of work.

aiogram's dispatcher runs synchronously inside the worker thread. Handlers never wait for anything, so its coroutine
comes to its end at the first step, without an event loop (docs/decisions/0003-one-thread-hop.md).
"""

import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ContentType
from aiogram.types import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    ChosenInlineResult,
    InlineQuery,
    Message,
    MessageReactionUpdated,
    TelegramObject,
    Update,
    User,
)

from bot import updates
from db.queries import conversations
from handlers import FROM_GROUPS
from handlers.kit.answers import Answer, as_list
from handlers.kit.bidi import one_line
from handlers.kit.speech import speech
from handlers.kit.step import Memory, Step
from network import notices, people
from network.errors import N_, NetworkError
from network.work import Work

log = structlog.get_logger()

SORRY = N_(
    "Something went wrong on our side, and nothing was changed. "
    "If it happens again, please tell us this number: {number}"
)
GROUPS = ("group", "supergroup")
# What happens to a group, whoever did it: a bot's own doing is told so, too.
HAPPENINGS = frozenset(
    {
        ContentType.MIGRATE_TO_CHAT_ID,
        ContentType.MIGRATE_FROM_CHAT_ID,
        ContentType.NEW_CHAT_TITLE,
        ContentType.FORUM_TOPIC_CREATED,
        ContentType.FORUM_TOPIC_EDITED,
        ContentType.FORUM_TOPIC_CLOSED,
        ContentType.FORUM_TOPIC_REOPENED,
    }
)
NOBODY = 0  # stands for the person where nobody says who they are: anonymous administrators, channels, counts
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of an update: the answers to send, the handler's name for the metrics, and a reference if it failed."""

    answers: list[Answer]
    handler: str
    reference: str | None = None


class Edge:
    """Feeds updates to aiogram's dispatchers, synchronously.

    What happens in groups has a dispatcher of its own: no handler of private chats ever answers in a group.
    """

    def __init__(self, dispatcher: Dispatcher, bot: Bot, bot_name: str, groups: Dispatcher | None = None) -> None:
        """`bot` only lends updates their context; it never sends. `bot_name` is its @name, for deep links."""
        self._dispatcher = dispatcher
        self._groups = groups or Dispatcher(disable_fsm=True)
        self._kinds = {*dispatcher.resolve_used_update_types(), *self._groups.resolve_used_update_types()}
        self._bot = bot
        self._bot_name = bot_name

    def handle(self, work: Work, payload: str) -> Handled:
        """Handle one update inside an open unit of work.

        Raises whatever the handler raises; the unit must then be undone and `refuse` or `give_up` be used instead.
        """
        step, update = self._step(work, payload)
        if step is None:
            return Handled([], "ignored")
        seen: dict[str, Any] = {}
        dispatcher = self._dispatcher if step.group is None or step.query_id else self._groups
        result = drive(
            dispatcher.update.wrap_outer_middleware(
                dispatcher.update.trigger,
                update,
                {
                    **dispatcher.workflow_data,
                    "dispatcher": dispatcher,
                    "bot": self._bot,
                    "step": step,
                    "raw_state": step.memory.state,
                    "seen": seen,
                },
            )
        )
        answers = [] if result is UNHANDLED else as_list(result)
        if step.memory.changed and not step.elsewhere:
            conversations.keep(
                work.session,
                work.bot_id,
                step.chat_id,
                step.reader.telegram_id,
                step.memory.state,
                step.memory.data,
                work.now,
            )
        answers = [_in_the_ledger(work, answer) for answer in answers]
        return Handled(_with_spinner_stopped(step, answers), seen.get("handler", "unhandled"))

    def refuse(self, work: Work, payload: str, error: NetworkError) -> Handled:
        """Say kindly what a rule said no to; nothing of the step was kept."""
        step, _ = self._step(work, payload)
        if step is None:
            return Handled([], "ignored")
        if step.query_id:
            return Handled([step.toast(step.t.plain(error.message, **error.arguments), alert=True)], "refused")
        if step.elsewhere:
            return Handled([], "refused")
        return Handled([step.say(step.t(error.message, **error.arguments))], "refused")

    def give_up(self, work: Work, payload: str) -> Handled:
        """Tell the person that something failed, with a number by which the log can be found."""
        reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))
        try:
            step, _ = self._step(work, payload)
        except Exception as error:  # noqa: BLE001 - the payload itself may be what fails
            # Without the traceback: it would carry the payload into the log.
            log.error("inbox.unreadable", reference=reference, error=type(error).__name__)
            return Handled([], "set aside", reference)
        if step is None:
            return Handled([], "set aside", reference)
        if step.elsewhere:
            said = [step.toast(step.t.plain(SORRY, number=reference), alert=True)] if step.query_id else []
            return Handled(said, "set aside", reference)
        sorry = step.t(SORRY, number=reference)
        return Handled(_with_spinner_stopped(step, [step.say(sorry)]), "set aside", reference)

    def _step(self, work: Work, payload: str) -> tuple[Step | None, Update]:
        update = updates.read(payload, self._bot)
        # What nobody asked for can come all the same, after an older version of the program, say.
        event = next((event for kind in self._kinds if (event := getattr(update, kind))), None)
        user, chat = _who(event)
        if isinstance(event, InlineQuery | ChosenInlineResult):
            return self._elsewhere(work, event.from_user), update
        if isinstance(event, CallbackQuery) and chat is not None and chat.type in GROUPS:
            known = (event.data or "").partition(":")[0] in FROM_GROUPS
            step = self._elsewhere(work, event.from_user, event.id) if known else None
            return (replace(step, group=chat.id) if step else None), update
        if chat is not None and chat.type in GROUPS:
            return self._in_group(work, event, user, chat), update
        if user is None or chat is None or user.is_bot or chat.type != "private" or chat.id != user.id:
            return None, update
        if isinstance(event, Message) and _posted_by(event, work.bot_id):
            return None, update  # a card of ours that somebody posted here through inline mode: they say nothing by it
        in_passing = isinstance(event, ChatMemberUpdated | MessageReactionUpdated) or event is update.edited_message
        if in_passing and not people.known(work, user.id):
            return None, update  # whoever erased themselves, and blocks the bot or edits a message then, stays unknown
        meeting = people.meet(work, user.id, chat.id, user.language_code)
        press = event if isinstance(event, CallbackQuery) else None
        return (
            Step(
                work=work,
                reader=meeting.reader,
                memory=Memory(meeting.state, meeting.data),
                t=speech(meeting.reader.language),
                bot_name=self._bot_name,
                chat_id=chat.id,
                profile_name=one_line(user.full_name),
                pressed=press.message.message_id if press and press.message else None,
                query_id=press.id if press else None,
            ),
            update,
        )

    def _elsewhere(self, work: Work, user: User, query_id: str | None = None) -> Step | None:
        """What somebody does in a chat that is not ours: who never wrote to the bot stays unknown."""
        if user.is_bot:
            return None
        reader = people.glance(work, user.id, user.language_code)
        return Step(
            work=work,
            reader=reader,
            memory=Memory(),
            t=speech(reader.language),
            bot_name=self._bot_name,
            chat_id=user.id,
            query_id=query_id,
            elsewhere=True,
        )

    def _in_group(self, work: Work, event: TelegramObject | None, user: User | None, chat: Chat) -> Step | None:
        """What happens in a group: whoever is unknown to the network stays so. Some events have nobody behind them."""
        person = user if user is not None and not user.is_bot else None
        if isinstance(event, Message):
            if event.sender_chat is not None:
                person = None  # written in the name of the group or of a channel
            elif (person is None and event.content_type not in HAPPENINGS) or _posted_by(event, work.bot_id):
                return None  # another bot's words, and cards of ours that somebody posted through inline mode
        reader = people.glance(work, person.id if person else NOBODY, person.language_code if person else None)
        return Step(
            work=work,
            reader=reader,
            memory=Memory(),
            t=speech(reader.language),
            bot_name=self._bot_name,
            chat_id=reader.telegram_id,
            profile_name=one_line(person.full_name) if person else "",
            elsewhere=True,
            group=chat.id,
        )


def drive(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits to its end.

    Raises RuntimeError when it does wait: a handler must not, and a filter must be `async def`.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("a handler waited for something; handlers and filters never do")


def _who(event: TelegramObject | None) -> tuple[User | None, Chat | None]:
    user = getattr(event, "from_user", None) or getattr(event, "user", None)
    if isinstance(event, CallbackQuery):
        return user, event.message.chat if event.message else None
    return user, getattr(event, "chat", None)


def _posted_by(message: Message, bot_id: int) -> bool:
    return message.via_bot is not None and message.via_bot.id == bot_id


def _in_the_ledger(work: Work, answer: Answer) -> Answer:
    """Tell the ledger what an answer does to its copies: becomes one, or puts something else in a copy's place."""
    if answer.notice:
        return replace(answer, revision=notices.revision_of(work, answer.notice))
    if answer.method == "editMessageText":
        notices.let_go(work, answer.params["chat_id"], answer.params["message_id"])
    return answer


def _with_spinner_stopped(step: Step, answers: list[Answer]) -> list[Answer]:
    if step.query_id and not any(answer.method == "answerCallbackQuery" for answer in answers):
        return [Answer("answerCallbackQuery", {"callback_query_id": step.query_id}), *answers]
    return answers
