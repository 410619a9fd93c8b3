"""The one step runner: ask, check, back, skip, cancel, resume. All forms of the program are made with it.

A form is a readable list of questions and what to do at its end:

    def finish(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
        applications.decline(step.work, step.reader, args["application"], answers["reason"])
        return step.show(step.t("Declined. They are told, with your reason."))

    DECLINE = forms.register(
        Form(
            name="decline",
            questions=(
                Question(
                    key="reason",
                    ask=lambda view: view.t("<b>Why do you decline?</b> The applicant will read it."),
                    wants=N_("Here I need your reason as text, please."),
                    read=free_text(lambda charter: charter.limits.texts.reason),
                ),
            ),
            finish=finish,
        )
    )

and a handler begins it with `return forms.begin(step, DECLINE, args={"application": 7})`. That is also how one single
question is asked: a form of one. To let somebody change one field, begin it with the answer that stands:
`forms.begin(step, EDIT_CITY, answers={"city": "Amman"}, at="city")`; it then offers *Keep*.

The runner (form_steps.py) does the rest: presses and typed answers, *Back*, *Skip*, *Keep*, *Done*, *Cancel*, /cancel,
the languages behind 🌐, pictures where text is wanted, stale and forged buttons. The draft lies in `step.memory` under
`form:NAME`, so it outlives a restart; the next question asked is always the first that applies and has no answer.
`finish` runs once every question has one; the form is over then, unless `keeps` is set (a summary follows, say): then
the draft stays until `forms.end`, `finish` is called again whenever the form is resumed, and `forms.ask` opens a
single question again. A NetworkError from `finish` undoes the step, and the question stands as before. What is shown
edits the pressed message; after typed text it is a new message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from handlers.kit.answers import Answer, Answers
from handlers.kit.form_buttons import Press, keyboard, language_button
from handlers.kit.questions import PLEASE_TEXT, Choices, Question, Unclear, View, free_text
from handlers.kit.step import Step

__all__ = [
    "PLEASE_TEXT",
    "Choices",
    "Form",
    "Press",
    "Question",
    "Unclear",
    "View",
    "free_text",
    "language_button",
]

LONGEST_NAME, LONGEST_KEY = 12, 16
Finish = Callable[[Step, dict[str, Any], dict[str, Any]], Answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A list of questions and its end. `name` is short and unique; it stands in every button.

    `cancel` answers *Cancel* instead of the plain way, which ends the form and says so.
    """

    name: str
    questions: tuple[Question, ...]
    finish: Finish
    keeps: bool = False
    cancel: Callable[[Step], Answers] | None = None

    @property
    def slot(self) -> str:
        """Where the draft lies in the memory; also the conversation's state."""
        return f"form:{self.name}"

    def question(self, key: str | None) -> Question | None:
        """The question of that key, if there is one."""
        return next((question for question in self.questions if question.key == key), None)


_forms: dict[str, Form] = {}


def register(form: Form) -> Form:
    """Make a form known to the runner, once, where it is defined.

    Raises ValueError for a name that is taken, and for names too long for a button.
    """
    keys = [question.key for question in form.questions]
    if form.name in _forms or len(set(keys)) < len(keys):
        raise ValueError(f"a form or a question twice: {form.name}")
    if len(form.name) > LONGEST_NAME or any(len(key) > LONGEST_KEY for key in keys):
        raise ValueError(f"a name too long for a button: {form.name}")
    _forms[form.name] = form
    return form


def known(name: str) -> Form | None:
    """The form of that name, if there still is one."""
    return _forms.get(name)


def registered() -> tuple[Form, ...]:
    """All forms there are."""
    return tuple(_forms.values())


# What handlers call


def begin(
    step: Step,
    form: Form,
    *,
    answers: Mapping[str, Any] | None = None,
    args: Mapping[str, Any] | None = None,
    at: str | None = None,
) -> Answers:
    """Begin a form anew, perhaps with answers that stand already, at the question `at` or the first unanswered one."""
    draft = {"answers": dict(answers or {}), "args": dict(args or {})}
    step.memory.go(form.slot, **{form.slot: draft})
    return ask(step, form, at) if at else advance(step, form)


