"""Charts: shapes in proportion to the numbers, with nothing drawn where a count is withheld."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest

from bot.reports.charts import COLOURS, Chart, ChartKind, Series, draw
from bot.reports.number_format import number
from bot.reports.tally import Count

KINDS: tuple[ChartKind, ...] = ("bars", "stacked", "lines")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shapes of a chart."""

    root: ET.Element

    def all(self, tag: str, **attributes: str) -> list[ET.Element]:
        """Return the elements with some attributes."""
        return [one for one in self.root.iter(tag) if attributes.items() <= one.attrib.items()]

    def texts(self) -> list[str]:
        """Return the texts, in order."""
        return [one.text or "" for one in self.root.iter("text")]


def drawn(kind: ChartKind, *series: tuple[Count, ...], names: tuple[str, ...] = ()) -> Drawn:
    """Return the chart of series over days."""
    days = names or tuple(f"day {n}" for n in range(len(series[0])))
    named = tuple(Series(f"series {n}", values) for n, values in enumerate(series))
    drawing = draw(Chart(kind, "Title", "Description", days, named), lambda count: number(count, "en"))
    return Drawn(ET.fromstring(f"<svg>{drawing.svg}</svg>"))  # noqa: S314 - it is our own


def test_bars_are_as_long_as_their_numbers() -> None:
    """Each with its name and number on it, the first on top; one that is withheld has no bar."""
    chart = drawn("bars", (200, 100, None, 0))
    short, long = [float(one.attrib["width"]) for one in chart.all("rect")]
    assert long == pytest.approx(2 * short, rel=0.01)
    assert chart.texts() == ["day 3 · 0", "day 2 · –", "day 1 · 100", "day 0 · 200"]
    heights = [float(one.attrib["y"]) for one in chart.all("text")]
    assert heights == sorted(heights, reverse=True)


def test_a_long_name_is_cut_before_its_number() -> None:
    """The number stays in sight."""
    (written,) = drawn("bars", (7,), names=("word " * 40,)).texts()
    assert written.endswith("… · 7")
    assert len(written) < 72


def test_what_a_name_says_is_escaped() -> None:
    """It may come from a document."""
    assert drawn("bars", (7,), names=("<b>&",)).texts() == ["<b>& · 7"]


def test_stacked_bars_stand_on_one_another() -> None:
    """The upper one begins where the lower one ends."""
    chart = drawn("stacked", (30,), (20,))
    lower, upper = (chart.all("rect", fill=colour)[0].attrib for colour in COLOURS[:2])
    assert float(upper["y"]) + float(upper["height"]) == pytest.approx(float(lower["y"]), abs=0.2)
    assert float(lower["height"]) == pytest.approx(1.5 * float(upper["height"]), rel=0.01)


def test_a_withheld_part_of_a_bar_is_marked() -> None:
    """By an asterisk above what can be shown."""
    assert drawn("stacked", (30, 10), (None, 2)).texts().count("*") == 1


def test_lines_break_where_a_count_is_withheld() -> None:
    """No line leads over it, which would tell about where it lies."""
    chart = drawn("lines", (1, 2, None, 4, 5))
    lines = [line.attrib["d"] for line in chart.all("path", stroke=COLOURS[0])]
    assert len(chart.all("circle")) == 4
    assert [len(re.findall(r"[\d.]+ [\d.]+", line)) for line in lines] == [2, 2]


def test_lines_differ_by_more_than_their_colour() -> None:
    """By their dashes."""
    lines = [drawn("lines", (1, 2), (2, 1)).all("path", stroke=colour)[0].attrib for colour in COLOURS[:2]]
    assert lines[0]["stroke-dasharray"] != lines[1]["stroke-dasharray"]


def test_nothing_counted_is_drawn_too() -> None:
    """As an axis alone."""
    assert not drawn("bars", (0, 0)).all("rect")
    for kind in KINDS:
        assert "0" in "".join(drawn(kind, (0, 0)).texts())


@pytest.mark.parametrize("most", [1, 2, 7, 23, 101, 99_999])
def test_an_axis_has_whole_numbers_from_zero(most: int) -> None:
    """Few of them, though the counts be small."""
    written = drawn("stacked", (most, 0)).texts()
    ticks = [text.replace(",", "") for text in written if re.fullmatch(r"[\d,.]+", text)]
    assert ticks[0] == "0"
    assert all(tick.isdigit() for tick in ticks)
    assert 2 <= len(set(ticks)) == len(ticks) <= 6


def test_names_below_do_not_touch() -> None:
    """Of 31 days a few are named, each in whole."""
    days = tuple(f"{n} September" for n in range(1, 32))
    named = [text for text in drawn("lines", (1,) * 31, names=days).texts() if "Sept" in text]
    assert 4 <= len(named) <= 6
    assert set(named) <= set(days)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_needs_neither_style_nor_script(kind: ChartKind) -> None:
    """The desk's Content-Security-Policy forbids both, and a PDF reads neither."""
    chart = drawn(kind, (3, 4))
    assert {one.tag for one in chart.root.iter()} <= {"svg", "g", "rect", "path", "circle", "text"}
    assert not {"style", "class", "id", "href"} & {name for one in chart.root.iter() for name in one.attrib}
