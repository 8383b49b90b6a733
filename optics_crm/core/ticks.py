"""Ticks: what beat asks for, once per job and moment, and the worker does, at least once.

Beat only inserts the row (UNIQUE job, scheduled_for) and rings the doorbell. The row is the truth: a tick whose
doorbell was lost, or whose worker died, is rung again by the sweep. Handlers ask "what is due now?", so that a tick
that runs twice or stands for a missed one does no harm.
"""

import datetime as dt
from collections.abc import Callable, Collection

import structlog
from django.db import connection, transaction

from optics_crm.core.models import Tick
from optics_crm.core.registry import Registry

log = structlog.get_logger("optics.ticks")

LEASE_SECONDS = 150  # longer than the hard time limit of a task, so that a live one is never run again
RING_AGAIN_SECONDS = 15
TRIES = 3

JOBS: Registry[Callable[[], object]] = Registry("jobs")


def job(key: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Makes a function the handler of the beat table's line `key`; it must be safe to run twice."""

    def decorate(handler: Callable[[], object]) -> Callable[[], object]:
        return JOBS.add(key, handler)

    return decorate


def note(key: str, moment: dt.datetime) -> int | None:
    """Records the tick of `key` at `moment` (real time); its id, or None when another beat was faster."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_tick (job, scheduled_for, created_at) VALUES (%s, %s, clock_timestamp())
               ON CONFLICT (job, scheduled_for) DO NOTHING RETURNING id""",
            [key, moment],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def run(tick_id: int) -> bool:
    """Runs the handler of a tick nobody else holds; False when it is taken, done or gone.

    An error of the handler is kept on the row and raised, so that the log shows it; the sweep tries again.
    """
    tick = _claim(tick_id)
    if tick is None:
        return False
    try:
        JOBS.get(tick.job)()
    except Exception as error:
        _finish(tick, error=f"{type(error).__name__}: {error}"[:2000], done=tick.tries >= TRIES)
        raise
    _finish(tick, error="", done=True)
    return True


def _claim(tick_id: int) -> Tick | None:
    rows = Tick.objects.raw(
        """UPDATE core_tick SET started_at = clock_timestamp(), tries = tries + 1,
                  lease_until = clock_timestamp() + interval '1 second' * %s
           WHERE id = %s AND finished_at IS NULL AND (lease_until IS NULL OR lease_until < clock_timestamp())
           RETURNING *""",
        [LEASE_SECONDS, tick_id],
    )
    return next(iter(rows), None)


def _finish(tick: Tick, *, error: str, done: bool) -> None:
    """Done, or free to be tried again; `tries` is the fence: a worker that lost its lease changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE core_tick SET error = %s, lease_until = NULL,
                      finished_at = CASE WHEN %s THEN clock_timestamp() END
               WHERE id = %s AND tries = %s AND finished_at IS NULL""",
            [error, done, tick.pk, tick.tries],
        )


@transaction.atomic
def overdue() -> list[tuple[int, str]]:
    """(id, job) of ticks to ring again, the youngest of each job; older ones it stands for are closed with a word."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE core_tick t SET finished_at = clock_timestamp(), error = 'coalesced'
               WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until < clock_timestamp())
                 AND created_at < clock_timestamp() - interval '1 second' * %s
                 AND (tries >= %s OR EXISTS (
                     SELECT 1 FROM core_tick y WHERE y.job = t.job AND y.scheduled_for > t.scheduled_for))""",
            [RING_AGAIN_SECONDS, TRIES],
        )
        cursor.execute(
            """SELECT id, job FROM core_tick
               WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until < clock_timestamp())
                 AND coalesce(started_at, created_at) < clock_timestamp() - interval '1 second' * %s""",
            [RING_AGAIN_SECONDS],
        )
        return cursor.fetchall()


def forget_old(frequent: Collection[str] = (), days: int = 2, frequent_days: int = 1) -> int:
    """Ticks finished that long ago are of no use; those of `frequent` jobs, of which there are many, sooner."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM core_tick WHERE finished_at < clock_timestamp() - interval '1 day' *
                      CASE WHEN job = ANY(%s) THEN %s ELSE %s END""",
            [list(frequent), frequent_days, days],
        )
        return cursor.rowcount
