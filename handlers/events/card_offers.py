"""What is told about seats unasked: one that is kept for somebody, and to organisers how full it gets."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from db.values import AttendanceState
from handlers.events.card_view import DECLINED, GOING, OPEN, button, title, when_lines
from handlers.kit.keyboards import in_rows, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network.events import cards, kinds
from network.events.cards import Offer, View
from network.events.reading import may_organise
from network.people import Reader
from network.work import Work


def _load_offers(work: Work, attendance_ids: Sequence[int]) -> Mapping[int, Offer]:
    return cards.offers(work, attendance_ids)


def offer(found: Offer, reader: Reader, t: Speech) -> Message | None:
    """Offer a seat; once it was taken or not, say that in the same place."""
    event, mine = found.view.event, found.mine
    if reader.id != found.person_id or not found.view.shows_all(reader):
        return None
    head = [t("<b>{title}</b>", title=title(t, event)), Markup("\n").join(when_lines(t, event, reader.zone))]
    show = button(t.plain("Show the event"), OPEN, event.id)
    if not found.view.open:
        said = t("The offer of a seat does not stand any more.")
        return Message(str(Markup("\n\n").join([*head, said])), inline(t, [show]))
    if mine.state is AttendanceState.OFFERED and mine.offered_until:
        until = t.moment(mine.offered_until, reader.zone or event.zone)
        parts = [
            t("<b>A seat is free for you!</b>"),
            *head,
            t("It is kept for you until {moment}. After that, the next in line is asked.", moment=until),
        ]
        take = button(t.plain("Take the seat"), GOING, event.id)
        leave = button(t.plain("No, thank you"), DECLINED, event.id)
        return Message(str(Markup("\n\n").join(parts)), inline(t, *in_rows([take, leave]), [show]))
    if mine.state is AttendanceState.GOING:
        said = t("You have a seat.")
    else:
        said = t("You did not take the seat that was free, so the next in line is asked.")
    return Message(str(Markup("\n\n").join([*head, said])), inline(t, [show]))


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, View]:
    return cards.views(work, event_ids)


def filling(view: View, reader: Reader, t: Speech) -> Message | None:
    """Tell an organiser how full it is."""
    event, counts = view.event, view.counts
    if not event.capacity or not view.open or not may_organise(reader, event):
        return None
    if counts.going >= event.capacity:
        said = t("All seats are taken: {number}.", number=t.number(event.capacity))
    else:
        said = t("{taken} of {all} seats are taken.", taken=t.number(counts.going), all=t.number(event.capacity))
    parts = [t("<b>{title}</b>", title=title(t, event)), said]
    if counts.waitlisted:
        parts.append(t.n("{number} person waits for a seat.", "{number} people wait for a seat.", counts.waitlisted))
    return Message(str(Markup("\n\n").join(parts)), inline(t, [button(t.plain("Show the event"), OPEN, event.id)]))


NOTICES = (
    NoticeKind(kinds.OFFERED, _load_offers, offer, again=True),
    NoticeKind(kinds.FILLING, _load, filling),
)
