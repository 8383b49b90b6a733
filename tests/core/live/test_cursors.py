"""Snapshots as cursors: whatever the order of the commits, each event is read once and none is passed over."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optics_crm.core.live import frames, reading
from optics_crm.core.live.cursors import Cursor, Snapshot
from optics_crm.core.live.listeners import Listener
from optics_crm.core.live.streams import Stream
from optics_crm.core.models import LiveEvent
from tests.core.live.lines import database_url, say

XIDS = st.integers(1, 60)


@given(st.integers(1, 10**12), XIDS, st.sets(XIDS, max_size=9), st.lists(st.integers(1, 10**9), max_size=4))
@settings(max_examples=60)
def test_a_cursor_is_read_as_it_was_written(at: int, xmax: int, running: set[int], told: list[int]) -> None:
    cursor = Cursor(Snapshot(1, xmax, frozenset(running)), at, tuple(told))
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "0", "1", "abc", "1/2:3:4", "1/2:3:/x", "1/2:3:4,/", "9" * 5000, "1/1:2:/\n", "1/-1:2:/", "１/1:2:/"]
)
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.read(text) is None


@given(st.sets(XIDS, max_size=9), st.sets(XIDS, max_size=9), XIDS, XIDS)
@settings(max_examples=150)
def test_a_snapshot_covers_what_it_sees_all_of(a: set[int], b: set[int], a_end: int, b_end: int) -> None:
    one = Snapshot(1, a_end, frozenset(x for x in a if x < a_end))
    other = Snapshot(1, b_end, frozenset(x for x in b if x < b_end))
    sees_all = all(one.sees(x) for x in range(70) if other.sees(x))
    assert not one.covers(other) or sees_all
    assert one.covers(one)


def test_a_cursor_of_yesterday_or_of_another_database_is_of_no_use() -> None:
    present = Cursor(Snapshot(100, 100), 10**12)
    day = 24 * 3600 * 1000
    assert Cursor(Snapshot(50, 60), 10**12 - day // 2).is_usable(present)
    assert not Cursor(Snapshot(50, 60), 10**12 - day).is_usable(present)
    assert not Cursor(Snapshot(500, 600), 10**12).is_usable(present)


@pytest.fixture
def writers(db: None) -> Iterator[list[Any]]:
    """Five sessions of the database, each with transactions of its own."""
    import psycopg2

    plain = [psycopg2.connect(database_url()) for _ in range(5)]
    yield plain
    for one in plain:
        one.rollback()
        with one, one.cursor() as sql:
            sql.execute("DELETE FROM core_liveevent")
        one.close()


class Everyone(Listener):
    """Hears all there is."""

    def hears(self, row: reading.Row) -> bool:
        return True


ANYBODY = Everyone(employee=None, role="", session="", password="")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(6))
def test_commits_in_any_order_are_read_once(writers: list[Any], seed: int) -> None:
    """Readers that read at any moment, and browsers cut off after any event, are told all of it once."""
    dice = random.Random(seed)
    reader, browser = reading.present(), reading.present()
    read: list[int] = []
    heard: list[int] = []
    open_ones: dict[Any, list[int]] = {}
    committed: list[int] = []
    for n in range(120):
        writer = dice.choice(writers)
        step = dice.random()
        if step < 0.6:
            with writer.cursor() as sql:
                say(sql, n)
            open_ones.setdefault(writer, []).append(n)
        elif step < 0.9 and writer in open_ones:
            committed += open_ones.pop(writer)
            writer.commit()
        elif writer in open_ones:
            open_ones.pop(writer)
            writer.rollback()
        if dice.random() < 0.3:
            reader = _read(reader, read)
        if dice.random() < 0.2:
            browser = _hear(browser, heard, dice)
    for writer, numbers in open_ones.items():
        committed += numbers
        writer.commit()
    _read(reader, read)
    _hear(browser, heard, None)
    assert sorted(read) == sorted(heard) == sorted(committed)


def _read(cursor: Cursor, read: list[int]) -> Cursor:
    found = reading.read_since(cursor)
    read += [_number(row) for row in found.rows]
    return found.cursor


def _hear(cursor: Cursor, heard: list[int], dice: random.Random | None) -> Cursor:
    """Reads, and is cut off after some of the events: the text of the last one's cursor is all that is left."""
    events = list(frames.heard(ANYBODY, cursor, reading.read_since(cursor)))
    kept = events[: dice.randint(0, len(events))] if dice else events
    heard += [_number(row) for row, _cursor in kept]
    back = Cursor.read(str(kept[-1][1])) if kept else cursor
    assert back is not None
    assert len({str(one) for _row, one in events}) == len(events), "each event has an id of its own"
    return back


def _number(row: reading.Row) -> int:
    import json

    return int(json.loads(row.payload)["n"])


def test_an_import_that_runs_for_long_holds_nothing_back(writers: list[Any]) -> None:
    slow, quick = writers[:2]
    with slow.cursor() as sql:
        say(sql, 1)
    start = reading.present()
    with quick, quick.cursor() as sql:
        say(sql, 2)
    first = reading.read_since(start)
    slow.commit()
    second = reading.read_since(first.cursor)
    assert [[_number(row) for row in one.rows] for one in (first, second)] == [[2], [1]]


@pytest.mark.django_db
def test_rows_of_another_cluster_are_left_out() -> None:
    start = reading.present()
    LiveEvent.objects.create(kind="call", payload={"n": 1}, xid="9999999999")
    assert reading.read_since(start).rows == ()


def test_a_stream_that_would_miss_something_ends() -> None:
    """The browser comes back with its cursor: what lies between is read for it then."""
    opened, begun, now = (Cursor(Snapshot(1, end), end) for end in (10, 20, 30))
    whole, torn = Stream(), Stream()
    whole.open(ANYBODY, begun)
    whole.take(reading.Reading((), opened, now))
    torn.open(ANYBODY, opened)
    torn.take(reading.Reading((), begun, now))
    assert (whole.is_over, torn.is_over) == (False, True)
