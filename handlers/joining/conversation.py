"""/start, and the way from the first words to a handed-in registration."""

from typing import Any

from aiogram import Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from db.values import Purpose, Status
from handlers.joining import renewal, view
from handlers.joining.home import home
from handlers.joining.view import FORM, FORM_NAME, MEMBER, WELCOME, Accept, Go, Leaf
from handlers.kit import fields, forms, languages
from handlers.kit.answers import Answers, as_list
from handlers.kit.forms import Form
from handlers.kit.step import Step
from network import applications, consent, membership
from network.errors import N_, Outdated
from network.events import deciding
from network.hubs import joining as hub_joining

router = Router(name="joining")


# The form. Its draft also holds `agreed` (document: version and language), `given` (purpose: yes or no) and `read`
# (the version of the guidelines whose last page was shown).


def _after_questions(step: Step, _answers: dict[str, Any], _args: dict[str, Any]) -> Answers:
    """Show what comes next: the guidelines, the consents one by one, or the summary of everything."""
    draft = _draft(step)
    outdated = membership.outdated_documents(step.work, _registration(step))
    if Purpose.GUIDELINES in outdated:
        return _show_leaf(step, Purpose.GUIDELINES, 0, FORM)
    if Purpose.PRIVACY in outdated:
        return step.show(*view.data_protection(step.t, consent.version_in_force(step.work, Purpose.PRIVACY)))
    for purpose in consent.OPTIONAL:
        if purpose not in draft["given"]:
            return step.show(*view.optional(step.t, purpose))
    return step.show(*view.summary(forms.view_of(step, JOIN), _lines(step)))


def _ask_to_stop(step: Step) -> Answers:
    return step.show(*view.stop(step.t, step.work.charter.limits.draft_days))


JOIN = forms.register(
    Form(name=FORM_NAME, questions=fields.JOINING, finish=_after_questions, keeps=True, cancel=_ask_to_stop)
)


def _draft(step: Step) -> dict[str, Any]:
    """The draft, with what is kept beside its answers.

    Raises Outdated when there is none: it was sent, deleted, or dropped after its time.
    """
    draft = forms.draft_of(step, JOIN)
    if draft is None:
        membership.require_may_join(step.reader)
        raise Outdated(N_("That registration is not here any more. Send /start to begin again."))
    draft.setdefault("agreed", {})
    draft.setdefault("given", {})
    return draft


def _registration(step: Step) -> membership.Draft:
    draft = _draft(step)
    return membership.Draft(
        answers=draft["answers"],
        agreed={Purpose(kind): (version, language) for kind, (version, language) in draft["agreed"].items()},
        optional=frozenset(Purpose(purpose) for purpose, yes in draft["given"].items() if yes),
    )


def _lines(step: Step) -> list[tuple[str, str, str]]:
    return view.lines(forms.view_of(step, JOIN), JOIN.questions, _draft(step)["given"])


# /start and home


@router.message(CommandStart(ignore_mention=True))
async def start(_message: Message, step: Step) -> Answers:
    """Bring somebody home, wherever that is for them. A deep link's payload is nothing to this room."""
    return _home(step)


def _home(step: Step) -> Answers:
    reader, t, charter = step.reader, step.t, step.work.charter
    if reader.may_join and forms.draft_of(step, JOIN):
        return step.show(*view.go_on(t, charter))
    if reader.may_join and not reader.coordinates:
        return step.show(*view.welcome(t, charter, again=reader.status is Status.FORMER))
    waiting = applications.waiting(step.work, reader).count if reader.coordinates else 0
    documents = consent.outdated(step.work, reader.id) if reader.status is Status.MEMBER else []
    to_accept = [(kind, consent.version_in_force(step.work, kind)) for kind in documents]
    events = len(deciding.waiting(step.work, reader))
    groups = hub_joining.open_to(step.work, reader)
    return step.show(*home(t, reader, charter, waiting=waiting, events=events, to_accept=to_accept, groups=groups))


