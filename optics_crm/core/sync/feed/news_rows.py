"""The news as the feed reads them: in order, below the oldest running transaction, taken apart into single ids."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from optics_crm.core.sync.feed.cursors import Position
from optics_crm.core.sync.feed.kinds import FEED, Reader, news_heard
from optics_crm.core.sync.tables import ask

AT_ONCE = 100  # a row of a bulk door may hold a thousand ids

NEWS = """SELECT n.xid::text::bigint, n.id, n.kind, n.ids::text, n.actor, n.origin, n.changed, n.at FROM core_news n
    WHERE (n.xid, n.id) >= (%s::xid8, %s) AND n.xid < pg_snapshot_xmin(pg_current_snapshot())
      AND n.kind = ANY(%s) AND (n.origin = '' OR n.origin <> %s)
    ORDER BY n.xid, n.id LIMIT %s"""
HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
HELD_BACK = """SELECT min(n.at) FROM core_news n WHERE n.xid >= pg_snapshot_xmin(pg_current_snapshot())
    AND n.kind = ANY(%s) AND (n.origin = '' OR n.origin <> %s)"""


class Said(NamedTuple):
    """One piece of news."""

    xid: int
    news: int
    kind: str
    ids: dict[str, Any]
    actor: str
    origin: str
    changed: list[str]
    at: dt.datetime

    @property
    def speaker(self) -> str:
        """Where the change came from, as clients read it."""
        if self.origin:
            return self.origin
        return f"crm:user:{self.actor}" if _is_id(self.actor) else f"crm:{self.actor or 'program'}"


class Step(NamedTuple):
    """One id of one piece of news under one kind of the feed; `place` counts the ids of all kinds."""

    said: Said
    place: int
    code: str
    id: UUID

    @property
    def position(self) -> Position:
        return Position(self.said.xid, self.said.news, self.place)


@dataclass(frozen=True)
class Listener:
    """Whose ears: a client, the kinds it wants to hear of, whether its own changes come back to it."""

    reader: Reader
    codes: Collection[str]
    echo: bool = False

    @property
    def news(self) -> list[str]:
        return news_heard(self.codes)

    @property
    def deaf_to(self) -> str:
        return "" if self.echo else self.reader.client.source


def steps_from(start: Position, listener: Listener, limit: int) -> tuple[list[Step], bool]:
    """At most `limit` steps from a position on, and whether they lead to the end of what may be read."""
    steps: list[Step] = []
    while True:
        rows = [_said(row) for row in ask(NEWS, [str(start.xid), start.news, *_heard(listener), AT_ONCE])]
        for said in rows:
            for step in _steps(said, listener.codes):
                if step.place < start.place and step.said.news == start.news:
                    continue
                if len(steps) == limit:
                    return steps, False
                steps.append(step)
        if len(rows) < AT_ONCE:
            return steps, True
        start = Position(rows[-1].xid, rows[-1].news + 1)


def horizon() -> Position:
    """Everything before it has been committed or undone: what comes later stands behind it."""
    return Position(ask(HORIZON)[0][0])


def held_back(listener: Listener) -> dt.datetime | None:
    """Since when news are there that an older transaction, still running, keeps from being read."""
    since: dt.datetime | None = ask(HELD_BACK, _heard(listener))[0][0]
    return since


def _said(row: tuple[Any, ...]) -> Said:
    xid, news, kind, ids, *rest = row
    return Said(xid, news, kind, msgspec.json.decode(ids), *rest)


def _heard(listener: Listener) -> list[Any]:
    return [listener.news, listener.deaf_to]


def _steps(said: Said, wanted: Collection[str]) -> Iterator[Step]:
    """The places are counted over all kinds, so that a cursor means the same whatever kinds are asked for next."""
    place = 0
    for entry in FEED:
        for role in entry.heard.get(said.kind, ()):
            for one in _ids(said.ids.get(role)):
                if entry.code in wanted:
                    yield Step(said, place, entry.code, one)
                place += 1


def _ids(told: Any) -> Iterator[UUID]:
    for one in told if isinstance(told, list) else [told]:
        if one is not None and one != "None":
            yield UUID(str(one))


def _is_id(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
