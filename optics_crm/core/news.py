"""News: said in the transaction that makes them true, heard by programs, at least once and without a gap.

`say()` writes a row and nothing else. A reader goes by (xid, id) and stops below the oldest transaction that still
runs (`pg_snapshot_xmin`), so that a row committed late is never passed over. A reaction takes a batch of news, must be
idempotent, and when it fails the batch is tried item by item; what still fails waits in `ReactionFailure`, visible.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from optics_crm.core import clock, wakeups
from optics_crm.core.models import News, ReactionCursor, ReactionFailure
from optics_crm.core.registry import Registry

log = logging.getLogger(__name__)

BATCH = 500
KEEP_DAYS = 90


@dataclass(frozen=True)
class NewsKind:
    """A thing that can become true: its name and what it means, in words."""

    code: str
    meaning: str


@dataclass(frozen=True)
class Reaction:
    """Somebody above who listens to kinds of news."""

    key: str
    kinds: frozenset[str]
    hear: Callable[[list[News]], None]


KINDS: Registry[NewsKind] = Registry("news kinds")
# what must hold at once are moments so far; the feed to 1C and the live stream read the same rows without a reaction
REACTIONS: Registry[Reaction] = Registry("reactions", may_be_empty=True)


def kind(code: str, meaning: str) -> str:
    """Declares a kind of news (`customers.exam_recorded`) and returns its code."""
    KINDS.add(code, NewsKind(code, meaning))
    return code


def hears(key: str, *kinds: str) -> Callable[[Callable[[list[News]], None]], Callable[[list[News]], None]]:
    """Makes a function hear those kinds; `key` names its cursor and must never change."""

    def decorate(hear: Callable[[list[News]], None]) -> Callable[[list[News]], None]:
        REACTIONS.add(key, Reaction(key, frozenset(kinds), hear))
        return hear

    return decorate


def say(
    code: str,
    ids: Mapping[str, Any],
    *,
    actor: Any = None,
    origin: str = "",
    changed: Iterable[str] = (),
    quiet: bool = False,
) -> News:
    """Says one piece of news in the running transaction. `ids` holds ids only, as strings or lists of strings.

    `origin` is the client of the exchange that it came from, `changed` the fields in the exchange's names where they
    are known. Quiet news reach the feed to other books and start no reaction.
    """
    KINDS.get(code)
    wakeups.call_after_commit()
    return News.objects.create(
        kind=code,
        ids={name: _plain(value) for name, value in ids.items()},
        actor=str(getattr(actor, "pk", "") or actor or "")[:60],
        origin=origin[:60],
        changed=list(changed),
        is_quiet=quiet,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set):
        return [str(item) for item in value]
    return None if value is None else str(value)


def deliver(reaction: Reaction, limit: int = BATCH) -> int:
    """Hands the next news to a reaction; returns how many rows its cursor moved over (0: nothing new).

    The cursor row is locked, so that one worker at a time reads for one reaction; the reaction and the move of the
    cursor commit together.
    """
    with transaction.atomic():
        ReactionCursor.objects.get_or_create(reader=reaction.key)
        cursor = (
            ReactionCursor.objects.select_for_update(skip_locked=True, of=("self",)).filter(reader=reaction.key).first()
        )
        if cursor is None:
            return 0
        batch = _next(cursor, limit)
        if not batch:
            return 0
        _react(reaction, [row for row in batch if row.kind in reaction.kinds and not row.is_quiet])
        cursor.xid, cursor.news_id, cursor.moved_at = batch[-1].xid, batch[-1].pk, clock.now()
        cursor.save()
        return len(batch)


def _next(cursor: ReactionCursor, limit: int) -> list[News]:
    return list(
        News.objects.raw(
            """SELECT * FROM core_news
               WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
               ORDER BY xid, id LIMIT %s""",
            [str(cursor.xid), cursor.news_id, limit],
        )
    )


def _react(reaction: Reaction, batch: list[News]) -> None:
    if not batch:
        return
    try:
        with transaction.atomic():
            reaction.hear(batch)
    except Exception:
        log.exception("reaction failed, trying one by one", extra={"reaction": reaction.key})
        for row in batch:
            _react_to_one(reaction, row)


def _react_to_one(reaction: Reaction, row: News) -> bool:
    try:
        with transaction.atomic():
            reaction.hear([row])
    except Exception as error:
        failure, fresh = ReactionFailure.objects.get_or_create(
            reader=reaction.key, news=row, defaults={"error": repr(error)[:2000], "next_try_at": clock.now()}
        )
        failure.tries += 0 if fresh else 1
        failure.error = repr(error)[:2000]
        failure.next_try_at = clock.now() + dt.timedelta(seconds=min(3600, 15 * 2**failure.tries))
        failure.save()
        return False
    ReactionFailure.objects.filter(reader=reaction.key, news=row).delete()
    return True


def retry_failures(limit: int = 100) -> int:
    """Tries again what failed and is due; returns how many worked."""
    due = ReactionFailure.objects.select_related("news").filter(next_try_at__lte=clock.now())[:limit]
    worked = 0
    for failure in due:
        reaction = REACTIONS.find(failure.reader)
        if reaction is not None:
            with transaction.atomic():
                worked += _react_to_one(reaction, failure.news)
    return worked


def deliver_all() -> int:
    """Lets every reaction catch up; returns the rows moved over."""
    moved = 0
    for reaction in REACTIONS:
        while True:
            step = deliver(reaction)
            moved += step
            if step < BATCH:
                break
    return moved


def prune() -> int:
    """Removes news older than 90 days that every reaction has passed; clients of the feed that far behind begin anew.

    A day more than a cursor lives: news bear the moment at which their transaction began.
    """
    with connection.cursor() as sql:
        sql.execute(
            """DELETE FROM core_news n WHERE n.at < app_now() - make_interval(days => %s)
               AND NOT EXISTS (SELECT 1 FROM core_reactioncursor c WHERE (c.xid, c.news_id) < (n.xid, n.id))""",
            [KEEP_DAYS + 1],
        )
        return sql.rowcount
