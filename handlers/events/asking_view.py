"""Questions to organisers: their words and buttons, and the letters that carry them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from handlers.events import card_view
from handlers.kit.deeds import quoted
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network.events import asking, may_organise
from network.events.asking import Question
from network.events.kinds import ANSWERED, QUESTION
from network.people import Reader
from network.work import Work

# What a press does. Short, because they stand in every button.
ASK, ANSWER = "q", "a"
LONGEST_QUOTE = 1500


class Press(CallbackData, prefix="eq"):
    """A button: to ask about an event, or to answer a question; `id` is the row number of the one or the other."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)]


def button(label: str, act: str, number: int) -> Button:
    """Make a button about an event or a question."""
    return Button(label, Press(act=act, id=number))


def question(asked: Question, reader: Reader, t: Speech) -> Message | None:
    """Ask the organisers; what one of them answered stands below."""
    if not may_organise(reader, asked.event):
        return None
    title = card_view.title(t, asked.event)
    head = (
        t("<b>{name}</b> asks about <b>{title}</b>:", name=asked.name, title=title)
        if asked.name
        else t("Somebody asks about <b>{title}</b>:", title=title)
    )
    parts = [Markup("\n").join([head, quoted(asked.question, LONGEST_QUOTE)])]
    opens = card_view.button(t.plain("Open the event"), card_view.OPEN, asked.event.id)
    if asked.answer is None:
        return Message(
            str(Markup("\n\n").join(parts)), inline(t, [button(t.plain("Answer"), ANSWER, asked.id)], [opens])
        )
    said = t("<b>{name}</b> answered:", name=asked.answerer) if asked.answerer else t("The organisers answered:")
    parts.append(Markup("\n").join([said, quoted(asked.answer, LONGEST_QUOTE)]))
    return Message(str(Markup("\n\n").join(parts)), inline(t, [opens]))


def answered(asked: Question, reader: Reader, t: Speech) -> Message | None:
    """Tell whoever asked what the organisers answer."""
    if reader.id != asked.person_id or asked.answer is None:
        return None
    head = t("The organisers of <b>{title}</b> answer you:", title=card_view.title(t, asked.event))
    parts = [
        Markup("\n").join([head, quoted(asked.answer, LONGEST_QUOTE)]),
        Markup("\n").join([t("You had asked:"), quoted(asked.question, LONGEST_QUOTE)]),
    ]
    return Message(
        str(Markup("\n\n").join(parts)),
        inline(
            t,
            [card_view.button(t.plain("Open the event"), card_view.OPEN, asked.event.id)],
            [button(t.plain("Ask something else"), ASK, asked.event.id)],
        ),
    )


def _load(work: Work, question_ids: Sequence[int]) -> Mapping[int, Question]:
    return asking.questions(work, question_ids)


NOTICES = (
    NoticeKind(QUESTION, _load, question, again=True),
    NoticeKind(ANSWERED, _load, answered, again=True),
)
