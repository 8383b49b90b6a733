"""Appointments in segment rules, by the salon's day on which somebody was expected."""

from django.utils.translation import gettext_lazy as _

from aftercare.segments.frame import Frame
from aftercare.segments.kinds import SALON, TEXT
from aftercare.segments.registry import Event, EventField, event
from customers.models.appointments import AppointmentSource, AppointmentStatus


@event
class AppointmentEvent(Event):
    """A booking by the day for which it was made, whatever became of it; a day that is still to come is no event."""

    key, label = "appointment", _("appointment")
    fields = {
        field.key: field
        for field in (
            EventField("salon", _("salon"), SALON, "ev.salon_id"),
            EventField("status", _("state"), TEXT, "ev.status", choices=lambda: dict(AppointmentStatus.choices)),
            EventField("channel", _("channel"), TEXT, "ev.source", choices=lambda: dict(AppointmentSource.choices)),
        )
    }

    def source(self, frame: Frame) -> str:
        return f"""SELECT ap.id, ca.person_id, ap.starts_on AS day, ap.starts_at AS at, ap.salon_id, ap.status,
                ap.source
            FROM customers_appointment ap JOIN customers_card ca ON ca.id = ap.card_id
            WHERE ap.deleted_at IS NULL AND ap.starts_on <= {frame.day}{frame.only("ca.person_id")}"""
