"""What is typed about reminders: the line itself, and what is asked back: when, what of, which of several."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from handlers.kit import bidi, forms, moments
from handlers.kit.answers import Answers
from handlers.kit.forms import Form
from handlers.kit.questions import Question, View, free_text
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from handlers.reminders import view, whens
from network.errors import N_, NetworkError, Outdated
from network.moments import Cut, Line, NotUnderstood, When, take_apart
from network.reminders import own
from network.reminders.own import Own

OTHER = "other"
_WHAT_TEXT = N_("Here I need a few words as text, please.")


def take_line(step: Step, line: str, quoted: str = "") -> Answers:
    """Understand a typed line: set the reminder, or ask what is missing. `quoted` is what a message replied to says."""
    line = bidi.body(line).strip()
    try:
        found = own.read_line(step.work, step.reader, line)
    except NotUnderstood as no:
        reason = _reason(step.t, no)
        return forms.begin(
            step, WHEN, args={"what": quoted or line, "why": str(reason), **whens.place(step)}, at="when"
        )
    if not found.cuts:
        what = found.what or quoted
        if not what:
            return forms.begin(step, NEW)
        return _when_of(step, what)
    if not found.sure:
        args = {"line": line, "quoted": quoted, "at": step.work.now.isoformat(), **whens.place(step)}
        return forms.begin(step, PICK, args=args)
    cut = found.cuts[0]
    what = cut.what or quoted
    if not what:
        return forms.begin(step, WHAT, args={"line": line, "at": step.work.now.isoformat(), **whens.place(step)})
    return set_one(step, what, cut.when)


def set_one(step: Step, what: str, when: When) -> Answers:
    """Set a reminder and read it back; where its time is over, ask for another one."""
    try:
        made = own.add(step.work, step.reader, what, when)
    except NetworkError as no:
        if no.message != own.OVER:
            raise
        return forms.begin(
            step, WHEN, args={"what": what, "why": str(_reason(step.t, no)), **whens.place(step)}, at="when"
        )
    return read_back(step, made, when)


def read_back(step: Step, reminder: Own, when: When | None = None) -> Answers:
    """Show a reminder in full, with what was assumed."""
    notes = view.remarks(step.t, when) if when else ()
    html = view.card(step.t, reminder, step.reader.zone, notes)
    return step.show(html, view.card_keyboard(step.t, reminder, coordinator=step.reader.coordinates))


def ask_when(step: Step, reminder: Own) -> Answers:
    """Ask for another time of a reminder."""
    return _when_of(step, reminder.words, id=reminder.id)


def ask_words(step: Step, reminder: Own) -> Answers:
    """Ask for other words of a reminder."""
    return forms.begin(step, WORDS, args={"id": reminder.id})


def ask_new(step: Step) -> Answers:
    """Ask for a line."""
    own.require_somebody(step.reader)
    return forms.begin(step, NEW)


def _when_of(step: Step, what: str, **more: Any) -> Answers:
    return forms.begin(step, WHEN, args={"what": what, **more, **whens.place(step)}, at="when")


def _reason(t: Speech, no: NetworkError) -> Markup:
    return t(no.message, **no.arguments)


# A line


def _new(step: Step, answers: dict[str, Any], _args: dict[str, Any]) -> Answers:
    return take_line(step, str(answers["line"]))


NEW = forms.register(
    Form(
        name="r_new",
        questions=(
            Question(
                key="line",
                ask=lambda seen: Markup("\n\n").join([seen.t("<b>A new reminder</b>"), view.how_to(seen.t)]),
                wants=_WHAT_TEXT,
                title=N_("Reminder"),
                read=free_text(lambda _charter: own.LONGEST),
            ),
        ),
        finish=_new,
    )
)


# When?


def _when(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    when = whens.chosen(step, answers["when"])
    if number := args.get("id"):
        try:
            changed = own.retime(step.work, step.reader, int(number), when)
        except Outdated as no:  # it came meanwhile: the question is over all the same
            return step.show(_reason(step.t, no))
        return read_back(step, changed, when)
    return set_one(step, str(args["what"]), when)


WHEN = forms.register(Form(name="r_when", questions=(whens.ASKED,), finish=_when))


# What of?


def _moment_words(seen: View) -> Markup:
    cut = _cuts(seen)[0]
    return moments.read_back(seen.t, cut.when.first.moment, cut.when.zone, seen.reader.zone)


def _what(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    seen = forms.view_of(step, WHAT)
    seen = replace(seen, args=args)
    return set_one(step, str(answers["what"]), _cuts(seen)[0].when)


WHAT = forms.register(
    Form(
        name="r_what",
        questions=(
            Question(
                key="what",
                ask=lambda seen: Markup("\n\n").join(
                    [seen.t("<b>What shall I remind you of?</b>"), _moment_words(seen)]
                ),
                wants=_WHAT_TEXT,
                title=N_("Reminder"),
                read=free_text(lambda _charter: own.LONGEST),
            ),
        ),
        finish=_what,
    )
)


# Which of several?


def _cuts(seen: View) -> tuple[Cut, ...]:
    """The line that is asked back about, understood as it was when it was typed."""
    found: Line = take_apart(str(seen.args["line"]), whens.then(seen))
    return tuple(replace(cut, what=cut.what or str(seen.args.get("quoted") or "")) for cut in found.cuts)


def _ask_which(seen: View) -> Markup:
    parts = [seen.t("<b>Did I understand you?</b>"), seen.t("I could read this in more than one way. Which one is it?")]
    if len(_cuts(seen)) == 1:
        parts[1:] = [seen.t("I am not sure that you mean this time.")]
    for number, cut in enumerate(_cuts(seen), 1):
        moment = moments.in_full(seen.t, cut.when.first.moment, cut.when.zone)
        lines = [
            seen.t("{number}. <b>{moment}</b>", number=seen.t.number(number), moment=moment),
            view.quoted(seen.t, cut.what),
        ]
        if cut.when.rule:
            lines.insert(1, view.rhythm_words(seen.t, cut.when.rule))
        parts.append(Markup("\n").join(lines))
    return Markup("\n\n").join(parts)


def _which_words(seen: View, value: Any) -> str:
    if value == OTHER:
        return seen.t.plain("Another time")
    cut = _cuts(seen)[int(value)]
    short = seen.t.moment(cut.when.first.moment, cut.when.zone)
    return seen.t.plain("{number}. {moment}", number=seen.t.number(int(value) + 1), moment=short)


def _which(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    seen = replace(forms.view_of(step, PICK), args=args)
    line = str(args["line"])
    if answers["which"] == OTHER:
        return _when_of(step, str(args.get("quoted") or line))
    cut = _cuts(seen)[int(answers["which"])]
    if not cut.what:
        return forms.begin(step, NEW)
    return set_one(step, cut.what, cut.when)


PICK = forms.register(
    Form(
        name="r_pick",
        questions=(
            Question(
                key="which",
                ask=_ask_which,
                wants=_WHAT_TEXT,
                options=lambda seen: [*(str(number) for number in range(len(_cuts(seen)))), OTHER],
                label=_which_words,
                columns=1,
            ),
        ),
        finish=_which,
    )
)


# Other words


def _words(step: Step, answers: dict[str, Any], args: Mapping[str, Any]) -> Answers:
    try:
        changed = own.reword(step.work, step.reader, int(args["id"]), str(answers["words"]))
    except Outdated as no:
        return step.show(_reason(step.t, no))
    return read_back(step, changed)


WORDS = forms.register(
    Form(
        name="r_words",
        questions=(
            Question(
                key="words",
                ask=lambda seen: seen.t("<b>What shall I remind you of?</b> Send me the new words."),
                wants=_WHAT_TEXT,
                title=N_("Reminder"),
                read=free_text(lambda _charter: own.LONGEST),
            ),
        ),
        finish=_words,
    )
)