def beside(step: Step, form: Form, args: Mapping[str, Any], **more: Any) -> Answers:
    """Begin a form in a new message that replies to the pressed one: that stays, and keeps up to date.

    `more` as `begin` takes it.
    """
    pressed, step.pressed = step.pressed, None
    begun = begin(step, form, args=args, **more)
    if pressed is not None and isinstance(begun, Answer):
        reply = {"message_id": pressed, "allow_sending_without_reply": True}
        return replace(begun, params={**begun.params, "reply_parameters": reply})
    return begun


def ask(step: Step, form: Form, key: str) -> Answers:
    """Open one question of a form that is under way (to change a line of a summary)."""
    if form.question(key) is None or draft_of(step, form) is None:
        return resume(step, form)
    return stand_at(step, form, key)


def resume(step: Step, form: Form) -> Answers:
    """Show again where a form stands; one that does not stand anywhere says so."""
    draft = draft_of(step, form)
    if draft is None:
        return step.show(step.t("That form is closed. Send /start to see what you can do."))
    step.memory.go(form.slot)
    question = present(step, form)
    return show(step, form, question) if question else advance(step, form)


def draft_of(step: Step, form: Form) -> dict[str, Any] | None:
    """The draft of a form: `answers`, `args`, and what the form's owner keeps there. None when it is not under way.

    After changing it in place, call `step.memory.keep()`.
    """
    draft = step.memory.data.get(form.slot)
    return draft if isinstance(draft, dict) else None


def view_of(step: Step, form: Form) -> View:
    """What the questions of a form see now, for a summary of it."""
    return view_in(step, draft_of(step, form) or {})


def end(step: Step, form: Form) -> None:
    """Forget a form's draft. Other forms' drafts stay."""
    step.memory.drop(form.slot)
    if step.memory.state == form.slot:
        step.memory.go(None)


# How it runs and looks


def view_in(step: Step, draft: Mapping[str, Any]) -> View:
    """What questions see, for a draft."""
    return View(
        t=step.t,
        charter=step.work.charter,
        reader=step.reader,
        now=step.work.now,
        profile_name=step.profile_name,
        answers=draft.get("answers", {}),
        args=draft.get("args", {}),
    )


def present(step: Step, form: Form) -> Question | None:
    """The question a form stands at; None when all are answered, or when that one does not apply any more."""
    draft = step.memory.data[form.slot]
    question = form.question(draft.get("at"))
    return question if question and question.applies(view_in(step, draft)) else None


def stand_at(step: Step, form: Form, key: str) -> Answers:
    """Move to a question and show it."""
    draft = step.memory.data[form.slot]
    draft["at"] = key
    for passing in ("choices", "ticks"):
        draft.pop(passing, None)
    step.memory.go(form.slot)
    question = form.question(key)
    return show(step, form, question) if question else None


def advance(step: Step, form: Form) -> Answers:
    """Go to the first question that applies and has no answer; past the last one the form is complete."""
    draft = step.memory.data[form.slot]
    view = view_in(step, draft)
    for question in form.questions:
        if question.key not in view.answers and question.applies(view):
            return stand_at(step, form, question.key)
    # Answers to questions that do not apply any more are not handed in.
    answers = {q.key: view.answers[q.key] for q in form.questions if q.key in view.answers and q.applies(view)}
    if form.keeps:
        draft |= {"at": None, "complete": True}
        step.memory.go(form.slot)
    else:
        end(step, form)
    return form.finish(step, answers, draft["args"])


def show(step: Step, form: Form, question: Question, note: Markup | None = None) -> Answer:
    """Show a question: its place, the question, perhaps a note on what was just typed, its buttons.

    The note stands last, right above the buttons: a phone shows the end of a long message, not its beginning.
    """
    draft = step.memory.data[form.slot]
    view, t = view_in(step, draft), step.t
    keys = [q.key for q in form.questions if q.applies(view)]
    parts: list[Markup] = []
    if len(keys) > 1 and question.key in keys:
        at, of = t.number(keys.index(question.key) + 1), t.number(len(keys))
        parts.append(t("<i>{place} of {total}</i>", place=at, total=of))
    parts.append(question.ask(view))
    if note:
        parts.append(note)
    return step.show("\n\n".join(parts), keyboard(view, form.name, question, draft, first=keys[:1] == [question.key]))
