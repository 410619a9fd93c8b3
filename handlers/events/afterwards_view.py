"""What organisers see of their event's people: the list with its ticks, figures, and tables. Pure."""

from collections.abc import Sequence
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import AttendanceState, Used
from handlers.events import card_view
from handlers.kit.bidi import shorten
from handlers.kit.charts import Bar, Chart, Group, can_write
from handlers.kit.keyboards import Button, inline, page_turns
from handlers.kit.speech import Speech, speech
from network import places
from network.charter import Charter
from network.errors import N_
from network.events.attendees import Guest, Roll
from network.events.figures import FEW, Figures
from network.events.reading import Event
from network.sheets import Sheet

# What a press does. Short, because they stand in every button.
HOME, OPEN, ROLL, TICK, REST, UNNAMED = "h", "o", "r", "c", "a", "u"
TABLE, CSV, FIGURES, CHART, SAID = "x", "y", "f", "g", "l"
SUMMARY, WRITE, DROP, ASK_SEND, SEND, READ = "s", "w", "d", "q", "z", "v"
# What a tick says, as buttons carry it.
UNSAID, CAME, ABSENT = 0, 1, 2
MEANS: dict[int, bool | None] = {UNSAID: None, CAME: True, ABSENT: False}
LONGEST_NAME, LONGEST_LINE = 34, 220
LINES = 6  # of what people wrote, of each sort, in one message

Page = tuple[Markup, dict[str, Any]]

ANSWERS = {
    AttendanceState.GOING: N_("Going"),
    AttendanceState.MAYBE: N_("Maybe"),
    AttendanceState.WAITLISTED: N_("In line for a seat"),
    AttendanceState.OFFERED: N_("Offered a seat"),
    AttendanceState.DECLINED: N_("Can't come"),
}
USES = {Used.YES: N_("Yes"), Used.PLANNED: N_("Not yet, but it is planned"), Used.NO: N_("No")}
SEEN = {True: N_("Came"), False: N_("Did not come"), None: N_("Not noted")}


class Press(CallbackData, prefix="ea"):
    """A button about an event's people: `id` is the event, `who` a person or a page, `said` what a tick says."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)]
    who: Annotated[int, Field(ge=0, le=2**53)] = 0
    said: Annotated[int, Field(ge=0, le=2)] = 0
    page: Annotated[int, Field(ge=0, le=9999)] = 0


def button(label: str, act: str, event: Event, who: int = 0, said: int = 0, page: int = 0) -> Button:
    """Make a button about an event's people."""
    return Button(label, Press(act=act, id=event.id, who=who, said=said, page=page))


def _back(t: Speech, event: Event) -> list[Button]:
    return [button(t.plain("Back"), HOME, event)]


def head(t: Speech, event: Event) -> Markup:
    """The event's title, as every page begins."""
    return t("<b>{title}</b>", title=card_view.title(t, event))


def home(t: Speech, roll: Roll) -> Page:
    """The first page: in numbers, and where everything is."""
    event, everybody = roll.event, roll.all
    lines = [t.n("{number} person on the list", "{number} people on the list", everybody.total)]
    if roll.begun:
        lines.append(
            t(
                "Came: {came}. Did not come: {absent}. Not noted: {unsaid}.",
                came=t.number(everybody.came),
                absent=t.number(everybody.absent),
                unsaid=t.number(everybody.unsaid),
            )
        )
    rows = [[button(t.plain("Who came") if roll.begun else t.plain("Who is on the list"), ROLL, event)]]
    rows.append([button(t.plain("Figures"), FIGURES, event)])
    if roll.begun:
        rows.append([button(t.plain("Summary for those who came"), SUMMARY, event)])
    rows.append([button(t.plain("List as a table"), TABLE, event), button(t.plain("List as CSV"), CSV, event)])
    rows.append([card_view.button(t.plain("Open the event"), card_view.OPEN, event.id)])
    return Markup("\n\n").join([head(t, event), Markup("\n").join(lines)]), inline(t, *rows)


# The list


