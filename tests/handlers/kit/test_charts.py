"""Charts as pictures: right to left for Arabic, in colours that nobody confuses, whatever the names and figures."""

import io
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.kit import charts
from handlers.kit.charts import PALETTE, Bar, Chart, Group, can_write, draw

LEGEND = ("Have it", "Waiting", "May have it", "Not reached")
CHART = Chart(
    "Announcement of 3 March 2027",
    "700 of 780 people have it",
    LEGEND,
    (Group("By region", (Bar("South-East Europe", (300, 60, 20, 20), "300 of 400"),)),),
)


def pixels(content):
    from PIL import Image

    return Image.open(io.BytesIO(content)).convert("RGB")


def colours_along(picture, down):
    """The colours of a line of dots from left to right, each once where it changes; edges of mixed colours left out."""
    known = {tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)): colour for colour in (*PALETTE, charts.TRACK)}
    seen = [known[dot] for across in range(picture.width) if (dot := picture.getpixel((across, down))) in known]
    return [colour for at, colour in enumerate(seen) if at == 0 or seen[at - 1] != colour]


def first_bar(chart):
    return charts.MARGIN + charts.TITLE + charts.NOTE + 2 * charts.LEGEND + charts.HEAD + 42 + charts.THICK // 2


def test_parts_follow_one_another_from_where_the_reader_begins():
    left_to_right = pixels(draw(CHART))
    right_to_left = pixels(draw(replace(CHART, rtl=True)))
    assert left_to_right.size == right_to_left.size
    assert colours_along(left_to_right, first_bar(CHART)) == list(PALETTE)
    assert colours_along(right_to_left, first_bar(CHART)) == list(reversed(PALETTE))


def test_a_single_person_among_thousands_is_still_seen():
    rare = replace(CHART, groups=(Group("By region", (Bar("South-East Europe", (9_000, 0, 1, 1), "…"),)),))
    assert colours_along(pixels(draw(rare)), first_bar(rare)) == [PALETTE[0], PALETTE[2], PALETTE[3]]


def test_bars_of_one_group_share_a_scale():
    two = (Bar("Large", (200, 0, 0, 0), "200"), Bar("Small", (50, 0, 0, 0), "50"))
    picture = pixels(draw(replace(CHART, groups=(Group("By language", two),))))
    green = tuple(int(PALETTE[0][at : at + 2], 16) for at in (1, 3, 5))

    def length(down):
        return sum(picture.getpixel((across, down)) == green for across in range(picture.width))

    assert length(first_bar(CHART)) == pytest.approx(4 * length(first_bar(CHART) + charts.BAR), rel=0.03)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(max_codepoint=0x6FF, exclude_categories=["Cs", "Cc"]), max_size=60),
            st.lists(st.integers(0, 10**7), min_size=4, max_size=4),
        ),
        max_size=3,
    ),
    st.booleans(),
)
@settings(max_examples=15, deadline=None)
def test_any_names_and_figures_can_be_drawn(rows, rtl):
    bars = tuple(Bar(name if can_write([name]) else "?", tuple(parts), str(sum(parts))) for name, parts in rows)
    picture = pixels(draw(replace(CHART, groups=(Group("$any_{$", bars),), rtl=rtl)))
    assert picture.width == charts.WIDTH


def test_long_names_never_run_into_the_figures_or_off_the_picture():
    long = Bar("A very long name of a region " * 4, (1, 1, 1, 1), "1,000,000 of 1,000,000")
    picture = pixels(
        draw(replace(CHART, title="A title that is much too long for it " * 3, groups=(Group("", (long,)),)))
    )
    border = {picture.getpixel((across, down)) for across in (2, picture.width - 3) for down in range(picture.height)}
    assert border == {(255, 255, 255)}


def test_arabic_is_written_joined_and_from_right_to_left():
    joined, single = (pixels(draw(replace(CHART, title=title, rtl=True))) for title in ("بيت", "ب\u200cي\u200cت"))
    title = (0, charts.MARGIN, charts.WIDTH, charts.MARGIN + charts.TITLE)
    assert joined.crop(title).tobytes() != single.crop(title).tobytes()
    first, last = (pixels(draw(replace(CHART, title=title, rtl=True))) for title in ("بب", "بت"))
    marks = [
        across
        for across in range(charts.WIDTH)
        for down in range(title[1], title[3])
        if first.getpixel((across, down)) != last.getpixel((across, down))
    ]
    inked = [
        across
        for across in range(charts.WIDTH)
        for down in range(title[1], title[3])
        if first.getpixel((across, down)) != (255, 255, 255)
    ]
    assert max(marks) < (min(inked) + max(inked)) / 2 + 2  # the last letter stands on the left


def test_it_says_what_it_has_no_letters_for():
    assert can_write(["Région SSA", "جنوب شرق أوروبا", "\u2068Žepče\u2069", "Ελλάδα", "Мостар"])
    assert not can_write(["አማርኛ"])
    assert not can_write(["📢"])


def test_nothing_is_loaded_before_a_chart_is_drawn():
    code = "import sys, handlers.kit.charts; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