@router.callback_query(Go.filter())
async def go(_query: CallbackQuery, callback_data: Go, step: Step) -> Answers:
    """Go the way a button shows."""
    value = callback_data.value
    match callback_data.act:
        case "join":
            return _begin(step)
        case "later":
            return step.show(*view.not_now(step.t))
        case "lang":
            return _speak(step, value)
        case "anew":
            forms.end(step, JOIN)
            return _begin(step)
        case "welcome":
            return _home(step)
        case "on":
            _draft(step)
            return forms.resume(step, JOIN)
        case "back":
            _draft(step)["complete"] = False
            return forms.ask(step, JOIN, fields.JOINING[-1].key)
        case "stop":
            _draft(step)
            return _ask_to_stop(step)
        case "keep" | "drop":
            return _stop(step, keep=callback_data.act == "keep")
        case "change":
            return _change(step, value)
        case "send":
            return _send(step)
        case Purpose.DIRECTORY | Purpose.NEWSLETTER if value in ("yes", "no"):
            _draft(step)["given"][callback_data.act] = value == "yes"
            step.memory.keep()
            return forms.resume(step, JOIN)
    raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))


def _begin(step: Step) -> Answers:
    """Begin the registration, or go on with the one begun: a second press of *Join* loses nothing."""
    membership.require_may_join(step.reader)
    if forms.draft_of(step, JOIN):
        return forms.resume(step, JOIN)
    return forms.begin(step, JOIN)


def _speak(step: Step, language: str) -> Answers:
    changed = languages.speak(step, language)
    return [*as_list(_home(step)), changed]


def _stop(step: Step, *, keep: bool) -> Answers:
    if not keep:
        forms.end(step, JOIN)
        return step.show(step.t("Your answers are deleted. Send /start if you want to begin again."))
    _draft(step)
    step.memory.go(None)
    return step.show(step.t("Your answers are kept. Send /start to go on where you stopped."))


# Documents


@router.callback_query(Leaf.filter())
async def turn_page(_query: CallbackQuery, callback_data: Leaf, step: Step) -> Answers:
    """Show a page of a document."""
    if callback_data.kind not in consent.NEEDED or callback_data.where not in (WELCOME, FORM, MEMBER):
        raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))
    return _show_leaf(step, Purpose(callback_data.kind), callback_data.page, callback_data.where)


def _show_leaf(step: Step, kind: Purpose, page: int, where: str) -> Answers:
    document = consent.in_force(step.work, kind, step.t.language)
    last = len(document.pages) - 1
    page = min(max(page, 0), last)
    if where == FORM and kind is Purpose.GUIDELINES and page == last:
        _draft(step)["read"] = document.version
        step.memory.keep()
    return step.show(*view.leaf(step.t, document, page, where))


@router.callback_query(Accept.filter())
async def accept(_query: CallbackQuery, callback_data: Accept, step: Step) -> Answers:
    """Accept a document: in the draft of a registration, or as a member a new version of it."""
    if callback_data.kind not in consent.NEEDED:
        raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))
    kind, version = Purpose(callback_data.kind), callback_data.version
    if callback_data.where == MEMBER:
        document = consent.in_force(step.work, kind, step.t.language)
        consent.accept(step.work, step.reader, kind, version, document.language)
        return step.show(renewal.accepted(step.t, kind))
    draft = _draft(step)
    shown_whole = kind is Purpose.PRIVACY or draft.get("read") == version
    if shown_whole and version == consent.version_in_force(step.work, kind):
        document = consent.in_force(step.work, kind, step.t.language)
        draft["agreed"][kind.value] = [version, document.language]
        step.memory.keep()
    # Otherwise it has changed since this button was made: the present version is shown.
    return forms.resume(step, JOIN)


# The summary


def _change(step: Step, key: str) -> Answers:
    draft = _draft(step)
    if key in consent.OPTIONAL:
        draft["given"].pop(key, None)
        step.memory.keep()
        return forms.resume(step, JOIN)
    if JOIN.question(key):
        return forms.ask(step, JOIN, key)
    return step.show(*view.which_line(step.t, _lines(step)))


def _send(step: Step) -> Answers:
    registration = _registration(step)
    if forms.present(step, JOIN) or membership.outdated_documents(step.work, registration):
        return forms.resume(step, JOIN)
    outcome = membership.hand_in(step.work, step.reader, registration)
    forms.end(step, JOIN)
    region = step.work.charter.region_of(registration.answers["country"]).key
    return step.show(view.outcome(step.t, step.work.charter, outcome, registration.answers["name"], region))