def people(t: Speech, roll: Roll) -> Page:
    """A page of the list: a button for each person, which a tap ticks."""
    event = roll.event
    parts = [head(t, event)]
    if not roll.all.total:
        parts.append(t("Nobody has said yes or maybe."))
        return Markup("\n\n").join(parts), inline(t, _back(t, event))
    if roll.begun:
        parts.append(
            t("<b>Who came?</b> Tap a name: ✅ came, ❌ did not come, ▫️ not noted. Each tap is the next of them.")
        )
    else:
        parts.append(t("<b>Who is on the list</b>\nWhen the event has begun you can note here who came."))
        parts += [
            Markup("\n").join(
                t("• {name}: {answer}", name=_name(t, one), answer=t.plain(ANSWERS[one.state])) for one in roll.guests
            )
        ]
    rows = [[_tick(t, roll, one)] for one in roll.guests] if roll.begun else []
    if roll.unnamed.total:
        parts.append(_others(t, roll))
        if roll.begun:
            rows.append(
                [
                    button(t.plain("✅ The others came"), UNNAMED, event, said=CAME, page=roll.page),
                    button(t.plain("❌ They did not"), UNNAMED, event, said=ABSENT, page=roll.page),
                ]
            )
    if roll.begun and roll.all.unsaid:
        rows.append([button(t.plain("✅ All who are not noted came"), REST, event, said=CAME, page=roll.page)])
    turns = page_turns(t, roll.page, roll.pages, lambda words, page: button(words, ROLL, event, page=page))
    return Markup("\n\n").join(part for part in parts if part), inline(t, *rows, turns, _back(t, event))


def _tick(t: Speech, roll: Roll, one: Guest) -> Button:
    signs = {None: ("▫️", CAME), True: ("✅", ABSENT), False: ("❌", UNSAID)}
    sign, following = signs[one.came]
    words = t.plain("{sign} {name}", sign=sign, name=_name(t, one))
    return button(words, TICK, roll.event, who=one.person_id, said=following, page=roll.page)


def _name(t: Speech, one: Guest) -> str:
    return shorten(one.name or t.plain("Somebody without a name"), LONGEST_NAME)


def _others(t: Speech, roll: Roll) -> Markup:
    some = t.n(
        "{number} person is not named here, because they do not stand in the directory.",
        "{number} people are not named here, because they do not stand in the directory.",
        roll.unnamed.total,
    )
    if not roll.begun:
        return some
    noted = t(
        "Of them came: {came}. Did not come: {absent}.",
        came=t.number(roll.unnamed.came),
        absent=t.number(roll.unnamed.absent),
    )
    return Markup("\n").join([some, noted])


def table(t: Speech, charter: Charter, event: Event, guests: list[Guest], others: int) -> Sheet:
    """Lay out the list for a spreadsheet: what a directory entry holds, the answer, and whether they came."""
    heads = (N_("Name"), N_("Organisation"), N_("Position"), N_("City"), N_("Country"), N_("Region"), N_("Topics"))
    rows: list[list[str | None]] = [
        [
            one.name,
            one.organisation,
            one.position,
            one.city,
            places.country_name(one.country, t.language) if one.country else None,
            charter.region_name(one.region, t.language) if one.region else None,
            "; ".join(charter.topic_name(topic, t.language) for topic in one.topics),
            t.plain(ANSWERS[one.state]),
            t.plain(SEEN[one.came]),
        ]
        for one in guests
    ]
    if others:
        more = t.n("And {number} more, not in the directory", "And {number} more, not in the directory", others)
        rows.append([str(more.striptags())])
    titles = [*(t.plain(head) for head in heads), t.plain("Answer"), t.plain("Came")]
    return Sheet(card_view.title(t, event, 31), titles, rows)


# Figures


