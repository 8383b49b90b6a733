"""Signs of life of worker and beat, in real time; /readyz and /metrics read them."""

import os
import socket

from django.db import connection

FRESH_SECONDS = 45
FORGET_HOURS = 24


def beat(name: str) -> None:
    """This process lives now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_heartbeat (name, host, pid, at) VALUES (%s, %s, %s, clock_timestamp())
               ON CONFLICT (name, host, pid) DO UPDATE SET at = excluded.at""",
            [name, socket.gethostname()[:120], os.getpid()],
        )


def ages() -> dict[str, float]:
    """Seconds since the youngest sign of life of each name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, extract(epoch FROM clock_timestamp() - max(at))::float8 FROM core_heartbeat GROUP BY name"
        )
        return dict(cursor.fetchall())


def forget_old() -> None:
    """Processes that ended a day ago are not listed any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_heartbeat WHERE at < clock_timestamp() - interval '1 hour' * %s", [FORGET_HOURS]
        )
