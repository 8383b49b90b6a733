"""What a ticket's stage is: the newest of what was said about it, whatever came first.

The ticket of another book says a stage (`book_stage` at `book_stage_at`, its newest version counts); changes come one
by one, each with its moment, from 1C and from our desks. A late one finds its place in the history without moving the
present stage back. Whoever writes either calls `refresh`, which also keeps the clocks.
"""

import uuid
from collections.abc import Collection

from contactcenter import clocks
from contactcenter.models.tickets import ENDS, TicketStage
from optics_crm.core.sync import tables

# of one moment the later stage counts
ORDER = list(TicketStage.values)

REFRESH = """
WITH said AS (
    SELECT c.ticket_id AS id, c.to_stage AS stage, c.at FROM contactcenter_stagechange c
     WHERE c.ticket_id = ANY(%(ids)s::uuid[]) AND c.deleted_at IS NULL AND NOT c.is_derived
    UNION ALL
    SELECT t.id, t.book_stage, t.book_stage_at FROM contactcenter_ticket t
     WHERE t.id = ANY(%(ids)s::uuid[]) AND t.book_stage <> ''
),
newest AS (
    SELECT DISTINCT ON (id) id, stage, at FROM said
     ORDER BY id, at DESC, array_position(%(order)s::text[], stage::text) DESC
)
UPDATE contactcenter_ticket t
   SET stage = n.stage, stage_at = n.at, closed_at = CASE WHEN n.stage = ANY(%(ends)s) THEN n.at END,
       updated_at = app.at, revision = t.revision + 1
  FROM newest n, (SELECT app_now() AS at OFFSET 0) app
 WHERE t.id = n.id AND (t.stage, t.stage_at) IS DISTINCT FROM (n.stage, n.at)
RETURNING t.id
"""


def refresh(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Sets stage, end and clocks of these tickets anew; returns those whose stage or its moment changed."""
    if not ids:
        return set()
    wanted = set(ids)
    rows = tables.ask(REFRESH, {"ids": tables.uuid_array(wanted), "order": ORDER, "ends": list(ENDS)})
    clocks.refresh(wanted)
    return {row_id for (row_id,) in rows}
