"""Calling those who wait for news, in whatever process they wait: one word over Redis after the commit.

Nobody depends on a call: whoever waits looks again every few seconds (`LOOK_SECONDS`), so that a lost call or a dead
Redis costs seconds, never a change.
"""

import time
from functools import cache

import redis
import structlog
from django.conf import settings
from django.db import connection, transaction

CHANNEL = "crm:news"
LOOK_SECONDS = 5.0
PATIENCE_SECONDS = 0.25  # how long a commit may be held up by a Redis that does not answer
REST_SECONDS = 5.0  # and how long it is left alone afterwards

log = structlog.get_logger("optics.wakeups")
_resting_until = 0.0


def call_after_commit() -> None:
    """Calls once when the running transaction has committed, however often it is asked to."""
    if not any(entry[1] is _call for entry in connection.run_on_commit):
        transaction.on_commit(_call)


def _call() -> None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        _redis().publish(CHANNEL, b"")
    except (redis.RedisError, OSError) as error:
        _resting_until = time.monotonic() + REST_SECONDS
        log.warning("wakeup_lost", error=type(error).__name__)


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )
