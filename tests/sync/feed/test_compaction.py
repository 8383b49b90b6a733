"""Compaction and echo over any news whatever: pages of any size end in the same state as one long one."""

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.feed.cursors import Cursor, Position, pack, unpack
from optics_crm.core.sync.feed.kinds import FEED, Address, FeedKind, Found, Reader
from optics_crm.core.sync.feed.news_rows import Said, Step
from optics_crm.core.sync.feed.reading import Pick, pick

MOMENT = dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC)
READER = Reader(SyncClient(source="onec-retail"))


class State(FeedKind):
    """A kind whose ids lead to 0, 1 or several objects: id n to the objects below n modulo 4."""

    code = "test_state"
    heard = {"test.changed": ("thing",)}

    def find(self, ids: Any, reader: Reader) -> Found:
        return {one: [Address(uuid.UUID(int=one.int * 10 + place), one) for place in range(one.int % 4)] for one in ids}


class Event(State):
    """The same, each by itself."""

    code = "test_event"
    is_event = True


KINDS = {kind.code: kind() for kind in (State, Event)}


@pytest.fixture(autouse=True, scope="module")
def kinds() -> Any:
    for code, kind in KINDS.items():
        FEED.add(code, kind)
    yield
    for code in KINDS:
        FEED._plugs.pop(code)


@some.composite
def news(draw: Any) -> list[Step]:
    """Steps in the order of the feed: some news, each of several ids."""
    steps = []
    for number in range(draw(some.integers(0, 12))):
        code = draw(some.sampled_from(sorted(KINDS)))
        changed = draw(some.lists(some.sampled_from("abc"), max_size=2, unique=True))
        said = Said(
            100 + number // 3, number, "test.changed", {}, "", "", changed, MOMENT + dt.timedelta(seconds=number)
        )
        ids = draw(some.lists(some.integers(0, 11), max_size=4))
        steps += [Step(said, place, code, uuid.UUID(int=one)) for place, one in enumerate(ids)]
    return steps


def page(steps: list[Step], start: Position, limit: int) -> tuple[list[Pick], Position | None]:
    ahead = [step for step in steps if step.position.key() >= start._replace(after=None).key()]
    found = {code: kind.find({step.id for step in ahead}, READER) for code, kind in KINDS.items()}
    return pick(ahead, found, start, limit)


def pages(steps: list[Step], limit: int) -> list[list[Pick]]:
    told, start = [], Position()
    for _page in range(1000):
        picks, stop = page(steps, start, limit)
        told.append(picks)
        if stop is None:
            return told
        assert stop.key() > start.key(), "a page must lead on"
        start = stop
    raise AssertionError("the pages never end")


def objects(steps: list[Step]) -> list[tuple[str, int]]:
    return [
        (step.code, address.guid.int) for step in steps for address in KINDS[step.code].find([step.id], READER)[step.id]
    ]


@settings(max_examples=150, deadline=None)
@given(news(), some.integers(1, 7))
def test_pages_of_any_size_tell_everything(steps: list[Step], limit: int) -> None:
    told = pages(steps, limit)
    assert all(len(picks) <= limit for picks in told)
    assert all(len(picks) == limit for picks in told[:-1])
    seen = {(one.step.code, one.address.guid.int) for picks in told for one in picks}
    assert seen == set(objects(steps))
    # the last time that an object is told is at or after the last news about it
    last = {(one.step.code, one.address.guid.int): one.step.position.key() for picks in told for one in picks}
    for step in steps:
        for address in KINDS[step.code].find([step.id], READER)[step.id]:
            assert last[step.code, address.guid.int] >= step.position.key()


@settings(max_examples=150, deadline=None)
@given(news())
def test_one_page_tells_a_state_once_and_each_event(steps: list[Step]) -> None:
    picks, stop = page(steps, Position(), 10_000)
    assert stop is None
    states = [one.address.guid for one in picks if one.step.code == "test_state"]
    assert len(states) == len(set(states))
    happened = [found for found in objects(steps) if found[0] == "test_event"]
    assert len([one for one in picks if one.step.code == "test_event"]) == len(happened)
    order = [one.step.position.key() for one in picks]
    assert order == sorted(order)
    for one in picks:
        if one.step.code == "test_state":
            about = [
                step
                for step in steps
                if step.code == "test_state" and one.address in KINDS["test_state"].find([step.id], READER)[step.id]
            ]
            assert set(one.changed) == {name for step in about for name in step.said.changed}
            assert one.first_at == about[0].said.at


@given(
    some.integers(0, 2**63 - 1),
    some.integers(0, 2**63 - 1),
    some.integers(0, 10**6),
    some.none() | some.uuids(),
    some.integers(1_500_000_000, 4_000_000_000),
)
def test_a_cursor_comes_back_as_it_was(xid: int, row: int, place: int, after: uuid.UUID | None, seconds: int) -> None:
    cursor = Cursor("0123456789ab", Position(xid, row, place, after), dt.datetime.fromtimestamp(seconds, dt.UTC))
    assert unpack(pack(cursor)) == cursor
    assert pack(cursor).isascii() and not set(pack(cursor)) & set("+/=")
