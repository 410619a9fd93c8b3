"""For organisers: who came, tables of it, figures as words and as a picture; and the letter when an event is over."""

from collections.abc import Callable, Mapping, Sequence

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.events import afterwards_view as view
from handlers.events import card_doors, card_view, summing
from handlers.events.afterwards_view import Press, button
from handlers.kit import charts
from handlers.kit.answers import Answers, as_list
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import sheets
from network.errors import N_, NetworkError
from network.events import attendees, figures, kinds, may_organise, reading
from network.events.reading import Event
from network.people import Reader
from network.work import Work

router = Router(name="events.afterwards")
card_doors.add(
    card_doors.Door(
        N_("People and figures"),
        lambda event_id: Press(act=view.HOME, id=event_id),
        place=80,
        for_organisers=True,
        when=lambda shown, _reader: shown.event.stands,
    )
)


@router.callback_query(Press.filter())
async def pressed(_query: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Do what a button about an event's people is for; the rules check again who may."""
    act = ACTS.get(callback_data.act)
    if act is None:
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    return act(step, callback_data)


def _home(step: Step, press: Press) -> Answers:
    return step.show(*view.home(step.t, attendees.roll(step.work, step.reader, press.id)))


def _below(step: Step, press: Press) -> Answers:
    """Open it below what was pressed, which stays."""
    step.pressed = None
    return _home(step, press)


def _roll(step: Step, press: Press) -> Answers:
    return step.show(*view.people(step.t, attendees.roll(step.work, step.reader, press.id, press.page)))


def _tick(step: Step, press: Press) -> Answers:
    attendees.tick(step.work, step.reader, press.id, press.who, came=view.MEANS[press.said])
    return _roll(step, press)


def _tick_the_rest(step: Step, press: Press) -> Answers:
    came = press.said == view.CAME
    many = attendees.tick_unnamed if press.act == view.UNNAMED else attendees.tick_the_rest
    changed = many(step.work, step.reader, press.id, came=came)
    said = step.t.n("Noted for {number} person.", "Noted for {number} people.", changed)
    return [step.toast(str(said)), *as_list(_roll(step, press))]


def _table(step: Step, press: Press) -> Answers:
    event, guests, others = attendees.table(step.work, step.reader, press.id)
    sheet = view.table(step.t, step.work.charter, event, guests, others)
    name = f"event-{event.id}-people"
    said = step.t("Only people who stand in the directory are in it. Please keep it safe, and delete it after use.")
    if press.act == view.CSV:
        return step.file(f"{name}.csv", sheets.csv_file(sheet), said)
    return step.file(f"{name}.xlsx", sheets.xlsx_file([sheet], made_at=step.work.now, rtl=step.t.rtl), said)


def _figures(step: Step, press: Press) -> Answers:
    return step.show(*view.figures(step.t, figures.figures(step.work, step.reader, press.id)))


def _chart(step: Step, press: Press) -> Answers:
    found = figures.figures(step.work, step.reader, press.id)
    return step.picture(f"event-{press.id}.png", charts.draw(view.chart(step.t, found)))


def _said(step: Step, press: Press) -> Answers:
    found = figures.figures(step.work, step.reader, press.id)
    made = view.said(step.t, found)
    if not made:
        return step.show(*view.figures(step.t, found))
    return step.file(f"event-{press.id}-said.xlsx", sheets.xlsx_file(made, made_at=step.work.now, rtl=step.t.rtl))


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.HOME: _home,
    view.OPEN: _below,
    view.ROLL: _roll,
    view.TICK: _tick,
    view.REST: _tick_the_rest,
    view.UNNAMED: _tick_the_rest,
    view.TABLE: _table,
    view.CSV: _table,
    view.FIGURES: _figures,
    view.CHART: _chart,
    view.SAID: _said,
    **summing.ACTS,
}


# What is told unasked


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, Event]:
    return reading.read(work, event_ids)


def render_over(event: Event, reader: Reader, t: Speech) -> Message | None:
    """Ask those who organise who came, when it is over."""
    if not may_organise(reader, event):
        return None
    parts = [
        t("<b>{title}</b> is over. Who came?", title=card_view.title(t, event)),
        t("Those who came are asked how it was, and can receive a summary from you."),
    ]
    rows = ([button(t.plain("Who came"), view.OPEN, event)], [button(t.plain("Write a summary"), view.SUMMARY, event)])
    return Message(str(Markup("\n\n").join(parts)), inline(t, *rows))


def render_summary_asked(event: Event, reader: Reader, t: Speech) -> Message | None:
    """Ask those who organise for a summary, a few days later."""
    if not may_organise(reader, event):
        return None
    parts = [
        t("What came of <b>{title}</b>?", title=card_view.title(t, event)),
        t("A few lines and the files help those who came to use it in their city. It takes two minutes."),
    ]
    return Message(
        str(Markup("\n\n").join(parts)), inline(t, [button(t.plain("Write a summary"), view.SUMMARY, event)])
    )


NOTICES = (
    NoticeKind(kinds.OVER, _load, render_over, again=True),
    NoticeKind(kinds.SUMMARY_ASKED, _load, render_summary_asked, again=True),
)
