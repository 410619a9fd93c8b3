"""Giving a reminder to many: a coordinator chooses whom, sees how many that is, and says yes."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from handlers.announcements import reach
from handlers.kit import forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.keyboards import inline
from handlers.kit.questions import Question, View
from handlers.kit.step import Step
from handlers.reminders import asking, presses, view
from handlers.reminders.presses import Press
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.reminders import many, own

_TAP = N_("Please use the buttons here; I cannot take text at this point.")


def pressed_for(step: Step, press: Press) -> Answers:
    """Choose whom to remind, or do it."""
    return _begin(step, press.id) if press.act == presses.TO_MANY else _send(step, press.id)


def _begin(step: Step, number: int) -> Answers:
    choices = many.choices(step.work, step.reader)
    found = own.find(step.work, step.reader, number)
    return forms.begin(step, ALL, args={"id": found.id, "choices": choices})


def _question(name: str) -> Question:
    return Question(
        key=name,
        ask=lambda seen: Markup("\n\n").join(
            [
                seen.t("<b>Whom shall I remind?</b>"),
                seen.t(
                    "{label}: tap those I shall remind, then <b>Done</b>. <b>Skip</b> means all of them.",
                    label=seen.t.plain(reach.DIMENSION_NAMES.get(name, name)),
                ),
            ]
        ),
        wants=_TAP,
        title=reach.DIMENSION_NAMES.get(name, ""),
        options=lambda seen: _offered(seen, name),
        label=lambda seen, value: reach.value_name(seen.t, seen.charter, name, str(value)),
        many=lambda seen: len(_offered(seen, name)),
        optional=True,
        applies=lambda seen: bool(_offered(seen, name)),
    )


def _offered(seen: View, name: str) -> Sequence[str]:
    choices = seen.args.get("choices") or {}
    return list(choices.get(name) or ())


def _chosen(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(one) for one in answers[name]] for name in many.BY if answers.get(name)}


def _confirm(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    """Read back what, when and to whom; nothing is set before that was confirmed."""
    found = own.find(step.work, step.reader, int(args["id"]))
    chosen = _chosen(answers)
    count = many.count(step.work, step.reader, chosen)
    parts = [
        step.t("<b>Shall I remind them?</b>"),
        view.quoted(step.t, found.words),
        Markup("\n").join(view.when_words(step.t, found, step.reader.zone)),
        step.t("To: <b>{people}</b>", people=reach.reach_words(step.t, count)),
    ]
    charter = step.work.charter
    lines = [
        step.t(
            "{label}: {value}",
            label=step.t.plain(reach.DIMENSION_NAMES.get(name, name)),
            value=reach.names_of(step.t, charter, name, values),
        )
        for name, values in chosen.items()
    ]
    if lines:
        parts.append(Markup("\n").join(lines))
    parts.append(step.t("It waits for the end of each reader's quiet hours. They read it in your words."))
    rows = [[view.button(step.t.plain("Back"), presses.OPEN, found.id)]]
    if count.total:
        rows.insert(0, [view.button(step.t.plain("Yes, remind them"), presses.TO_MANY_SURE, found.id)])
    return step.show(view.joined(parts), inline(step.t, *rows))


def _send(step: Step, number: int) -> Answers:
    draft = forms.draft_of(step, ALL)
    if draft is None or draft.get("args", {}).get("id") != number:
        raise Outdated(N_("That form is closed. Send /start to see what you can do."))
    forms.end(step, ALL)
    try:
        made = many.address(step.work, step.reader, number, _chosen(draft.get("answers") or {}))
    except (NotAllowed, NetworkError) as no:
        return step.show(step.t(no.message, **no.arguments))
    return asking.read_back(step, made)


ALL = forms.register(
    Form(
        name="r_all",
        questions=tuple(_question(name) for name in many.BY),
        finish=_confirm,
        keeps=True,
    )
)
