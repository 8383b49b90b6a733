"""The scheduler of the beat process: it writes ticks and rings; it needs no broker, no file, and no twin's absence."""

import datetime as dt
import time
from typing import Any, cast

import structlog
from celery.beat import ScheduleEntry, Scheduler
from celery.schedules import BaseSchedule, schedstate
from django.db import DatabaseError, close_old_connections

from optics_crm.celery import BEAT
from optics_crm.core import heartbeats, ticks
from optics_crm.core.doorbell import ring_tick

log = structlog.get_logger("optics.beat")
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
HEARTBEAT_SECONDS = 5


class Every(BaseSchedule):
    """Due at each multiple of `seconds` since 1970, so that every beat of the world names the same moments."""

    def __init__(self, seconds: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seconds = seconds

    def moment(self) -> dt.datetime:
        """The multiple that the present belongs to."""
        return dt.datetime.fromtimestamp(time.time() // self.seconds * self.seconds, tz=dt.UTC)

    def is_due(self, last_run_at: dt.datetime) -> Any:
        start = self.moment()
        return schedstate(last_run_at < start, start.timestamp() + self.seconds - time.time())

    def remaining_estimate(self, last_run_at: dt.datetime) -> dt.timedelta:
        return dt.timedelta(seconds=self.is_due(last_run_at).next)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Every) and other.seconds == self.seconds

    def __hash__(self) -> int:
        return hash(self.seconds)


class TickScheduler(Scheduler):
    """Turns the lines of BEAT into ticks."""

    producer = None  # type: ignore[assignment]  # the base class would wait here for the broker, however long it is away
    _alive_at = 0.0

    def setup_schedule(self) -> None:
        self.data = {
            line.job: ScheduleEntry(
                name=line.job, task=line.job, schedule=Every(line.every_seconds), last_run_at=LONG_AGO, app=self.app
            )
            for line in BEAT
        }

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Notes the tick and rings; an absent database is no reason to end: the next tick stands for this one."""
        try:
            close_old_connections()
            tick_id = ticks.note(str(entry.name), cast(Every, entry.schedule).moment())
            if tick_id is not None:
                ring_tick(tick_id, str(entry.name))
        except DatabaseError:
            log.warning("tick_not_noted", job=entry.name)

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """One round of the loop; every few seconds a sign of life first."""
        if time.monotonic() - self._alive_at > HEARTBEAT_SECONDS:
            self._alive_at = time.monotonic()
            try:
                close_old_connections()
                heartbeats.beat("beat")
            except DatabaseError:
                log.warning("heartbeat_not_written")
        return super().tick(*args, **kwargs)
