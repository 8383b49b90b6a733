"""Service tickets and calls in segment rules."""

from django.utils.translation import gettext_lazy as _

from aftercare.segments.frame import Frame
from aftercare.segments.kinds import NUMBER, SALON, TEXT
from aftercare.segments.registry import Event, EventField, event
from contactcenter.models import Call
from contactcenter.models.tickets import TicketKind, TicketStage


@event
class TicketEvent(Event):
    """A ticket by the day it was opened; `status` is open or closed as of the date."""

    key, label = "ticket", _("service ticket")
    fields = {
        field.key: field
        for field in (
            EventField("kind", _("kind of ticket"), TEXT, "ev.kind", choices=lambda: dict(TicketKind.choices)),
            EventField("stage", _("stage"), TEXT, "ev.stage", choices=lambda: dict(TicketStage.choices)),
            EventField(
                "status", _("state"), TEXT, "ev.status", choices=lambda: {"open": _("open"), "closed": _("closed")}
            ),
            EventField("salon", _("salon"), SALON, "ev.salon_id"),
        )
    }

    def source(self, frame: Frame) -> str:
        zone = frame.param(frame.zone)
        closed_on = f"(ti.closed_at AT TIME ZONE COALESCE(NULLIF(sa.timezone, ''), {zone}))::date"
        return f"""SELECT ti.id, ca.person_id, ti.opened_on AS day, ti.opened_at AS at, ti.kind, ti.stage, ti.salon_id,
                CASE WHEN {closed_on} <= {frame.day} THEN 'closed' ELSE 'open' END AS status
            FROM contactcenter_ticket ti JOIN customers_card ca ON ca.id = ti.card_id
            JOIN core_salon sa ON sa.id = ti.salon_id
            WHERE ti.deleted_at IS NULL AND ti.opened_on <= {frame.day}{frame.only("ca.person_id")}"""


RESULTS = {"answered": _("answered"), "missed": _("not answered")}


@event
class CallEvent(Event):
    """A call of the person, by the day it began; `kind` is its direction, `status` whether they were talked to."""

    key, label = "call", _("call")
    fields = {
        field.key: field
        for field in (
            EventField("kind", _("direction"), TEXT, "ev.direction", choices=lambda: dict(Call.Direction.choices)),
            EventField("status", _("result"), TEXT, "ev.status", choices=lambda: dict(RESULTS)),
            EventField("score", _("score"), NUMBER, "ev.rating"),
            EventField("line", _("line"), TEXT, "ev.line"),
            EventField("salon", _("salon"), SALON, "NULL::uuid"),
        )
    }

    def source(self, frame: Frame) -> str:
        day = f"(cl.started_at AT TIME ZONE {frame.param(frame.zone)})::date"
        person = "COALESCE(pe.merged_into_id, cl.person_id)"
        return f"""SELECT cl.id, {person} AS person_id, {day} AS day, cl.started_at AS at,
                cl.direction, cl.line, cl.rating::numeric AS rating,
                CASE WHEN cl.answered THEN 'answered' ELSE 'missed' END AS status
            FROM contactcenter_call cl JOIN customers_person pe ON pe.id = cl.person_id
            WHERE cl.state = 'ended' AND {day} <= {frame.day}{frame.only(person)}"""
