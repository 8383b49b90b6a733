"""The entrance of the stand-in: the first word of the path names the exchange, its own door judges and answers."""

from django.db import connections

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin import doors
from contactcenter.standin.doors.base import DOORS

__all__ = ["answer", "doors"]


def answer(asked: Asked) -> Said:
    """What that exchange answers."""
    provider, _slash, path = asked.path.partition("/")
    door = DOORS.find(provider)
    try:
        return door(asked, path.strip("/")) if door else Said(404, b"{}")
    finally:
        connections.close_all()