def figures(t: Speech, found: Figures) -> Page:
    """Tell the figures, what people wrote, and offer the picture."""
    event = found.event
    lines = [
        t("{label}: {number}", label=t.plain(label), number=t.number(found.answers[state]))
        for state, label in ANSWERS.items()
        if found.answers.get(state)
    ]
    parts = [head(t, event), Markup("\n").join([t("<b>Answers</b>"), *(lines or [t("None yet.")])])]
    if found.came or found.absent:
        parts.append(
            t(
                "Came: {came}. Did not come: {absent}. Not noted: {unsaid}.",
                came=t.number(found.came),
                absent=t.number(found.absent),
                unsaid=t.number(found.unsaid),
            )
        )
    if found.average is not None:
        stars = t.n(
            "{average} of 5 stars, from {number} person",
            "{average} of 5 stars, from {number} people",
            found.rated,
            average=t.decimal(found.average),
        )
        parts.append(Markup("\n").join([t("<b>How it was</b>"), stars, *_quotes(found.remarks)]))
    if found.used:
        uses = [
            t("{label}: {number}", label=t.plain(label), number=t.number(found.used[use]))
            for use, label in USES.items()
            if found.used.get(use)
        ]
        parts.append(Markup("\n").join([t("<b>Did their city use it?</b>"), *uses, *_quotes(found.uses)]))
    if 0 < found.rated < FEW or 0 < found.said_used < FEW:
        parts.append(
            t.n(
                "What people say is shown when {number} person or more have answered, so that nobody is known by it.",
                "What people say is shown when {number} people or more have answered, so that nobody is known by it.",
                FEW,
            )
        )
    rows = [[button(t.plain("As a picture"), CHART, event)]] if found.answers else []
    if found.remarks or found.uses:
        rows.append([button(t.plain("All lines as a table"), SAID, event)])
    return Markup("\n\n").join(parts), inline(t, *rows, _back(t, event))


def _quotes(lines: Sequence[str]) -> list[Markup]:
    return [Markup("<blockquote>{}</blockquote>").format(shorten(line, LONGEST_LINE)) for line in lines[:LINES]]


def said(t: Speech, found: Figures) -> list[Sheet]:
    """Lay out everything that people wrote, without their names, for a spreadsheet."""
    sorts = ((t.plain("What people said about it"), found.remarks), (t.plain("How their city used it"), found.uses))
    return [Sheet(head, [head], [[line] for line in lines]) for head, lines in sorts if lines]


def chart(t: Speech, found: Figures) -> Chart:
    """Draw up the picture; in English where the font lacks the reader's letters."""
    drawn = _chart(t, found)
    texts = [drawn.title, drawn.note, *(group.head for group in drawn.groups)]
    texts += [text for group in drawn.groups for bar in group.bars for text in (bar.label, bar.figures)]
    return drawn if can_write(texts) else _chart(speech("en"), found)


def _chart(t: Speech, found: Figures) -> Chart:
    def bar(label: str, number: int) -> Bar:
        return Bar(label, (number,), t.number(number))

    # Without seats nobody stands in line: what nobody answered needs no bar, but for those going.
    answered = {state: found.answers.get(state, 0) for state in ANSWERS}
    shown = {state: number for state, number in answered.items() if number or state is AttendanceState.GOING}
    bars = (bar(t.plain(ANSWERS[state]), number) for state, number in shown.items())
    groups = [Group(t.plain("Answers"), tuple(bars))]
    if found.came or found.absent:
        seen = ((True, found.came), (False, found.absent), (None, found.unsaid))
        groups.append(Group(t.plain("Who came"), tuple(bar(t.plain(SEEN[key]), number) for key, number in seen)))
    if found.stars:
        rated = ((number, found.stars.get(number, 0)) for number in (5, 4, 3, 2, 1))
        bars = (bar(str(t.n("{number} star", "{number} stars", stars)), count) for stars, count in rated)
        groups.append(Group(t.plain("How it was"), tuple(bars)))
    if found.used:
        bars = (bar(t.plain(label), found.used.get(use, 0)) for use, label in USES.items())
        groups.append(Group(t.plain("Did their city use it?"), tuple(bars)))
    title = card_view.title(t, found.event, 60)
    note = t.day(found.event.starts_at, found.event.zone) if found.event.starts_at else ""
    return Chart(title=title, note=note, legend=(), groups=tuple(groups), rtl=t.rtl)
