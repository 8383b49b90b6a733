"""`stage_change` of the feed: each step of a ticket or an appointment by itself, none stands for an earlier one.

Steps of tickets, and all that other books told as steps, lie here; those that desks took with appointments lie in the
history of appointments. Where an order stands, `order` tells.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from contactcenter import events
from contactcenter.models import StageChange
from customers import events as people
from optics_crm.core.sync.feed.kinds import Address, FeedKind, Found, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array

STEPS = """
    SELECT h.id, coalesce(h.guid, h.id) AS guid, h.deleted_at IS NOT NULL AS is_deleted, h.entity,
           coalesce(t.guid, t.id, a.guid, a.id, e.guid, e.id) AS entity_guid,
           h.from_stage AS came_from, h.to_stage AS went_to, h.at, h.actor_id, h.comment
      FROM contactcenter_stagechange h LEFT JOIN contactcenter_ticket t ON t.id = h.ticket_id
      LEFT JOIN customers_appointment a ON h.entity = 'appointment' AND a.id = h.object_id
      LEFT JOIN orders_orderentry e ON h.entity = 'order' AND e.id = h.object_id
     WHERE h.id = ANY(%(ids)s::uuid[])
    UNION ALL
    SELECT h.id, h.id, false, 'appointment', coalesce(a.guid, a.id), h.from_status, h.to_status, h.at, h.actor_id,
           h.comment
      FROM customers_appointmentchange h JOIN customers_appointment a ON a.id = h.appointment_id
     WHERE h.id = ANY(%(ids)s::uuid[])
"""
TOLD = f"""SELECT s.guid, s.is_deleted, s.entity, s.entity_guid, s.came_from, s.went_to, s.at, coalesce(w.guid, w.id),
        s.comment FROM ({STEPS}) s LEFT JOIN core_employee w ON w.id = s.actor_id"""
LIVING = """
    SELECT id FROM contactcenter_stagechange WHERE deleted_at IS NULL AND NOT is_derived AND id > %(last)s
    UNION ALL
    SELECT id FROM customers_appointmentchange WHERE told_by IS NULL AND NOT is_derived AND id > %(last)s
    ORDER BY id LIMIT %(limit)s"""


@feeds
class StageChangeFeed(FeedKind):
    """One step under a GUID of its own."""

    code = "stage_change"
    is_event = True
    heard = {
        events.TICKET_OPENED: ("change",),
        events.TICKET_STAGE_CHANGED: ("change",),
        people.APPOINTMENT_BOOKED: ("change",),
        people.APPOINTMENT_MOVED: ("change",),
    }
    model = StageChange

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        rows = ask(f"SELECT id, guid FROM ({STEPS}) s", {"ids": uuid_array(ids)})
        return {row: [Address(guid, row)] for row, guid in rows}

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        found: dict[UUID, State] = {}
        for guid, is_deleted, entity, entity_guid, came_from, went_to, at, actor, comment in ask(
            TOLD, {"ids": uuid_array(address.row for address in addresses)}
        ):
            data = {
                "entity": entity,
                "entity_guid": entity_guid,
                "from": came_from or None,
                "to": went_to,
                "at": reader.moment(at),
                "actor": actor,
                "comment": comment or None,
            }
            found[guid] = State(None if is_deleted else data, is_deleted=is_deleted)
        return found

    def after(self, last: UUID | None, limit: int) -> list[UUID]:
        return [row for (row,) in ask(LIVING, {"last": last or UUID(int=0), "limit": limit})]
