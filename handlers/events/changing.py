"""Changing a published event with the editor, and what is decided before the change is made."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery

from db.values import EventState
from handlers.events import cancelling, card_doors, card_view, editor_screen
from handlers.events import changing_view as view
from handlers.events.changing_view import Look, Press
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network.errors import N_, NetworkError, Outdated
from network.events import applying, changing
from network.events.cards import View
from network.events.changing import Change, Conflict, Scope
from network.people import Reader

router = Router(name="events.changing")
_OLD = N_("This button is from an older message and no longer works. Send /start to go on.")


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check again who may, and how things stand."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


def _look(step: Step, change: Change) -> Look:
    return Look(
        change,
        changing.wanted(step.work, change),
        changing.problems(step.work, change),
        changing.concerned(step.work, change),
        changing.concerned(step.work, change, Scope.FOLLOWING) if change.in_series else None,
        step.reader.zone,
        step.work.charter,
    )


def _begin(step: Step, press: Press) -> Answers:
    """Open the editor below the card, which stays and keeps up to date."""
    change = changing.begin(step.work, step.reader, press.id)
    step.pressed = None
    return editor_screen.home(step, change.draft)


def _review(step: Step, press: Press) -> Answers:
    return _show(step, changing.of_draft(step.work, step.reader, press.id))


def _show(step: Step, change: Change) -> Answers:
    editor_screen.awaits(step, change.draft, editor_screen.AT_HOME)
    return editor_screen.show(step, change.draft, view.review(step.t, _look(step, change)))


def _apply(step: Step, press: Press) -> Answers:
    return _make(step, press, None)


def _over(step: Step, press: Press) -> Answers:
    """Make it over somebody else's, whose version the button names: of a still newer one nothing was seen yet."""
    return _make(step, press, press.version)


def _make(step: Step, press: Press, over: int | None) -> Answers:
    scope = _scope(press)
    change = changing.find(step.work, step.reader, press.id)
    try:
        done = applying.apply(step.work, step.reader, press.id, scope, over=over)
    except Outdated:
        raise
    except NetworkError as no:
        return editor_screen.home(step, change.draft, editor_screen.sorry(step.t, no))
    if isinstance(done, Conflict):
        editor_screen.awaits(step, change.draft, editor_screen.AT_HOME)
        return editor_screen.show(step, change.draft, view.conflict(step.t, _look(step, done.change), done))
    show = card_view.button(step.t.plain("Show the event"), card_view.OPEN, done.event.id)
    return editor_screen.end(step, change.draft.id, *view.applied(step.t, done, show))


def _anew(step: Step, press: Press) -> Answers:
    """Throw mine away and begin from what stands now."""
    change = changing.find(step.work, step.reader, press.id)
    changing.discard(step.work, step.reader, change.id)
    down = editor_screen.take_down(step, change.draft.id)
    return [*down, *editor_screen.home(step, changing.begin(step.work, step.reader, change.event.id).draft)]


def _leave(step: Step, press: Press) -> Answers:
    change = changing.of_draft(step.work, step.reader, press.id)
    if not change.fields:
        return _left(step, change)
    editor_screen.awaits(step, change.draft, editor_screen.AT_HOME)
    return editor_screen.show(step, change.draft, view.sure_to_leave(step.t, change))


def _leave_sure(step: Step, press: Press) -> Answers:
    return _left(step, changing.find(step.work, step.reader, press.id))


def _left(step: Step, change: Change) -> Answers:
    changing.discard(step.work, step.reader, change.id)
    return editor_screen.end(step, change.draft.id, step.t("All right, the event stays as it is."))


def _scope(press: Press) -> Scope:
    if press.scope not in set(Scope):
        raise Outdated(_OLD)
    return Scope(press.scope)


def _cancel(step: Step, press: Press) -> Answers:
    return cancelling.ask(step, press.id)


def _cancel_sure(step: Step, press: Press) -> Answers:
    return cancelling.begin(step, press.id, press.version, _scope(press))


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.BEGIN: _begin,
    view.REVIEW: _review,
    view.APPLY: _apply,
    view.OVER: _over,
    view.ANEW: _anew,
    view.LEAVE: _leave,
    view.LEAVE_SURE: _leave_sure,
    view.CANCEL: _cancel,
    view.CANCEL_SURE: _cancel_sure,
}


def _stands(shown: View, _reader: Reader) -> bool:
    """Until it is over: a room can still be changed while people look for it."""
    return shown.event.state is EventState.PUBLISHED and not shown.over


card_doors.add(
    card_doors.Door(
        view.CHANGE_DOOR, lambda event_id: Press(act=view.BEGIN, id=event_id), 10, for_organisers=True, when=_stands
    )
)
card_doors.add(
    card_doors.Door(
        view.CANCEL_DOOR, lambda event_id: Press(act=view.CANCEL, id=event_id), 90, for_organisers=True, when=_stands
    )
)
