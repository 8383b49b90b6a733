"""Intervals of means and shares against figures of textbooks and against what they promise."""

import random

import pytest

from optics_crm.core.statistics import mean_of, quantile_t, share_of


def spread(values: list[float]) -> tuple[int, float, float]:
    return len(values), sum(values), sum(value * value for value in values)


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.7062), (4, 2.7764), (10, 2.2281), (11, 2.2010), (30, 2.0423), (120, 1.9799)]
)
def test_students_quantile_is_that_of_the_tables(freedom: int, expected: float) -> None:
    assert quantile_t(freedom) == pytest.approx(expected, abs=2e-3)


def test_a_mean_has_its_interval_within_the_scale() -> None:
    found = mean_of(*spread([5, 5, 4, 5, 3]), lowest=1, highest=5)

    assert (found.n, found.mean) == (5, pytest.approx(4.4))
    assert found.low == pytest.approx(4.4 - 2.7764 * 0.4, abs=1e-3)
    assert found.high == 5


def test_few_marks_prove_little() -> None:
    assert mean_of(0, 0, 0, lowest=1, highest=5).mean is None
    assert mean_of(*spread([5]), lowest=1, highest=5).low is None
    alike = mean_of(*spread([5] * 10), lowest=1, highest=5)
    assert alike.mean == 5 and alike.low is not None and 3.9 < alike.low < 4.0
    many = mean_of(*spread([5] * 1000), lowest=1, highest=5)
    assert many.low is not None and many.low > 4.98


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (97, 100, 0.9155, 0.9897)]
)
def test_a_share_has_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    found = share_of(hits, n)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_the_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    rng = random.Random(7)
    marks, weights = [1, 2, 3, 4, 5], [2, 3, 10, 25, 60]
    truth = sum(mark * weight for mark, weight in zip(marks, weights, strict=True)) / 100
    held = 0
    for _time in range(1000):
        found = mean_of(*spread([float(one) for one in rng.choices(marks, weights, k=40)]), lowest=1, highest=5)
        assert found.low is not None and found.high is not None
        held += found.low <= truth <= found.high
    assert 920 <= held <= 985
    assert share_of(0, 0).share is None
