"""When a source said something that it gives no moment of."""

import datetime as dt

from optics_crm.core.sync.values import Reading

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LARGEST = 10**14


def said_at(version: int, reading: Reading) -> dt.datetime:
    """The moment of a version: 1C makes it of its clock, in milliseconds. One that is no moment was said now."""
    moment = EPOCH + dt.timedelta(milliseconds=min(version, LARGEST))
    return moment if EARLIEST <= moment <= reading.latest else reading.now
