"""Charts as pictures, for small phones: bars under their names, figures beside them, no axes to decipher.

matplotlib is loaded when the first chart is drawn (half a second, some 60 MB); nothing else of it is used, so that
whatever it brings along stays outside. Since 3.11 it shapes Arabic by itself, and it ships the font.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handlers.kit.bidi import CONTROLS, RLM

# Okabe and Ito's colours, told apart by colour-blind readers too, and in the order of their lightness for print.
PALETTE = ("#009E73", "#C4CCD4", "#E69F00", "#A23B00")
INK, FAINT, GROUND, TRACK = "#1C2733", "#5B6876", "#FFFFFF", "#EEF1F4"

DOTS = 160  # an inch
WIDTH, MARGIN = 900, 44  # in dots, as all lengths below
TITLE, NOTE, LEGEND, HEAD, BAR, FOOT = 62, 46, 46, 76, 92, 60  # in the last one phones write the time
THICK = 30
LRM = "\u200e"
NARROWEST = 5  # of a part that is not nothing


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, its parts in the legend's order, and its figures in words."""

    label: str
    parts: tuple[int, ...]
    figures: str


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that belong together, under one head."""

    head: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, a line under it, what the parts are, and groups of bars. All in the reader's language."""

    title: str
    note: str
    legend: tuple[str, ...]
    groups: tuple[Group, ...]
    rtl: bool = False


def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG. Takes some 0.1 s, the first one about 0.7 s: call it in a worker's thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only who draws waits for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = MARGIN + TITLE + NOTE + LEGEND * -(-len(chart.legend) // 2) + FOOT
    height += sum(HEAD + BAR * len(group.bars) for group in chart.groups)
    figure = Figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor=GROUND)
    FigureCanvasAgg(figure)
    _Sheet(figure, height, rtl=chart.rtl).paint(chart)
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=DOTS, metadata={"Software": None})
    return made.getvalue()


def can_write(texts: Sequence[str]) -> bool:
    """Say whether the font has all letters of these texts (Latin, Cyrillic, Greek, Arabic and many more, no emoji)."""
    letters = _letters()
    return all(ord(letter) in letters for text in texts for letter in CONTROLS.sub("", text))


class _Sheet:
    """What is drawn on, in dots from the upper corner where a reader begins."""

    def __init__(self, figure: Any, height: int, *, rtl: bool) -> None:
        self._figure = figure
        self._rtl = rtl
        self._height = height

    def paint(self, chart: Chart) -> None:
        """Draw everything, from top to bottom."""
        down = MARGIN
        self._write(0, down + TITLE / 2, chart.title, 17, bold=True)
        down += TITLE
        self._write(0, down + NOTE / 2 - 6, chart.note, 12, FAINT)
        down += NOTE
        for place, name in enumerate(chart.legend):
            across, row = (WIDTH / 2 - MARGIN) * (place % 2), down + LEGEND * (place // 2)
            self._box(across, row + 9, 28, 28, PALETTE[place])
            self._write(across + 42, row + 23, name, 12)
        down += LEGEND * -(-len(chart.legend) // 2)
        # One scale for all bars of a group, so that they can be compared.
        for group in chart.groups:
            self._write(0, down + HEAD - 28, group.head, 13.5, bold=True)
            down += HEAD
            most = max((sum(bar.parts) for bar in group.bars), default=0) or 1
            for bar in group.bars:
                self._bar(bar, down, most)
                down += BAR

    def _bar(self, bar: Bar, down: float, most: int) -> None:
        end = self._write(0, down + 22, bar.label, 12)
        self._write(WIDTH - 2 * MARGIN, down + 22, bar.figures, 12, FAINT, beside=end)
        wide = WIDTH - 2 * MARGIN
        self._box(0, down + 42, wide, THICK, TRACK)
        across = 0.0
        for place, length in _lengths(bar.parts, wide / most):
            self._box(across, down + 42, length, THICK, PALETTE[place])
            across += length

    def _box(self, across: float, down: float, wide: float, high: float, colour: str) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        left = WIDTH - MARGIN - across - wide if self._rtl else MARGIN + across
        self._figure.add_artist(
            Rectangle(
                (left / WIDTH, 1 - (down + high) / self._height),
                wide / WIDTH,
                high / self._height,
                facecolor=colour,
                edgecolor=GROUND,
                linewidth=0.8,
            )
        )

    def _write(
        self,
        across: float,
        down: float,
        text: str,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        beside: float | None = None,
    ) -> float:
        """Write a line that begins at `across`; with `beside` one that ends there. Returns how wide it became.

        A line too wide for its place is written smaller.
        """
        room = WIDTH - 2 * MARGIN - across if beside is None else across - beside - 24
        from_left = (beside is None) != self._rtl
        line = self._figure.text(
            (WIDTH - MARGIN - across if self._rtl else MARGIN + across) / WIDTH,
            1 - (down + size * 0.36 * DOTS / 72) / self._height,
            (RLM if self._rtl else LRM) + text,
            fontproperties=_font(bold=bold),
            fontsize=size,
            color=colour,
            ha="left" if from_left else "right",
            va="baseline",
            parse_math=False,
        )
        wide = float(line.get_window_extent().width)
        while wide > room and size > 6:
            size -= 0.5
            line.set_fontsize(size)
            wide = float(line.get_window_extent().width)
        return wide


def _lengths(parts: Sequence[int], scale: float) -> Iterator[tuple[int, float]]:
    """Yield how long each part is; a small one is still seen, at the expense of the longest."""
    lengths = {place: max(part * scale, NARROWEST) for place, part in enumerate(parts) if part > 0}
    if lengths:
        longest = max(lengths, key=lambda place: lengths[place])
        lengths[longest] -= sum(lengths.values()) - sum(parts) * scale
    yield from ((place, max(length, NARROWEST)) for place, length in lengths.items())


@cache
def _font(*, bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(fname=str(_file("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))


@cache
def _letters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(str(_file("DejaVuSans.ttf"))).get_charmap())


def _file(name: str) -> Path:
    from matplotlib import get_data_path  # noqa: PLC0415

    return Path(get_data_path()) / "fonts" / "ttf" / name
