"""How many rows a client may still send: a bucket that fills evenly, one row of an unlogged table per client.

It is in the database and not in Redis: every web host counts in one place, and a lost Redis opens no flood gate.
"""

import math
from dataclasses import dataclass

from optics_crm.core.models import SyncClient
from optics_crm.core.sync import tables

SECONDS = 60
LEFT = """least(%(limit)s, a.rows_left + greatest(0, extract(epoch FROM clock_timestamp() - a.at)) * %(pace)s)"""
SPEND = f"""INSERT INTO core_syncallowance AS a (client_id, rows_left, at)
    VALUES (%(client)s, %(limit)s - %(rows)s, clock_timestamp())
    ON CONFLICT (client_id) DO UPDATE SET rows_left = {LEFT} - %(rows)s, at = clock_timestamp()
    WHERE {LEFT} >= %(rows)s RETURNING rows_left"""
LOOK = f"SELECT {LEFT} FROM core_syncallowance a WHERE client_id = %(client)s"


@dataclass(frozen=True)
class Allowance:
    """What is left of a client's rows. `wait_seconds` is 0 where the rows asked for were granted."""

    limit: int
    left: float
    wait_seconds: int = 0

    def headers(self) -> dict[str, str]:
        """The answer's `RateLimit-*`: the rows of a minute, how many are left, in how many seconds all are back."""
        back = math.ceil((self.limit - self.left) * SECONDS / self.limit)
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, math.floor(self.left))),
            "RateLimit-Reset": str(max(0, back)),
            "RateLimit-Policy": f"{self.limit};w={SECONDS}",
        }


def spend(client: SyncClient, rows: int) -> Allowance:
    """Takes rows from the client's allowance, all or none of them."""
    limit = client.rows_per_minute
    told = {"client": client.pk, "limit": float(limit), "pace": limit / SECONDS, "rows": rows}
    if granted := tables.ask(SPEND, told):
        return Allowance(limit, granted[0][0])
    left = tables.ask(LOOK, told)[0][0]
    return Allowance(limit, left, max(1, math.ceil((rows - left) * SECONDS / limit)))
