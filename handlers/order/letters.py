"""What is told unasked about reported posts: to coordinators, to whoever wrote one, and to those who reported it."""

from collections.abc import Mapping, Sequence

from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.order import view
from network.order import cases
from network.order.cases import Case, may_decide
from network.order.kinds import ANSWERED, CARD, OUTCOME, RESTORED, TOLD
from network.people import Reader
from network.work import Work


def _load(work: Work, case_ids: Sequence[int]) -> Mapping[int, Case]:
    return cases.cases(work, case_ids)


def card(shown: Case, reader: Reader, t: Speech) -> Message | None:
    """Show a case to those who may decide it, and to nobody else."""
    return view.card(t, shown, reader) if may_decide(reader, shown) else None


def told(shown: Case, reader: Reader, t: Speech) -> Message | None:
    """Tell the author."""
    return view.told(t, shown, reader) if reader.id == shown.author_id and not shown.waits else None


def outcome(shown: Case, reader: Reader, t: Speech) -> Message | None:
    """Tell those who reported it, while they may read discussions."""
    reads = reader.takes_part or reader.coordinates
    return view.outcome(t, shown) if reader.id in shown.reporters and reads and not shown.waits else None


def answered(shown: Case, reader: Reader, t: Speech) -> Message | None:
    """Tell the coordinator who decided, or those who would now, that there is an answer."""
    return view.answered(t, shown, reader) if may_decide(reader, shown) and shown.answer else None


def _themselves(_work: Work, person_ids: Sequence[int]) -> Mapping[int, int]:
    return {one: one for one in person_ids}


def restored(person_id: int, reader: Reader, t: Speech) -> Message | None:
    """Tell somebody that they are suspended no more."""
    if person_id != reader.id or reader.status.value != "member":
        return None
    return Message(t("<b>Your membership is no longer suspended.</b> Good to have you back: you can write again."))


NOTICES = (
    NoticeKind(CARD, _load, card),
    NoticeKind(TOLD, _load, told, again=True),
    NoticeKind(OUTCOME, _load, outcome),
    NoticeKind(ANSWERED, _load, answered),
    NoticeKind(RESTORED, _themselves, restored),
)
