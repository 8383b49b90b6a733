"""One deadline for all that a door asks of the database: whoever waits is answered in time, whatever it costs.

with within(Deadline(seconds=0.25)): ...
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

KEEPS_ORDER = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class TooLate(OperationalError):
    """The time is over, and nothing more is asked."""


class Deadline:
    """A moment from which on an answer is worth nothing; of real time, not of the chain's clock."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left_ms(self) -> int:
        """Whole milliseconds that are left; below one, none."""
        return int((self.at - time.monotonic()) * 1000)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """A transaction in which each statement gets what is left of the time, and none begins when nothing is.

    Raises TooLate, or OperationalError for the statement that was stopped; what was written is taken back.
    """

    def ask(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(KEEPS_ORDER):
            _limit(str(_left(deadline)))
        return execute(sql, params, many, context)

    _left(deadline)
    with transaction.atomic():
        with connection.execute_wrapper(ask):
            yield
        _limit("DEFAULT")  # of whoever holds a transaction around this one


def _left(deadline: Deadline) -> int:
    left = deadline.left_ms()
    if left < 1:
        raise TooLate("the time is over")
    return left


def _limit(value: str) -> None:
    """Beside Django's own cursors: it is no statement of the door, and must not come back here."""
    assert connection.connection is not None  # a statement is under way
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout TO {value}")
