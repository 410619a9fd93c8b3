"""What a form is made of: questions, what they see, and what reading a typed answer may come to."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.kit import bidi
from handlers.kit.speech import Speech
from network.charter import Charter
from network.errors import N_, NetworkError
from network.people import Reader

MOST_OPTIONS = 40  # Telegram shows a hundred buttons at the most, and nobody reads that many
LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class View:
    """All that a question may look at. No database: questions are pure."""

    t: Speech
    charter: Charter
    reader: Reader
    now: datetime
    profile_name: str
    # What was answered so far, by key; a skipped question holds None.
    answers: Mapping[str, Any]
    # What the form was begun with.
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unclear:
    """A typed answer that cannot be taken; `html` says why and what would help. The question is asked again."""

    html: Markup


@dataclass(frozen=True, slots=True)
class Choices:
    """A typed answer that could mean several values: they are offered as buttons."""

    values: Sequence[Any]
    html: Markup


def _always(_view: View) -> bool:
    return True


def _nothing(_view: View) -> Sequence[Any]:
    return ()


def _as_written(_view: View, value: Any) -> str:
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Values must be what JSON keeps: text, numbers, yes/no, lists of these.

    `ask` words it (HTML). `wants` is a marked sentence for somebody who sends a picture instead of text, `title` a
    marked word or two for a summary's line.
    `read` takes typed text to a value, `Unclear` or `Choices`; it may raise NetworkError, whose sentence is then shown.
    Without it, typed text must match one of the options as they are labelled.
    `options` are the values offered as buttons, worded by `label` (plain text), `columns` side by side.
    `many` (the most that may be chosen) turns them into toggles with *Done*; `read` then returns a list to tick.
    `done` words that button otherwise, where pressing it does more than going on: a marked word or two.
    `optional` offers *Skip*. `applies` says whether the question is asked at all.
    `forgets` names answers that a changed answer here undoes.
    """

    key: str
    ask: Callable[[View], Markup]
    wants: str
    title: str = ""
    read: Callable[[View, str], Any] | None = None
    options: Callable[[View], Sequence[Any]] = _nothing
    label: Callable[[View, Any], str] = _as_written
    many: Callable[[View], int] | None = None
    optional: Callable[[View], bool] | bool = False
    applies: Callable[[View], bool] = _always
    forgets: tuple[str, ...] = ()
    columns: int = 2
    done: str = N_("Done")

    def may_be_skipped(self, view: View) -> bool:
        """Whether *Skip* is offered."""
        return self.optional(view) if callable(self.optional) else self.optional

    def in_words(self, view: View, value: Any) -> str:
        """Word an answer, as a summary shows it; empty for a skipped question."""
        if value is None:
            return ""
        if self.many:
            return view.t.names(self.label(view, one) for one in value)
        return self.label(view, value)


def free_text(most: Callable[[Charter], int], *, lines: bool = True) -> Callable[[View, str], str | Unclear]:
    """Read free text of at most `most(charter)` characters; one line of it, or several."""

    def read(view: View, typed: str) -> str | Unclear:
        text = bidi.body(typed).strip() if lines else bidi.one_line(typed)
        limit = most(view.charter)
        if not bidi.one_line(text):
            return Unclear(view.t("That was empty. Please write a few words."))
        if len(text) > limit:
            return Unclear(too_long(view.t, len(text), limit))
        return text

    return read


def too_long(t: Speech, length: int, most: int) -> Markup:
    """Say kindly that a text does not fit."""
    return t(
        "That is long: {length} characters, and only {most} fit here. Please send a shorter version.",
        length=t.number(length),
        most=t.number(most),
    )


def fold(text: str) -> str:
    """Bring what people type and what buttons say to one form: no case, accents, vowel signs or punctuation."""
    plain = unicodedata.normalize("NFKD", bidi.one_line(text)).casefold()
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w ]", " ", kept).split())


def match(view: View, question: Question, typed: str, values: Iterable[Any]) -> Any:
    """Find the options somebody means who types what a button says: all of it, or a part that fits only one.

    Of a single choice the part has to be a beginning: who writes "cities" may well not mean "Associations of cities".
    """
    wanted = fold(typed)
    labels = [(value, fold(question.label(view, value))) for value in values]
    found = [value for value, label in labels if wanted and label == wanted]
    if not found and len(wanted) >= 2:
        found = [value for value, label in labels if wanted in label]
        if len(found) == 1 and not question.many and not any(label.startswith(wanted) for _, label in labels):
            found = []
    if len(found) == 1:
        return [found[0]] if question.many else found[0]
    if found:
        return Choices(found, view.t("Several answers fit. Which one do you mean?"))
    return Unclear(view.t("I did not understand that. Please tap one of the answers below."))


def understand(view: View, question: Question, typed: str) -> Any:
    """Read a typed answer; a rule that says no becomes `Unclear`."""
    try:
        return question.read(view, typed) if question.read else match(view, question, typed, question.options(view))
    except NetworkError as no:
        said = {name: view.t.number(v) if isinstance(v, int) else v for name, v in no.arguments.items()}
        return Unclear(view.t(no.message, **said))


def token(value: Any) -> str:
    """The short form of a value that fits into a button; a pressed one is only compared with what is offered."""
    text = str(value)
    if len(text) <= 20 and re.fullmatch(r"[A-Za-z0-9_./-]+", text):
        return text
    return "~" + hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


PLEASE_TEXT = N_("Here I need your answer as text, please.")
