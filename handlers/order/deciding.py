"""The forms about reported posts: reporting, hiding, warning, suspending, answering. Each begins beside its card."""

from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from handlers.kit import bidi, deeds, forms
from handlers.kit.answers import Answers
from handlers.kit.forms import Form, Question, Unclear, View, free_text
from handlers.kit.step import Step
from network.errors import N_
from network.moments import Here, when_alone
from network.order import answering, guidelines, reporting
from network.order import deciding as rules
from network.order.cases import Case

POINT = "§"
WEEK, MONTH = 7, 30
PLEASE_DAY = N_("Here I need a day as text, please.")


# Reporting


def _report(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: reporting.report(step.work, step.reader, args["id"], answers.get("reason")),
        step.t(
            "Thank you. The coordinators look at it, and I tell you what came of it. "
            "Whoever wrote the post does not learn who reported it."
        ),
    )


def _sure_to_report(seen: View) -> Markup:
    reason = seen.answers.get("reason")
    head = seen.t("<b>Report this post to the coordinators?</b>")
    return Markup("\n").join([head, deeds.quoted(str(reason), 500)]) if reason else head


REPORT = forms.register(
    Form(
        name="o_report",
        questions=(
            Question(
                key="reason",
                title=N_("Reason"),
                ask=lambda seen: seen.t(
                    "<b>What is wrong with this post?</b> Write it in a few words, or skip this. "
                    "Only the coordinators read it."
                ),
                wants=N_("Here I need your reason as text, please."),
                read=free_text(lambda charter: charter.limits.texts.reason),
                optional=True,
            ),
            deeds.last_question(_sure_to_report, N_("Report it")),
        ),
        finish=_report,
    )
)


def begin_report(step: Step, post_id: int) -> Answers:
    """Ask what is wrong with a post. Raises NetworkError where it cannot be reported."""
    reporting.require_reportable(step.work, step.reader, post_id)
    return forms.beside(step, REPORT, {"id": post_id})


# Which guideline


def _named(seen: View) -> list[str]:
    return [f"{POINT}{number}" for number, _ in enumerate(seen.args["points"])]


def _point(seen: View, value: Any) -> str:
    """The words of a guideline: one of the network's, or as somebody wrote it."""
    points, number = seen.args["points"], str(value).removeprefix(POINT)
    if str(value).startswith(POINT) and number.isascii() and number.isdigit() and int(number) < len(points):
        return str(points[int(number)])
    return str(value)


GUIDELINE = Question(
    key="guideline",
    title=N_("Guideline"),
    ask=lambda seen: seen.t(
        "<b>Which guideline does it go against?</b> The author reads this. "
        "Tap one, or write it in a few friendly words."
    ),
    wants=N_("Here I need your reason as text, please."),
    read=free_text(lambda charter: charter.limits.texts.reason),
    options=_named,
    label=_point,
    columns=1,
)


def _words(answers: dict[str, Any], args: dict[str, Any]) -> str:
    """What is written down: a point of the guidelines in its author's language, or what was typed."""
    value = str(answers["guideline"])
    for number, words in enumerate(args["theirs"]):
        if value == f"{POINT}{number}":
            return str(words)
    return value


def _args(step: Step, case: Case) -> dict[str, Any]:
    """What the forms about a case need: who decides it as what, and the guidelines' points for both who read them."""
    author = rules.language_of(step.work, case.author_id)
    return {
        "id": case.id,
        "version": case.version,
        "points": list(guidelines.points(step.work, step.t.language)),
        "theirs": list(guidelines.points(step.work, author)),
    }


# Hiding and warning


