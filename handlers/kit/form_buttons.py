"""The buttons of a question: what each does, and how they stand below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData

from handlers.kit.keyboards import FULL_ROW, Button, in_rows, inline
from handlers.kit.languages import GLOBE
from handlers.kit.questions import LONGEST_LABEL, MOST_OPTIONS, Question, View, token

# What a button does
OPTION, DONE, BACK, SKIP, KEEP, CANCEL, LANGUAGE = "o", "d", "b", "s", "k", "c", "l"


class Press(CallbackData, prefix="f"):
    """A button of a question: which form and question, what it does, and for some an option's token or a language.

    Buttons of what follows the questions (a summary, say) name no question.
    """

    form: str
    key: str
    act: str
    value: str = ""


def offered(view: View, question: Question, draft: Mapping[str, Any]) -> list[Any]:
    """What buttons stand for now: what is ticked, what was asked back, and the question's own options."""
    asked_back = draft.get("choices")
    ticked = ticks_in(question, draft)
    own = list(question.options(view))
    first = [*asked_back, *(own if question.many else ())] if asked_back else own
    extra = [value for value in ticked if value not in first]
    return list(dict.fromkeys([*first[: MOST_OPTIONS - len(extra)], *extra]))


def ticks_in(question: Question, draft: Mapping[str, Any]) -> list[Any]:
    """The values ticked so far in a question of several answers."""
    if not question.many:
        return []
    return list(draft.get("ticks", draft.get("answers", {}).get(question.key)) or [])


def keyboard(view: View, form: str, question: Question, draft: Mapping[str, Any], *, first: bool) -> dict[str, Any]:
    """The options, and the ways on and out; the first question has nothing to go back to."""
    t = view.t

    def button(label: str, act: str, value: str = "") -> Button:
        return Button(label, Press(form=form, key=question.key, act=act, value=value))

    answer = view.answers.get(question.key)
    # The answer that stands is marked among the options; one that is not among them can be kept.
    marked = ticks_in(question, draft) if question.many else [answer]
    values = offered(view, question, draft)
    options = [
        button(("✓ " if value in marked else "") + _short(question.label(view, value)), OPTION, token(value))
        for value in values
    ]
    forward = []
    if question.many:
        forward.append(button(t.plain(question.done), DONE))
    elif answer is not None and answer not in values:
        forward.append(button(t.plain("Keep: {answer}", answer=_short(question.in_words(view, answer))), KEEP))
    ways = []
    if draft.get("complete") or not first:
        ways.append(button(t.plain("Back"), BACK))
    if question.may_be_skipped(view):
        ways.append(button(t.plain("Skip"), SKIP))
    out = [button(t.plain("Cancel"), CANCEL), language_button(form, question.key)]
    return inline(t, *in_rows(options, question.columns), forward, *_one_row_or_two(ways, out))


def language_button(form: str, key: str = "") -> Button:
    """The way to the languages and back, out of a question or out of what follows the questions."""
    return Button(GLOBE, Press(form=form, key=key, act=LANGUAGE))


def _one_row_or_two(ways: Sequence[Button], out: Sequence[Button]) -> list[list[Button]]:
    """All in one row where none of the words would be cut there: buttons of a row are equally wide."""
    row = [*ways, *out]
    if max(len(button.text) for button in row) <= FULL_ROW // len(row):
        return [row]
    return [list(ways), list(out)]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
