"""Appointments: somebody is expected in a salon at a moment, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.exams import Exam
from customers.models.people import Card
from customers.querysets import AppointmentQuerySet
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import AppNow, Dated, Identified


class AppointmentStatus(models.TextChoices):
    """In the order in which a visit goes; of two that were said of one moment the later one counts."""

    BOOKED = "booked", _("booked")
    CONFIRMED = "confirmed", _("confirmed")
    ARRIVED = "arrived", _("client is here")
    DONE = "done", _("took place")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")


class AppointmentSource(models.TextChoices):
    PHONE = "phone", _("by phone")
    SITE = "site", _("on the site")
    SALON = "salon", _("in the salon")
    DOCTOR = "doctor", _("by the doctor")


class Appointment(Identified, Dated, Synced):
    """One booking. `starts_on` is its day in the salon's zone, set by the door that writes the moment.

    `status` is the newest of what was said: by the book's object (`book_status`, `book_status_at`) and by the changes
    that came one by one (`customers.appointment_status`). `exam` is what came of it; either of the two may name the
    other, and whichever comes second fills it in.
    """

    card = models.ForeignKey(Card, models.PROTECT, related_name="appointments", db_index=False)
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+", db_index=False)
    doctor = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    service = models.CharField(_("service"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    starts_on = models.DateField()
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    status = models.CharField(max_length=9, choices=AppointmentStatus.choices, default=AppointmentStatus.BOOKED)
    status_at = models.DateTimeField(db_default=AppNow())
    book_status = models.CharField(max_length=9, blank=True, default="", db_default="")
    book_status_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(
        max_length=6, choices=AppointmentSource.choices, default=AppointmentSource.SALON, db_default="salon"
    )
    cancel_reason = models.CharField(_("why cancelled"), max_length=300, blank=True)
    exam = models.ForeignKey(Exam, models.SET_NULL, null=True, blank=True, related_name="appointments", db_index=False)
    exam_guid = models.UUIDField(null=True, blank=True)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guid", "client"], name="appointment_guid_once"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AppointmentStatus.values), name="appointment_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(book_status="") | Q(book_status_at__isnull=False), name="appointment_said_when"
            ),
        ]
        indexes = [
            # dossier, segments, access: a person's appointments by day
            models.Index(fields=["card", "-starts_on"], name="appointment_of_card"),
            # the list: a salon's day, in the order of the day
            models.Index(fields=["salon", "starts_on", "starts_at"], name="appointment_of_salon"),
            # updated_since of the REST API
            models.Index(fields=["updated_at", "id"], name="appointment_updated"),
            # the list of the whole chain
            models.Index(fields=["starts_at", "id"], name="appointment_by_time"),
            # what came of an exam's booking; and the bookings that wait for their exam
            models.Index(fields=["exam"], name="appointment_of_exam", condition=Q(exam__isnull=False)),
            models.Index(
                fields=["exam_guid"],
                name="appointment_waits_for_exam",
                condition=Q(exam__isnull=True, exam_guid__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y} {self.service}".strip()


class AppointmentChange(Identified):
    """One step of an appointment, append-only. `told_by` is the GUID under which the exchange told it; `is_derived`:
    nobody told it, the object itself stood at another status when it came.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="changes", db_index=False)
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9)
    at = models.DateTimeField(db_default=AppNow())
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=60, blank=True, default="", db_default="")
    comment = models.CharField(max_length=500, blank=True)
    told_by = models.UUIDField(null=True, blank=True, unique=True)
    is_derived = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["appointment", "at"], name="change_of_appointment")]

    def __str__(self) -> str:
        return f"{self.from_status} > {self.to_status}"
