"""A page of the feed: the objects that the news lead to, each once, as they stand now."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from optics_crm.core import clock
from optics_crm.core.sync.feed.cursors import Position
from optics_crm.core.sync.feed.kinds import FEED, Address, Found, Reader, State
from optics_crm.core.sync.feed.news_rows import Listener, Step, held_back, horizon, steps_from

STEPS_PER_ITEM = 2  # how many ids are looked at for one item: a page may stay short, never slow


@dataclass(slots=True)
class Pick:
    """An object of the page: the last news about it, and all that changed since the first."""

    address: Address
    step: Step
    first_at: dt.datetime
    changed: dict[str, None]


@dataclass(frozen=True)
class Page:
    """What a client gets. `is_held_back`: there are news that an older transaction, still running, keeps from being
    read.

    `next` is where it reads on, `stood_at` the moment up to which it has been told everything; `lag_seconds` the age of
    the oldest change that it had not been told before.
    """

    items: list[dict[str, Any]]
    next: Position
    stood_at: dt.datetime
    has_more: bool
    lag_seconds: float
    is_held_back: bool


@contextmanager
def one_view() -> Iterator[None]:
    """Everything inside sees the database as of one moment and writes nothing."""
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read(listener: Listener, start: Position, limit: int) -> Page:
    """The page from `start` on."""
    seen_at = clock.now()
    with one_view():
        steps, to_the_end = steps_from(start, listener, limit * STEPS_PER_ITEM)
        picks, stop = pick(steps, _found(steps, listener.reader), start, limit)
        if stop is None and not to_the_end:
            stop = _behind(steps[-1])
        items = items_of(picks, listener.reader)
        held_since = held_back(listener)
        end = stop or horizon()
    oldest = [one.first_at for one in picks] or ([held_since] if held_since else [])
    return Page(
        items=items,
        next=end,
        stood_at=(picks[-1].step if picks else steps[-1]).said.at if stop else seen_at,
        has_more=stop is not None,
        lag_seconds=round(max(0.0, (seen_at - min(oldest)).total_seconds()), 3) if oldest else 0.0,
        is_held_back=held_since is not None,
    )


def pick(
    steps: Sequence[Step], found: dict[str, Found], start: Position, limit: int
) -> tuple[list[Pick], Position | None]:
    """The objects of a page in the order of their last news, each once; where the page was full, if it was.

    An event is told by itself. Of an id that leads to several objects some may be told already: those up to
    `start.after`.
    """
    picked: dict[Any, Pick] = {}
    for step in steps:
        entry = FEED.get(step.code)
        after = start.after if step.position == start._replace(after=None) else None
        for address in sorted(found[step.code].get(step.id, ()), key=lambda one: one.guid.int):
            if after is not None and address.guid.int <= after.int:
                continue
            key = (step.code, address.guid, step.position if entry.is_event else None)
            before = picked.pop(key, None)
            if before is None and len(picked) == limit:
                return list(picked.values()), step.position._replace(after=after)
            picked[key] = Pick(
                address,
                step,
                before.first_at if before else step.said.at,
                (before.changed if before else {}) | dict.fromkeys(step.said.changed),
            )
            after = address.guid
    return list(picked.values()), None


def items_of(picks: Sequence[Pick], reader: Reader) -> list[dict[str, Any]]:
    """The items of these objects; one of which nothing is left to tell is left out."""
    # the state that is told was seen after this moment: of two items the one with the higher number is never older
    version = time.time_ns() // 1_000_000
    by_code: dict[str, list[Address]] = defaultdict(list)
    for one in picks:
        by_code[one.step.code].append(one.address)
    states = {code: FEED.get(code).states(addresses, reader) for code, addresses in by_code.items()}
    return [
        {
            "seq": f"{one.step.said.xid}.{one.step.said.news}",
            **object_of(one.step.code, one.address, state, version),
            "origin": one.step.said.speaker,
            "at": reader.moment(one.step.said.at),
            "changed": list(one.changed),
            "data": state.data,
        }
        for one in picks
        if (state := states[one.step.code].get(one.address.guid)) is not None
    ]


def object_of(code: str, address: Address, state: State, version: int) -> dict[str, Any]:
    """Which object, and what is to be done with it."""
    op = "erase" if state.is_erased else "delete" if state.is_deleted else "upsert"
    return {"kind": code, "op": op, "guid": str(address.guid), "crm_version": version}


def _found(steps: Sequence[Step], reader: Reader) -> dict[str, Found]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for step in steps:
        wanted[step.code].add(step.id)
    return {code: FEED.get(code).find(ids, reader) for code, ids in wanted.items()}


def _behind(step: Step) -> Position:
    return step.position._replace(place=step.place + 1)
