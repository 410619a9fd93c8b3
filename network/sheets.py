"""Tables as files that spreadsheet programs open: XLSX and CSV. What somebody typed never becomes a formula there.

A text that begins with `=`, `+`, `-` or `@` is run by Excel and LibreOffice when it comes from a CSV file, and in an
XLSX file as soon as somebody touches the cell. So texts are always written as texts: in XLSX marked so that they stay
texts, in CSV behind an apostrophe.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Cell = str | int | float | date | None

STARTERS = frozenset("=+-@")
LONGEST_CELL = 32_767  # characters, in UTF-16 units, that a cell holds
MOST_ROWS = 1_048_576
LONGEST_NAME = 31  # of a sheet
WIDEST = 60  # characters that a column is wide at most
EXACT = 2**53  # spreadsheets count in floating point; a larger number would lose its last digits

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# Where a program that separates by something else than a comma would see a new cell begin.
SEPARATING = frozenset(";\t\r\n")
_BLANK = frozenset("\t\r\n")
_INSIDE = re.compile(r"([;\t\r\n])")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, a head for each column, and rows. Times are written as they stand, without their zone."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def starts_formula(text: str, passing: str = "") -> bool:
    """Say whether a spreadsheet may take a text for a formula. What nobody sees before the first sign is no shelter.

    Letters in `passing` are none either.
    """
    if text[:1] in _BLANK:
        return True
    for letter in text:
        if not (letter in passing or letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf")):
            # Full-width signs count as well: some programs read them as the plain ones.
            return unicodedata.normalize("NFKC", letter)[:1] in STARTERS
    return False


def safe_cell(value: Cell) -> str:
    """Write a value for a CSV file: nothing in it begins a formula, whichever sign the program separates cells by."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value.isoformat(" ") if isinstance(value, datetime) else str(value)
    text = _NOT_IN_XML.sub("", value)
    # Between two signs that separate stands what might become a cell; quotes round it would be taken away.
    parts = (
        "'" + part if part not in SEPARATING and starts_formula(part, '"') else part for part in _INSIDE.split(text)
    )
    return ("'" if text[:1] in _BLANK else "") + "".join(parts)


def csv_file(sheet: Sheet) -> bytes:
    """Write a table as CSV: UTF-8 with a mark by which Excel knows it, commas, every cell in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(head) for head in sheet.heads])
    writer.writerows([safe_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Sequence[Sheet], *, made_at: datetime, rtl: bool = False) -> bytes:
    """Write tables as one XLSX file, from right to left on request; the first row stays in sight.

    Raises ValueError when a table has more rows than a sheet can hold.
    """
    import xlsxwriter  # noqa: PLC0415 - only who asks for a file waits for it

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "num_format": "@"}),
        "text": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        # Excel's own mark for "this is a text", which it keeps when somebody edits the cell.
        "held": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "quote_prefix": True}),
        "number": book.add_format({"num_format": "#,##0.########", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
    }
    used: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.name, used))
        if rtl:
            page.right_to_left()
        widths = [len(head) for head in sheet.heads]
        for place, head in enumerate(sheet.heads):
            page.write_string(0, place, _text(head), formats["head"])
        for number, row in enumerate(sheet.rows, start=1):
            if number >= MOST_ROWS:
                raise ValueError(f"more rows than a sheet holds: {MOST_ROWS - 1}")
            for place, cell in enumerate(row):
                _write(page, number, place, cell, formats)
                if place < len(widths):
                    widths[place] = max(widths[place], len(str(cell)) if cell is not None else 0)
        page.freeze_panes(1, 0)
        for place, width in enumerate(widths):
            page.set_column(place, place, min(width, WIDEST) + 2)
    book.close()
    return made.getvalue()


def _write(page: Any, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case bool():
            page.write_boolean(row, place, cell)
        case int() if abs(cell) <= EXACT:
            page.write_number(row, place, cell, formats["whole"])
        case float() if math.isfinite(cell):
            page.write_number(row, place, cell, formats["number"])
        case datetime():
            page.write_datetime(row, place, cell.replace(tzinfo=None), formats["moment"])
        case date():
            page.write_datetime(row, place, cell, formats["day"])
        case _:
            text = _text(str(cell))
            page.write_string(row, place, text, formats["held" if starts_formula(text) else "text"])


def _text(text: str) -> str:
    """Return what a cell can hold: no letters that XML forbids, one kind of line end, no more than fits."""
    text = _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    while len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        over = len(text.encode("utf-16-le")) // 2 - LONGEST_CELL
        text = text[: len(text) - max(over // 2, 1) - 1] + "…"
    return text


def _name(wanted: str, used: set[str]) -> str:
    """Return a sheet's name that Excel accepts and that no other sheet of the book has."""
    name = _NOT_IN_NAMES.sub(" ", _text(wanted)).strip().strip("'")[:LONGEST_NAME].strip().strip("'") or "Sheet"
    number = 2
    base = name
    while name.casefold() in used:
        tail = f" ({number})"
        name, number = base[: LONGEST_NAME - len(tail)] + tail, number + 1
    used.add(name.casefold())
    return name