def _hide(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    words = _words(answers, args)
    return deeds.done(
        step,
        lambda: rules.hide(step.work, step.reader, args["id"], args["version"], words),
        step.t("The post is hidden. I am telling its author, and those who reported it."),
    )


def _warn(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    words = _words(answers, args)
    return deeds.done(
        step,
        lambda: rules.warn(step.work, step.reader, args["id"], args["version"], words),
        step.t("I am telling the author which guideline to mind, and those who reported the post."),
    )


HIDE = forms.register(
    Form(
        name="o_hide",
        questions=(
            GUIDELINE,
            deeds.last_question(
                lambda seen: deeds.sure(
                    seen,
                    seen.t("<b>Hide the post everywhere?</b> Its author reads:"),
                    _point(seen, seen.answers["guideline"]),
                ),
                N_("Hide it"),
            ),
        ),
        finish=_hide,
    )
)
WARN = forms.register(
    Form(
        name="o_warn",
        questions=(
            GUIDELINE,
            deeds.last_question(
                lambda seen: deeds.sure(
                    seen,
                    seen.t("<b>Warn the author?</b> The post stays, and they read:"),
                    _point(seen, seen.answers["guideline"]),
                ),
                N_("Warn them"),
            ),
        ),
        finish=_warn,
    )
)


# Suspending


def _suspend(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    words, until = _words(answers, args), _until(str(answers["until"]), datetime.fromisoformat(args["at"]))
    return deeds.done(
        step,
        lambda: rules.suspend(step.work, step.reader, args["id"], args["version"], words, until),
        step.t("The post is hidden, and its author is suspended. I am telling them, and those who reported it."),
    )


def _until(value: str, begun: datetime) -> datetime:
    return begun + timedelta(days=int(value)) if value.isdigit() else datetime.fromisoformat(value)


def _read_day(seen: View, typed: str) -> Any:
    """Take a day, perhaps with a time. Raises NetworkError, with an example, for what says none."""
    zone = seen.reader.zone or "UTC"
    found = when_alone(bidi.one_line(typed), Here(seen.reader.language, zone, seen.now))
    moment = found.first.moment.astimezone(UTC)
    if found.rule or found.first.past or not rules.SOONEST <= moment - seen.now <= rules.LATEST:
        return Unclear(seen.t("Please choose a day that is still to come, within the next ten years."))
    return moment.isoformat()


def _day_label(seen: View, value: Any) -> str:
    match str(value):
        case "7":
            return seen.t.plain("For a week")
        case "30":
            return seen.t.plain("For a month")
    return seen.t.moment(datetime.fromisoformat(str(value)), seen.reader.zone)


def _sure_to_suspend(seen: View) -> Markup:
    until = _until(str(seen.answers["until"]), datetime.fromisoformat(seen.args["at"]))
    head = seen.t(
        "<b>Hide the post, and suspend its author until {moment}?</b> They can read, export and leave meanwhile, "
        "but not write; their roles rest, and they are taken out of the hubs' groups. They read:",
        moment=seen.t.moment(until, seen.reader.zone),
    )
    return deeds.sure(seen, head, _point(seen, seen.answers["guideline"]))


SUSPEND = forms.register(
    Form(
        name="o_suspend",
        questions=(
            Question(
                key="until",
                title=N_("Until when"),
                ask=lambda seen: seen.t(
                    "<b>Until when is the author suspended?</b> Choose, or write a day: <i>15 March</i>."
                ),
                wants=PLEASE_DAY,
                read=_read_day,
                options=lambda _seen: (str(WEEK), str(MONTH)),
                label=_day_label,
            ),
            GUIDELINE,
            deeds.last_question(_sure_to_suspend, N_("Suspend them")),
        ),
        finish=_suspend,
    )
)


def begin(step: Step, form: Form, case_id: int, version: int) -> Answers:
    """Begin a decision about a case as it was seen. Raises NotAllowed, or Outdated when somebody was faster."""
    case = rules.take_up(step.work, step.reader, case_id, version)
    return forms.beside(step, form, {**_args(step, case), "at": step.work.now.isoformat()})


# Answering


def _answer(step: Step, answers: dict[str, Any], args: dict[str, Any]) -> Answers:
    return deeds.done(
        step,
        lambda: answering.answer(step.work, step.reader, args["id"], answers["answer"]),
        step.t("Thank you. Your answer is with the coordinators now."),
    )


ANSWER = forms.register(
    Form(
        name="o_answer",
        questions=(
            deeds.their_answer(
                lambda seen: seen.t(
                    "<b>Please write your answer.</b> The coordinators read it. You can answer once, "
                    "so please say all that matters."
                )
            ),
            deeds.last_question(
                lambda seen: deeds.sure(
                    seen, seen.t("The coordinators will read this, word for word:"), str(seen.answers["answer"])
                ),
                N_("Send"),
            ),
        ),
        finish=_answer,
    )
)


def begin_answer(step: Step, case_id: int) -> Answers:
    """Ask an author for their one answer. Raises NotAllowed or Outdated where there is none to give."""
    answering.require_answerable(step.work, step.reader, case_id)
    return forms.beside(step, ANSWER, {"id": case_id})
