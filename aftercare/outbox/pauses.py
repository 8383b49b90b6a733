"""Holding back a whole provider: told so (429), or not to be reached. A row, so that every worker knows at once."""

from django.db import connection

LONGEST_SECONDS = 60

_HOLD = """
    INSERT INTO aftercare_providerpause AS p (provider, until, failures, why)
    VALUES (%(provider)s, clock_timestamp() + make_interval(secs => coalesce(%(told)s, 1)), 1, %(why)s)
    ON CONFLICT (provider) DO UPDATE SET failures = least(p.failures + 1, 30), why = excluded.why,
        until = greatest(p.until, clock_timestamp() + make_interval(
            secs => coalesce(%(told)s, least(power(2, least(p.failures, 10)), %(longest)s))))
"""


def hold(provider: str, why: str, told: float | None = None) -> None:
    """Nothing goes to the provider for `told` seconds; untold, for 1, 2, 4 .. 60 s with every failure in a row."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"provider": provider, "told": told, "why": why[:200], "longest": LONGEST_SECONDS})


def held() -> set[str]:
    """Providers that must be left alone now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT provider FROM aftercare_providerpause WHERE until > clock_timestamp()")
        return {row[0] for row in cursor.fetchall()}


def works(provider: str) -> None:
    """A call arrived: the next failure starts at one second again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE aftercare_providerpause SET failures = 0 WHERE provider = %s AND failures > 0", [provider]
        )
