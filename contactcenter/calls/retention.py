"""How long the bodies of the exchanges are kept as they came. What they added up to, the calls, stays."""

import datetime as dt

from django.db import connection

from optics_crm.core import clock

KEPT_DAYS = 90
CHUNK = 5000
MOST_CHUNKS = 20  # one call ends in good time; what is left goes at the next

LET_GO = """
WITH old AS (SELECT id FROM contactcenter_hookbody
              WHERE received_at < %(before)s AND state <> 'stored' LIMIT %(chunk)s),
     freed AS (UPDATE contactcenter_callevent SET body_id = NULL WHERE body_id IN (SELECT id FROM old) RETURNING 1)
SELECT array(SELECT id FROM old), (SELECT count(*) FROM freed)"""


def forget_bodies() -> int:
    """Deletes the bodies of more than 90 days ago, chunk by chunk; returns how many. What still waits stays."""
    before, forgotten = clock.now() - dt.timedelta(days=KEPT_DAYS), 0
    with connection.cursor() as cursor:
        for _chunk in range(MOST_CHUNKS):
            cursor.execute(LET_GO, {"before": before, "chunk": CHUNK})
            ids = cursor.fetchone()[0]
            cursor.execute("DELETE FROM contactcenter_hookbody WHERE id = ANY(%s)", [ids])
            forgotten += len(ids)
            if len(ids) < CHUNK:
                break
    return forgotten
