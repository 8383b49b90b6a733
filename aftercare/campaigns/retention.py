"""How long the reasons of silence are kept, person by person. The totals of every run stay with the run for ever."""

import datetime as dt

from django.db import connection

from optics_crm.core import clock

KEPT_DAYS = 400
CHUNK = 20_000
MOST_CHUNKS = 20  # one call ends in good time; what is left goes at the next

FORGOTTEN = """
DELETE FROM aftercare_suppression WHERE id IN (
    SELECT s.id FROM aftercare_campaignrun u JOIN aftercare_suppression s ON s.run_id = u.id
     WHERE u.day < %(before)s LIMIT %(chunk)s)
"""


def forget_suppressions() -> int:
    """Deletes the suppressions of runs more than 400 days ago, chunk by chunk; returns how many."""
    before, forgotten = clock.today() - dt.timedelta(days=KEPT_DAYS), 0
    with connection.cursor() as cursor:
        for _chunk in range(MOST_CHUNKS):
            cursor.execute(FORGOTTEN, {"before": before, "chunk": CHUNK})
            forgotten += cursor.rowcount
            if cursor.rowcount < CHUNK:
                break
    return forgotten
