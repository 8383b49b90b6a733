"""Figures of telephony for /metrics."""

from django.db import connection

from optics_crm.core.metrics import Figures, gauge


@gauge("optics_hook_bodies", "Requests of telephone exchanges that wait to be applied, or cannot be read", "state")
def bodies() -> Figures:
    return _ask(
        """SELECT state, count(*) FROM contactcenter_hookbody WHERE state = 'stored' GROUP BY state
           UNION ALL SELECT state, count(*) FROM contactcenter_hookbody WHERE state = 'dead' GROUP BY state"""
    )


@gauge("optics_hook_silence_seconds", "Since a telephone exchange last told something", "provider")
def silence() -> Figures:
    return _ask(
        """WITH RECURSIVE told AS (
               (SELECT provider FROM contactcenter_hookbody ORDER BY provider LIMIT 1)
               UNION ALL SELECT (SELECT b.provider FROM contactcenter_hookbody b WHERE b.provider > told.provider
                                  ORDER BY b.provider LIMIT 1) FROM told WHERE told.provider IS NOT NULL)
           SELECT provider, extract(epoch FROM app_now() - (SELECT max(received_at) FROM contactcenter_hookbody b
                  WHERE b.provider = told.provider))::float8 FROM told WHERE provider IS NOT NULL"""
    )


@gauge("optics_recordings", "Recordings of talks that wait to be fetched, or were given up", "state")
def recordings() -> Figures:
    return _ask(
        """SELECT state, count(*) FROM contactcenter_recording WHERE state = 'waiting' GROUP BY state
           UNION ALL SELECT state, count(*) FROM contactcenter_recording WHERE state = 'failed' GROUP BY state"""
    )


@gauge("optics_exchange_alarms", "What is wrong with telephone exchanges now", "provider")
def exchange_alarms() -> Figures:
    return _ask("SELECT provider, count(*) FROM contactcenter_exchangealarm GROUP BY provider")


@gauge("optics_calls_running", "Calls that ring or are talked", "state")
def running() -> Figures:
    return _ask("SELECT state, count(*) FROM contactcenter_call WHERE state <> 'ended' GROUP BY state")


def _ask(sql: str) -> Figures:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(name,): float(figure) for name, figure in cursor.fetchall()}
