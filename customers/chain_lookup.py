"""Look-ups of those who see the whole chain: each is recorded with how many people it found, and they are counted.

The limit is generous. What an employee is expected to look up does not count: floors above say what that is (the number
of a call that rings on the desk).
"""

import datetime as dt
from typing import Any

from optics_crm.core import audit, clock, prepared
from optics_crm.core.registry import Registry

PER_HOUR = 120
PER_DAY = 1000
VERB = "customers.phone.looked_up"

# conditions in SQL about %(actor)s, %(number)s and %(today)s, the moment at which the chain's day began
EXPECTED: Registry[str] = Registry("numbers that somebody is expected to look up", may_be_empty=True)

# the caller waits on the line, not for the disk: the server's end within that second could cost the line its record
TYPES = audit.LINE_TYPES | {"number": "text", "now": "timestamptz", "today": "timestamptz"}
NOTE = f"""
WITH may AS (
    SELECT e.expected, e.expected OR (a.hour < {PER_HOUR} AND a.day < {PER_DAY}) AS ok
      FROM (SELECT (%(expected)s) AS expected) e,
           (SELECT count(*) AS day, count(*) FILTER (WHERE at > %(now)s - interval '1 hour') AS hour
              FROM customers_phonelookup
             WHERE user_id = %(actor)s AND at > %(now)s - interval '1 day') a),
counted AS (
    INSERT INTO customers_phonelookup (user_id, at) SELECT %(actor)s, %(now)s FROM may WHERE ok AND NOT expected),
told AS (
    {audit.LINE} FROM may WHERE ok)
SELECT ok, set_config('synchronous_commit', 'off', true) FROM may"""


def note(user: Any, number: str, found: int) -> bool:
    """Counts and records a look-up; False, and neither, when it is one too many. One statement."""
    today = dt.datetime.combine(clock.today(), dt.time(), clock.zone_of(""))
    values = audit.line_of(user, VERB, found=found) | {"number": number, "now": clock.now(), "today": today}
    ((ok, _off),) = prepared.rows_of(_statement(), TYPES, values)
    return bool(ok)


def _statement() -> str:
    return NOTE.replace("%(expected)s", " OR ".join(f"EXISTS ({one})" for one in EXPECTED) or "false")
