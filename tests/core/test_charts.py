"""Charts hold what they were given, on a grid of round numbers."""

from decimal import Decimal

import pytest

from optics_crm.core.charts import Series, line_chart, round_step


@pytest.mark.parametrize(("span", "step"), [(100, 25), (10, 2.5), (7, 2), (0.9, 0.25), (12480, 5000), (4, 1)])
def test_grid_steps_are_round(span: float, step: float) -> None:
    assert round_step(span) == pytest.approx(step)


def test_line_is_broken_where_nothing_is_known() -> None:
    chart = line_chart(["a", "b", "c", "d"], [Series("OD", "blue", [Decimal("-2.25"), None, Decimal("-2.5"), -3])])
    assert len(chart.lines[0].pieces) == 1
    assert [dot[2] for dot in chart.lines[0].dots] == ["-2.25", "-2.5", "-3"]
    assert chart.rows[1] == ("b", [None])


def test_grid_holds_every_value_and_starts_at_zero() -> None:
    chart = line_chart(["1", "2"], [Series("n", "green", [300, 12480])])
    heights = [tick.at for tick in chart.upwards]
    assert chart.upwards[0].label == "0"
    assert all(min(heights) <= y <= max(heights) for _x, y, _value in chart.lines[0].dots)


@pytest.mark.parametrize("values", [[], [None], [0, 0], [5, 5]])
def test_flat_and_empty_series_are_drawn(values: list[int | None]) -> None:
    chart = line_chart([str(at) for at in range(len(values))], [Series("n", "blue", values)])
    assert len({tick.at for tick in chart.upwards}) > 1


def test_long_axes_are_thinned() -> None:
    labels = [str(at) for at in range(90)]
    assert len(line_chart(labels, [Series("n", "blue", list(range(90)))]).across) <= 8
