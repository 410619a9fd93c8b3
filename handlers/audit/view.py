"""Texts and keyboards of `/audit`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.audit.words import KINDS, in_words, name_of
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.audit_log import Choice, Line, Page, Somebody
from network.charter import Charter
from network.people import Reader
from network.sheets import Sheet

# What a press does. Short, because they stand in every button.
NEWEST, OLDER, NEWER, PICK_KIND, PICK_PERSON, XLSX, CSV = "h", "o", "n", "k", "p", "x", "c"
NO_KIND = "-"


class Press(CallbackData, prefix="au"):
    """A button of the log: the choice that stands (kind of acts, whose), and a line's or a page's number."""

    act: str
    kind: str = NO_KIND
    who: int = 0
    at: int = 0


def _button(label: str, act: str, choice: Choice, at: int = 0) -> Button:
    return Button(label, Press(act=act, kind=choice.kind or NO_KIND, who=choice.actor_id or 0, at=at))


# The log


def log(t: Speech, reader: Reader, charter: Charter, choice: Choice, shown: Page) -> Markup:
    """Show a page of the log."""
    parts = [t("<b>What coordinators did</b>")]
    if narrowed := _narrowed(t, choice, shown):
        parts.append(Markup("\n").join(narrowed))
    parts += [_line(t, reader, charter, line) for line in shown.lines]
    if not shown.lines:
        parts.append(t("Nothing yet."))
    return Markup("\n\n").join(parts)


def _narrowed(t: Speech, choice: Choice, shown: Page) -> list[Markup]:
    lines = []
    if choice.kind:
        lines.append(t("Only: <b>{kind}</b>", kind=t.plain(KINDS[choice.kind])))
    # A name is told only where the reader sees something of that person's anyway.
    if choice.actor_id is not None and shown.lines and (who := shown.lines[0].who):
        lines.append(t("Only by: <b>{name}</b>", name=name_of(t, who)))
    return lines


def _line(t: Speech, reader: Reader, charter: Charter, line: Line) -> Markup:
    when = t("<i>{moment}</i>", moment=t.moment(line.at, reader.zone))
    return Markup("{}\n{}").format(when, in_words(t, charter, line))


def log_keyboard(t: Speech, choice: Choice, shown: Page) -> dict[str, Any]:
    """Turn pages, choose, take it along."""
    turns = []
    if shown.newer and shown.lines:
        turns.append(_button(t.plain("◀ Newer"), NEWER, choice, shown.lines[0].id))
    if shown.older:
        turns.append(_button(t.plain("Older ▶"), OLDER, choice, shown.lines[-1].id))
    everything = choice == Choice()
    files = [_button(t.plain("As a table (XLSX)"), XLSX, choice), _button(t.plain("As a table (CSV)"), CSV, choice)]
    return inline(
        t,
        turns,
        *in_rows([_button(t.plain("What kind"), PICK_KIND, choice), _button(t.plain("By whom"), PICK_PERSON, choice)]),
        [] if everything else [_button(t.plain("Show all"), NEWEST, Choice())],
        *(in_rows(files) if shown.lines else []),
    )


# Choosing


def which_kind(t: Speech) -> Markup:
    """Ask which kind of acts to show."""
    return t("<b>What do you want to see?</b>")


def kinds_keyboard(t: Speech, choice: Choice) -> dict[str, Any]:
    """Offer the kinds of acts."""
    kinds = [
        _button(("✓ " if kind == choice.kind else "") + t.plain(name), NEWEST, Choice(kind, choice.actor_id))
        for kind, name in KINDS.items()
    ]
    return inline(
        t,
        *in_rows(kinds),
        [_button(t.plain("All kinds"), NEWEST, Choice(None, choice.actor_id))],
        [_button(t.plain("Back"), NEWEST, choice)],
    )


def which_person(t: Speech, found: Sequence[Somebody]) -> Markup:
    """Ask whose acts to show."""
    return t("<b>Whose acts do you want to see?</b>") if found else t("Nothing yet.")


def people_keyboard(t: Speech, choice: Choice, found: Sequence[Somebody], number: int, *, more: bool) -> dict[str, Any]:
    """Offer the people of one page, counted from 0."""
    rows = [
        [_button(("✓ " if one.id == choice.actor_id else "") + name_of(t, one), NEWEST, Choice(choice.kind, one.id))]
        for one in found
    ]
    turns = []
    if number:
        label = t.plain("◀ Page {number}", number=t.number(number))
        turns.append(_button(label, PICK_PERSON, choice, number - 1))
    if more:
        label = t.plain("Page {number} ▶", number=t.number(number + 2))
        turns.append(_button(label, PICK_PERSON, choice, number + 1))
    return inline(
        t,
        *rows,
        turns,
        [_button(t.plain("Everybody"), NEWEST, Choice(choice.kind, None))],
        [_button(t.plain("Back"), NEWEST, choice)],
    )


# Taking it along


def sheet(t: Speech, reader: Reader, charter: Charter, lines: Sequence[Line], now: datetime) -> Sheet:
    """Make a table of lines; times are those of the reader's zone, which the head names."""
    zone = places.zone_label(reader.zone, t.language, now) if reader.zone else "UTC"
    return Sheet(
        name=t.plain("What coordinators did"),
        heads=[
            t.plain("When ({zone})", zone=zone),
            t.plain("Who"),
            t.plain("What"),
            t.plain("About whom"),
            t.plain("Regions"),
        ],
        rows=[_row(t, reader, charter, line) for line in lines],
    )


def _row(t: Speech, reader: Reader, charter: Charter, line: Line) -> list[str | datetime | None]:
    regions = [charter.region_name(key, t.language) for key in line.regions if key in charter.regions]
    return [
        line.at.astimezone(ZoneInfo(reader.zone or "UTC")),
        name_of(t, line.who) if line.who else None,
        in_words(t, charter, line),
        name_of(t, line.whom) if line.whom else None,
        t.names(regions) if regions else None,
    ]


def file_note(t: Speech, count: int) -> Markup:
    """Stand beside the file."""
    return t.n("{number} line of the log.", "{number} lines of the log.", count)
