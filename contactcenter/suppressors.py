"""Why this floor wants a client left alone: somebody who complains is not to be advertised to."""

from aftercare.suppression import Suppressor, add_suppressor

add_suppressor(
    Suppressor(
        "complaint_open",
        """SELECT c.person_id FROM contactcenter_ticket t JOIN customers_card c ON c.id = t.card_id
            WHERE t.kind IN ('complaint', 'claim') AND t.deleted_at IS NULL AND t.opened_on <= %(day)s
              AND (t.closed_at IS NULL OR t.closed_at::date > %(day)s)""",
    )
)
