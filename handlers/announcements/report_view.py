"""The figures of an announcement: in words, as a picture, and as tables for a spreadsheet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from db.values import CopyState
from handlers.announcements import card
from handlers.announcements.card import button
from handlers.kit.charts import Bar, Chart, Group, can_write
from handlers.kit.keyboards import inline
from handlers.kit.speech import Speech, speech
from network import places
from network.announcements.report import Report
from network.charter import Charter
from network.errors import N_
from network.sheets import Sheet

Counts = Mapping[CopyState, int]

# All states, in the order in which they are told.
STATES = {
    CopyState.SENT: N_("Sent"),
    CopyState.PENDING: N_("Waiting"),
    CopyState.CLAIMED: N_("Being sent"),
    CopyState.MAYBE: N_("May have arrived"),
    CopyState.UNREACHABLE: N_("Cannot be reached"),
    CopyState.FAILED: N_("Failed"),
    CopyState.SKIPPED: N_("Left out"),
    CopyState.GONE: N_("Deleted by the reader"),
    CopyState.DELETED: N_("Taken back"),
}
# What a picture tells apart.
LEGEND = (N_("Arrived"), N_("Waiting"), N_("May have arrived"), N_("Did not arrive"))
_PARTS = (
    (CopyState.SENT, CopyState.GONE, CopyState.DELETED),
    (CopyState.PENDING, CopyState.CLAIMED),
    (CopyState.MAYBE,),
    (CopyState.UNREACHABLE, CopyState.FAILED, CopyState.SKIPPED),
)


def _total(counts: Counts) -> int:
    return sum(counts.values())


def _arrived(counts: Counts) -> int:
    return sum(counts.get(state, 0) for state in _PARTS[0])


def _largest_first(parts: Mapping[Any, Counts]) -> list[tuple[Any, Counts]]:
    return sorted(parts.items(), key=lambda part: (-_total(part[1]), str(part[0])))


def _language(t: Speech, code: str) -> str:
    return places.language_label(code, t.language) if code else t.plain("Unknown")


def _region(t: Speech, charter: Charter, key: str | None) -> str:
    return charter.region_name(key, t.language) if key else t.plain("No region")


# In words


def words(
    t: Speech, charter: Charter, report: Report, now: datetime, zone: str | None
) -> tuple[Markup, dict[str, Any]]:
    """Tell the figures, and offer the picture and the table."""
    number = report.announcement.id
    parts = [t("<b>Report</b>, {moment}", moment=t.moment(now, zone)), card.quoted(t, report.announcement)]
    states = report.states
    lines = [t.n("<b>{number} message in all</b>", "<b>{number} messages in all</b>", report.total)]
    lines += [
        t("{label}: {number}", label=t.plain(label), number=t.number(states[state]))
        for state, label in STATES.items()
        if states.get(state)
    ]
    parts.append(Markup("\n").join(lines))
    regions = [(_region(t, charter, key), counts) for key, counts in _largest_first(report.regions)]
    if groups := report.in_groups:
        regions.append((t.plain("In groups of hubs"), groups))
    languages = [(_language(t, code), counts) for code, counts in _largest_first(report.languages)]
    if regions:
        parts.append(_split(t, t("<b>Arrived, by region</b>"), regions))
    if languages:
        parts.append(_split(t, t("<b>Arrived, by language</b>"), languages))
    doors = [button(t.plain("As a picture"), card.CHART, number), button(t.plain("As a table"), card.TABLE, number)]
    rows = [doors] if report.total else []
    return Markup("\n\n").join(parts), inline(t, *rows, [button(t.plain("Open it"), card.OPEN, number)])


def _split(t: Speech, head: Markup, parts: Iterable[tuple[str, Counts]]) -> Markup:
    lines = [t("{name}: {figures}", name=name, figures=_figures(t, counts)) for name, counts in parts]
    return Markup("\n").join([head, *lines])


def _figures(t: Speech, counts: Counts) -> str:
    return t.plain("{number} of {total}", number=t.number(_arrived(counts)), total=t.number(_total(counts)))


# As a picture


def chart(t: Speech, charter: Charter, report: Report, now: datetime, zone: str | None) -> Chart:
    """Draw up the chart: bars by region and by language. In English where the font lacks the reader's letters."""
    drawn = _chart(t, charter, report, now, zone)
    texts = [drawn.title, drawn.note, *drawn.legend, *(group.head for group in drawn.groups)]
    texts += [text for group in drawn.groups for bar in group.bars for text in (bar.label, bar.figures)]
    return drawn if can_write(texts) else _chart(speech("en"), charter, report, now, zone)


def _chart(t: Speech, charter: Charter, report: Report, now: datetime, zone: str | None) -> Chart:
    begun = report.announcement.launched_at or now
    regions = [_bar(t, _region(t, charter, key), counts) for key, counts in _largest_first(report.regions)]
    if groups := report.in_groups:
        regions.append(_bar(t, t.plain("In groups of hubs"), groups))
    languages = [_bar(t, _language(t, code), counts) for code, counts in _largest_first(report.languages)]
    return Chart(
        title=t.plain("Announcement of {day}", day=t.day(begun, zone)),
        note=t.plain("As of {moment}", moment=t.moment(now, zone)),
        legend=tuple(t.plain(label) for label in LEGEND),
        groups=(
            Group(t.plain("Arrived, by region"), tuple(regions)),
            Group(t.plain("Arrived, by language"), tuple(languages)),
        ),
        rtl=t.rtl,
    )


def _bar(t: Speech, label: str, counts: Counts) -> Bar:
    parts = tuple(sum(counts.get(state, 0) for state in states) for states in _PARTS)
    return Bar(label, parts, _figures(t, counts))


# As tables


def tables(t: Speech, charter: Charter, report: Report) -> list[Sheet]:
    """Lay out the tables: all figures by state, by region and by language, and each by itself."""
    heads = [t.plain(label) for label in STATES.values()]

    def row(name: str, counts: Counts) -> list[str | int]:
        return [name, _total(counts), *(counts.get(state, 0) for state in STATES)]

    regions = [row(_region(t, charter, key), counts) for key, counts in _largest_first(report.regions)]
    if report.in_groups:
        regions.append(row(t.plain("In groups of hubs"), report.in_groups))
    languages = [row(_language(t, code), counts) for code, counts in _largest_first(report.languages)]
    single: list[list[str | int]] = [
        [
            t.plain("In groups of hubs") if one.in_group else _region(t, charter, one.region),
            _language(t, one.language),
            t.plain(STATES[one.state]),
            one.number,
        ]
        for one in sorted(report.figures, key=lambda one: (one.in_group, one.region or "", one.language, one.state))
    ]
    whole: list[list[str | int]] = [[card.first_words(t, report.announcement), *row("", report.states)[1:]]]
    total = t.plain("In all")
    return [
        Sheet(t.plain("Report"), [t.plain("Announcement"), total, *heads], whole),
        Sheet(t.plain("By region"), [t.plain("Region"), total, *heads], regions),
        Sheet(t.plain("By language"), [t.plain("Language"), total, *heads], languages),
        Sheet(
            t.plain("Each figure"),
            [t.plain("Region"), t.plain("Language"), t.plain("State"), t.plain("Number")],
            single,
        ),
    ]
