"""The feed under sixteen writers, long transactions and kills: nothing is missed, while a cursor by id loses rows."""

import os

import pytest

from tests.soak_report import write_section
from tests.sync.feed.torture import Torture, quantile

pytestmark = pytest.mark.django_db(transaction=True)


def run(seconds: float) -> Torture:
    torture = Torture(seconds)
    torture.run()
    truth = torture.truth
    assert torture.kills > 0
    assert truth - set(torture.seen) == set()
    assert set(torture.seen) - truth == set()  # nothing that was rolled back
    assert torture.twice == 0
    assert truth - torture.naively_seen != set(), "this torture would not have found anything"
    return torture


def test_nothing_is_missed_while_a_cursor_by_id_loses_rows() -> None:
    run(3)


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("SOAK", "") not in ("", "feed"), reason="another soak was asked for")
def test_nothing_is_missed_for_minutes() -> None:
    torture = run(180)
    truth, lags = torture.truth, torture.lags()
    lost = len(truth - torture.naively_seen)
    text = f"""`make soak SOAK=feed` let 16 writers commit for 3 minutes, each fiftieth transaction for up to
0.4 s, and ended {torture.kills} backends in the middle of a transaction.

| | |
|---|---|
| news committed | {len(truth):,} |
| missed by the feed | 0 |
| told twice | 0 |
| missed by a cursor by id | {lost:,} ({lost / len(truth):.1%}) |
| lag from commit to read, median / 99 % | {quantile(lags, 0.5) * 1000:.0f} / {quantile(lags, 0.99) * 1000:.0f} ms |

"""
    write_section("feed", "The feed of changes", text)
    assert quantile(lags, 0.99) < 1
