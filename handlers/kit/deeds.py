"""Forms that end in a deed that reaches somebody else: a question, an answer, a decision. What they have in common."""

from collections.abc import Callable

from markupsafe import Markup

from handlers.kit.answers import Answers
from handlers.kit.bidi import shorten
from handlers.kit.questions import Question, View, free_text
from handlers.kit.step import Step
from network.errors import N_, NetworkError, NotAllowed, Outdated

GO = "go"
PRESS_PLEASE = N_("Please tap one of the buttons here.")
MOVED_ON: tuple[type[NetworkError], ...] = (Outdated, NotAllowed)


def done(
    step: Step, deed: Callable[[], object], said: Markup, *, over: tuple[type[NetworkError], ...] = MOVED_ON
) -> Answers:
    """Do what the form was for and say so.

    Where somebody else was faster, or the role is gone (`over`), nothing was changed, and the form is over all the
    same; any other refusal leaves the question standing.
    """
    try:
        deed()
    except over as no:
        return step.show(step.t(no.message, **no.arguments))
    return step.show(said)


def quoted(text: str, most: int | None = None) -> Markup:
    """Show what somebody wrote, as they wrote it; each of its lines finds its own direction. At most `most` letters."""
    return Markup("<blockquote>{}</blockquote>").format(text if most is None else shorten(text, most))


def sure(seen: View, head: Markup, text: str, most: int | None = None) -> Markup:
    """Read back what is about to be sent."""
    return Markup("\n").join([head, quoted(text, most), seen.t("Send it now, or go <b>Back</b> to change it.")])


def last_question(
    ask: Callable[[View], Markup], go: str, applies: Callable[[View], bool] = lambda _seen: True
) -> Question:
    """The question with one answer: to do it (`go`, a sentence marked by N_). *Back* and *Cancel* stand beside it."""
    return Question(
        key="sure",
        ask=ask,
        applies=applies,
        wants=PRESS_PLEASE,
        options=lambda _seen: (GO,),
        label=lambda seen, _value: seen.t.plain(go),
        columns=1,
    )


def their_question(ask: Callable[[View], Markup]) -> Question:
    """Let somebody write a question."""
    return Question(
        key="question",
        title=N_("Your question"),
        ask=ask,
        wants=N_("Here I need your question as text, please."),
        read=free_text(lambda charter: charter.limits.texts.question),
    )


def their_answer(ask: Callable[[View], Markup]) -> Question:
    """Let somebody write an answer."""
    return Question(
        key="answer",
        title=N_("Your answer"),
        ask=ask,
        wants=N_("Here I need your answer as text, please."),
        read=free_text(lambda charter: charter.limits.texts.answer),
    )
