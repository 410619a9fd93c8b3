"""Tables as files: what somebody typed stays a text, and everything arrives; read back with other libraries."""

import csv
import io
import re
import subprocess
import sys
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network import sheets
from network.sheets import Sheet, csv_file, safe_cell, starts_formula, xlsx_file

MADE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SIGNS = st.text(st.sampled_from("=+-@＝＋－＠\t\r\n ;,\"'a1\u2068\u200f|"), max_size=12)
TEXTS = st.one_of(SIGNS, st.text(max_size=40), st.text(st.characters(categories=["Cs", "Cc", "Cf", "Lo"]), max_size=8))
VISIBLE = re.compile('^[\\s"\x00-\x1f\u2066-\u2069\u200f]+')
ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+4930123",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "  =1",
    "\u2068=1",
    "＝1+1",
]


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content, name=None):
    book = read(content)
    return list((book[name] if name else book.active).iter_rows())


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_looks_like_a_formula_is_a_text_in_both_files(attack):
    assert starts_formula(attack)
    ((head,), (cell,)) = cells(xlsx_file([Sheet("Report", [attack], [[attack]])], made_at=MADE))
    assert cell.data_type == head.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == attack.replace("\r", "\n")
    assert safe_cell(attack).lstrip("\t\r\n").startswith("'")
    assert csv_file(Sheet("Report", [attack], [[attack]])).decode("utf-8-sig").count("'") >= 2


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
def test_no_text_becomes_a_formula_in_an_xlsx_file(rows):
    found = cells(xlsx_file([Sheet("Any", ["a", "b"], rows)], made_at=MADE))
    for row, written in zip(found[1:], rows, strict=True):
        for cell, text in zip(row, written, strict=True):
            assert cell.data_type == ("n" if cell.value is None else "s")
            assert (cell.value or "") == sheets._text(text)
            assert cell.quotePrefix == starts_formula(sheets._text(text))


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
@example([["", '\u200f"=']])
@example([["x;=1", 'y;"=1']])
def test_no_text_becomes_a_formula_in_a_csv_file_however_it_is_separated(rows):
    content = csv_file(Sheet("Any", ["a", "b"], rows)).decode("utf-8-sig")
    for sign in ",;\t":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=sign):
            assert not [cell for cell in row if VISIBLE.sub("", cell)[:1] in tuple("=+-@＝＋－＠")], sign
    read_back = list(csv.reader(io.StringIO(content, newline="")))
    assert len(read_back) == len(rows) + 1
    for row, written in zip(read_back[1:], rows, strict=True):
        assert [cell.replace("'", "") for cell in row] == [
            sheets._NOT_IN_XML.sub("", text).replace("'", "") for text in written
        ]


def test_texts_that_are_no_formulas_are_left_as_they_are():
    for text in ("Mona", "Room 3 = blue", "a-b", "مرحبا", "1 + 1", "'quoted'", "", "one\ntwo; three"):
        assert not starts_formula(text)
        assert safe_cell(text) == text


def test_numbers_days_and_times_stay_what_they_are():
    row = [3, 2.5, True, date(2027, 3, 1), datetime(2027, 3, 1, 9, 30, tzinfo=UTC), None, 2**60, float("inf"), -7]
    (_, found) = cells(xlsx_file([Sheet("All", list("abcdefghi"), [row])], made_at=MADE))
    values = [cell.value for cell in found]
    assert values[:3] == [3, 2.5, True]
    assert values[3:5] == [MADE.replace(tzinfo=None, hour=0), MADE.replace(tzinfo=None, minute=30)]
    assert values[5:] == [None, str(2**60), "inf", -7]
    assert [safe_cell(value) for value in row][:6] == [
        "3",
        "2.5",
        "True",
        "2027-03-01",
        "2027-03-01 09:30:00+00:00",
        "",
    ]


def test_a_sheet_for_readers_of_arabic_runs_from_right_to_left():
    table = Sheet("تقرير", ["اللغة", "العدد"], [["العربية", 3]])
    assert read(xlsx_file([table], made_at=MADE, rtl=True)).active.sheet_view.rightToLeft
    assert not read(xlsx_file([table], made_at=MADE)).active.sheet_view.rightToLeft


def test_sheets_have_names_that_excel_takes_and_no_two_the_same():
    names = ["By region/state: [all]*?", "'", "", "x" * 40, "X" * 40, "By region state   all"]
    book = read(xlsx_file([Sheet(name, ["a"], []) for name in names], made_at=MADE))
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert all(1 <= len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize("letter", ["a", "🌍"])
def test_a_text_that_no_cell_can_hold_is_cut_not_lost(letter):
    (_, (cell,)) = cells(xlsx_file([Sheet("Long", ["a"], [[letter * 40_000]])], made_at=MADE))
    assert cell.value.endswith(letter + "…")
    assert 30_000 < len(cell.value.encode("utf-16-le")) // 2 <= sheets.LONGEST_CELL


def test_too_many_rows_are_not_lost_in_silence(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    xlsx_file([Sheet("Few", ["a"], [[1], [2]])], made_at=MADE)
    with pytest.raises(ValueError, match="more rows"):
        xlsx_file([Sheet("Many", ["a"], [[1], [2], [3]])], made_at=MADE)


def test_the_library_is_not_loaded_before_a_file_is_made():
    code = "import sys, network.sheets; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
