"""Transactions that need the same rows in another order: PostgreSQL undoes one of them, and it is run again."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

log = logging.getLogger(__name__)

TRIES = 4
DEADLOCK, SERIALIZATION = "40P01", "40001"
Result = TypeVar("Result")


def outlived(work: Callable[[], Result]) -> Result:
    """The result of a transaction of its own, tried up to four times."""
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except OperationalError as error:
            if not _is_collision(error) or attempt == TRIES:
                raise
            log.warning("rows collided with another transaction, trying again", extra={"attempt": attempt})
    raise AssertionError("unreachable")


def _is_collision(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "pgcode", None)
    return code in (DEADLOCK, SERIALIZATION) or (code is None and error.__cause__ is None)
