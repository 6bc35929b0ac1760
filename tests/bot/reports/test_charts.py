"""Charts: shapes in proportion to the numbers, with nothing drawn where a count is withheld."""

from __future__ import annotations

from bot.domain.drawing import Area, Dot, Drawing, Label, Stroke
from bot.reports.charts import Chart, ChartKind, Series, draw
from bot.reports.number_format import number
from bot.reports.tally import Count


def drawn(kind: ChartKind, *series: tuple[Count, ...]) -> Drawing:
    """Return the drawing of series over days."""
    days = tuple(f"day {n}" for n in range(len(series[0])))
    named = tuple(Series(f"series {n}", values) for n, values in enumerate(series))
    return draw(Chart(kind, "Title", "Description", days, named), lambda count: number(count, "en"))


def areas(drawing: Drawing) -> list[Area]:
    """Return the filled areas."""
    return [one for one in drawing.shapes if isinstance(one, Area)]


def test_bars_are_as_long_as_their_numbers() -> None:
    """Each with its number behind it; one that is withheld has no bar."""
    drawing = drawn("bars", (200, 100, None, 0))
    assert [round(one.width) for one in areas(drawing)] == [360, 180]
    labels = [one.text for one in drawing.shapes if isinstance(one, Label) and one.is_strong]
    assert labels == ["200", "100", "–", "0"]


def test_stacked_bars_stand_on_one_another() -> None:
    """The upper one begins where the lower one ends, but for the line between them."""
    first, second = [one for one in areas(drawn("stacked", (30,), (20,))) if one.width > 26]
    assert first.y - (second.y + second.height) == 1
    assert round(first.height / (second.height + 1), 6) == 1.5


def test_a_withheld_part_of_a_bar_is_marked() -> None:
    """By an asterisk above what can be shown."""
    texts = [one.text for one in drawn("stacked", (30, 10), (None, 2)).shapes if isinstance(one, Label)]
    assert texts.count("*") == 1


def test_lines_break_where_a_count_is_withheld() -> None:
    """No line leads over it, which would tell about where it lies."""
    drawing = drawn("lines", (1, 2, None, 4, 5))
    dots = [one for one in drawing.shapes if isinstance(one, Dot)]
    lines = [one for one in drawing.shapes if isinstance(one, Stroke) and one.width > 2 and one.points[0][1] != 14]
    assert (len(dots), len(lines)) == (4, 2)


def test_lines_differ_by_more_than_their_colour() -> None:
    """By their dashes, in the plot as in the legend."""
    lines = [one for one in drawn("lines", (1, 2), (2, 1)).shapes if isinstance(one, Stroke) and one.width > 2]
    assert len({one.dash for one in lines}) == 2
    assert len({(one.colour, one.dash) for one in lines}) == 2


def test_nothing_counted_is_drawn_too() -> None:
    """As an axis alone."""
    for kind in ("bars", "stacked", "lines"):
        assert areas(drawn(kind, (0, 0)))[1:] == []
