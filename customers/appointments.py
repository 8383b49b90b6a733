"""What is done with appointments here: booking, and saying what became of one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import appointment_status, events
from customers.models import Appointment, AppointmentChange, Card
from customers.models.appointments import AppointmentSource, AppointmentStatus
from customers.moments import APPOINTMENTS_CHANGED
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.ids import new_id
from optics_crm.core.models import Employee, Salon
from optics_crm.core.programs import Program

Status = AppointmentStatus
STEP = dt.timedelta(microseconds=1)
USUAL_LENGTH = dt.timedelta(minutes=30)
# what may follow; the last two are corrections of what was said too early
NEXT: dict[str, tuple[str, ...]] = {
    Status.BOOKED.value: ("confirmed", "arrived", "done", "no_show", "cancelled"),
    Status.CONFIRMED.value: ("arrived", "done", "no_show", "cancelled"),
    Status.ARRIVED.value: ("done", "cancelled"),
    Status.NO_SHOW.value: ("arrived", "done"),
    Status.CANCELLED.value: ("booked",),
    Status.DONE.value: (),
}
ON_THE_DAY = frozenset({"arrived", "done"})


@dataclass(frozen=True)
class Booking:
    """What is said when somebody is booked."""

    salon: Salon
    starts_at: dt.datetime
    service: str = ""
    doctor: Employee | None = None
    ends_at: dt.datetime | None = None
    source: str = AppointmentSource.SALON.value


@transaction.atomic
def book_appointment(actor: Any, card: Card, booking: Booking) -> Appointment:
    """Books a client. Refused in the past, where the salon is closed for good, and where the doctor is taken."""
    now = clock.now()
    if booking.starts_at <= now:
        raise DomainError("appointment_in_past", _("Choose a moment in the future."), pointer="/starts_at")
    ends_at = booking.ends_at or booking.starts_at + USUAL_LENGTH
    if ends_at < booking.starts_at:
        raise DomainError("ends_before_start", _("The appointment ends before it begins."), pointer="/ends_at")
    if booking.doctor is not None:
        _refuse_taken(booking.doctor, booking.starts_at, ends_at)
    row_id = new_id()
    row = Appointment.objects.create(
        pk=row_id,
        guid=row_id,
        card=card,
        salon=booking.salon,
        doctor=booking.doctor,
        service=booking.service.strip()[:200],
        starts_at=booking.starts_at,
        starts_on=booking.starts_at.astimezone(clock.zone_of(booking.salon.timezone)).date(),
        ends_at=ends_at,
        status=Status.BOOKED,
        status_at=now,
        source=booking.source,
        author=actor if isinstance(actor, Employee) else None,
    )
    change = _step(actor, row, Status.BOOKED, at=now)
    APPOINTMENTS_CHANGED.happen([row.card_id])
    audit.record(actor, "customers.appointment.booked", row, salon=row.salon_id)
    _say(events.APPOINTMENT_BOOKED, row, actor, change=change.pk)
    return row


@transaction.atomic
def move_appointment(
    actor: Any, appointment: Appointment, status: str, *, reason: str = "", revision: int | None = None
) -> Appointment:
    """Says what became of an appointment; a cancellation says why. The same word again changes nothing."""
    row = Appointment.objects.select_for_update(of=("self",)).select_related("salon").get(pk=appointment.pk)
    if revision is not None and revision != row.revision:
        raise Stale("appointment_changed", _("Somebody has changed this appointment meanwhile: look at it again."))
    if status == row.status:
        return row
    _check_move(row, status, reason)
    at = max(clock.now(), row.status_at + STEP)
    change = _step(actor, row, status, before=row.status, at=at, comment=reason)
    row.cancel_reason = reason.strip()[:300] if status == Status.CANCELLED else ""
    row.save(update_fields=["cancel_reason"])
    appointment_status.refresh([row.pk])
    APPOINTMENTS_CHANGED.happen([row.card_id])
    audit.record(actor, "customers.appointment.moved", row, reason=reason, status=status, before=row.status)
    _say(events.APPOINTMENT_MOVED, row, actor, change=change.pk)
    row.refresh_from_db()
    return row


def moves_of(appointment: Appointment, now: dt.datetime) -> list[str]:
    """What can be said of the appointment now, in the order of a visit."""
    today = now.astimezone(clock.zone_of(appointment.salon.timezone)).date()
    return [
        status
        for status in NEXT[appointment.status]
        if not (status in ON_THE_DAY and appointment.starts_on > today)
        and not (status == Status.NO_SHOW and appointment.starts_at > now)
        and not (status in ("confirmed", "booked") and appointment.starts_at <= now)
    ]


def _check_move(row: Appointment, status: str, reason: str) -> None:
    if status not in Status.values:
        raise DomainError("status_unknown", _("There is no such status."), pointer="/status")
    if status not in moves_of(row, clock.now()):
        told = {"now": row.get_status_display(), "then": Status(status).label}
        message = _("An appointment with the status “%(now)s” cannot become “%(then)s” now.") % told
        raise Conflict("appointment_cannot", message)
    if status == Status.CANCELLED and not reason.strip():
        raise DomainError("reason_missing", _("Write why the appointment is cancelled."), pointer="/reason")


def _refuse_taken(doctor: Employee, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Two desks that book one doctor wait for each other: the doctor's row is the lock."""
    Employee.objects.select_for_update(of=("self",)).get(pk=doctor.pk)
    near = Appointment.objects.standing().filter(
        doctor=doctor, starts_at__lt=ends_at, starts_at__gt=starts_at - dt.timedelta(hours=12)
    )
    for other in near:
        if (other.ends_at or other.starts_at + USUAL_LENGTH) > starts_at:
            raise Conflict("doctor_taken", _("The doctor has another client at this time."))


def _step(
    actor: Any, row: Appointment, status: str, *, at: dt.datetime, before: str = "", comment: str = ""
) -> AppointmentChange:
    return AppointmentChange.objects.create(
        appointment=row,
        from_status=before,
        to_status=status,
        at=at,
        actor=actor if isinstance(actor, Employee) else None,
        comment=comment.strip()[:500],
    )


def _say(code: str, row: Appointment, actor: Any, **more: Any) -> None:
    news.say(code, {"appointment": row.pk, "card": row.card_id, **more}, actor=actor, origin=_origin(actor))


def _origin(actor: Any) -> str:
    """The source of a program that acts: the feed does not tell it what it has said itself."""
    return str(actor) if isinstance(actor, Program) else ""
