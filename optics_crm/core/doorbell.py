"""Ringing a worker: after the commit, and never at the caller's cost. A lost ring costs seconds."""

from functools import partial
from typing import Any

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from optics_crm.celery import app, queue_of

log = structlog.get_logger("optics.doorbell")


def ring(task_name: str, *ids: object) -> None:
    """Asks a worker to run the task `task_name` with these ids once the running transaction has committed.

    Redis being away is no error: whoever does the work also asks the database what is due.
    """
    transaction.on_commit(partial(_publish, task_name, *ids))


def ring_tick(tick_id: int, job: str) -> None:
    """Asks a worker to run a tick, on the queue that the beat table gives its job."""
    transaction.on_commit(partial(_publish, "core.tick", tick_id, queue=queue_of(job)))


def _publish(task_name: str, *ids: object, queue: str | None = None) -> None:
    options: dict[str, Any] = {"queue": queue} if queue else {}  # a queue of None would not be routed
    try:
        app.send_task(task_name, args=list(ids), **options)
    except (OperationalError, OSError) as error:
        log.warning("doorbell_lost", task_name=task_name, error=type(error).__name__)
