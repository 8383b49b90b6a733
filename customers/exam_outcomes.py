"""What became of a doctor's advice: as the promise to offer it ended. Bound to `FOLLOWUPS_CHANGED`."""

import uuid
from collections.abc import Collection

from optics_crm.core import clock
from optics_crm.core.sync.tables import ask, uuid_array

WRITE = """
UPDATE customers_recommendation r
   SET outcome = CASE f.outcome WHEN 'bought' THEN 'bought' WHEN 'bought_elsewhere' THEN 'bought_elsewhere'
                                WHEN 'declined' THEN 'declined' WHEN 'not_reached' THEN 'expired' ELSE 'open' END,
       outcome_reason = left(CASE WHEN f.outcome = 'declined' THEN f.outcome_note ELSE '' END, 300),
       outcome_on = CASE WHEN f.outcome IN ('bought', 'bought_elsewhere', 'declined', 'not_reached')
                         THEN (f.closed_at AT TIME ZONE coalesce(nullif(s.timezone, ''), %s))::date END,
       updated_at = app_now()
  FROM customers_followup f LEFT JOIN core_salon s ON s.id = f.salon_id
 WHERE f.id = ANY(%s::uuid[]) AND f.kind = 'exam' AND r.exam_id = f.exam_id AND r.is_sellable"""


def write_outcomes(followups: Collection[uuid.UUID]) -> None:
    """Brings the sellable advice of these promises' exams to how the promises stand; one statement."""
    ask(WRITE, [str(clock.zone_of("")), uuid_array(followups)])
