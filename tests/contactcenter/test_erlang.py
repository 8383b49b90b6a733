"""Erlang's formulas against values that are printed in tables, and against a plain simulation of the sums."""

import math

import pytest

from contactcenter.erlang import blocked, load_of, needed, staffing, waiting

# offered load at which so many lines block 1 % of the calls (Erlang B tables)
ONE_PER_CENT = ((1, 0.0101), (2, 0.153), (5, 1.361), (10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06))


@pytest.mark.parametrize(("lines", "load"), ONE_PER_CENT)
def test_erlang_b_of_the_tables(lines: int, load: float) -> None:
    assert blocked(load, lines) == pytest.approx(0.01, rel=0.006)


@pytest.mark.parametrize(("agents", "share"), [(11, 0.6821), (12, 0.4494), (13, 0.2853), (14, 0.1741), (15, 0.1020)])
def test_erlang_c_of_ten_erlangs(agents: int, share: float) -> None:
    assert waiting(10, agents) == pytest.approx(share, abs=0.0001)


def test_the_worked_example_of_the_trade() -> None:
    """100 calls in half an hour of 180 s each, 80 % within 20 s: 10 erlangs, 14 people, 88.8 %, 7.8 s, 71.4 %."""
    load = load_of(200, 180)
    assert load == pytest.approx(10)
    assert needed(load, 180, 20, 0.8) == 14
    found = staffing(load, 14, 180, 20)
    assert found.service_level == pytest.approx(0.888, abs=0.0005)
    assert found.mean_wait == pytest.approx(7.8, abs=0.05)
    assert found.occupancy == pytest.approx(0.714, abs=0.0005)


@pytest.mark.parametrize("load", [0.3, 1.6, 7.9, 41.0])
def test_erlang_c_is_the_sum_that_defines_it(load: float) -> None:
    agents = math.ceil(load) + 2
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    below = sum(load**n / math.factorial(n) for n in range(agents))
    assert waiting(load, agents) == pytest.approx(top / (below + top))


def test_the_fewest_are_enough_and_one_less_is_not() -> None:
    for load in (0.1, 0.9, 1.0, 2.5, 9.99, 30.0):
        fewest = needed(load, 240, 20, 0.8)
        assert staffing(load, fewest, 240, 20).service_level >= 0.8
        assert staffing(load, fewest - 1, 240, 20).service_level < 0.8


def test_too_few_people_never_catch_up_and_no_calls_need_nobody() -> None:
    drowned = staffing(5, 5, 240, 20)
    assert (drowned.service_level, drowned.occupancy, drowned.mean_wait) == (0, 1, math.inf)
    assert needed(0, 240, 20, 0.8) == 0
    assert staffing(0, 0, 240, 20).service_level == 1
    assert staffing(0, 3, 240, 20).occupancy == 0
