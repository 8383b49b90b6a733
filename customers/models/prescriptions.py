"""Prescriptions for glasses and contact lenses. The rules are in `customers.optics`; the table holds what SQL can."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.exams import Exam, Eye
from customers.models.people import Card
from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified


class RxPurpose(models.TextChoices):
    DISTANCE = "distance", _("distance")
    NEAR = "near", _("near")
    OFFICE = "office", _("computer and office")
    BIFOCAL = "bifocal", _("bifocal")
    PROGRESSIVE = "progressive", _("progressive")
    DRIVING = "driving", _("driving")
    MYOPIA_CONTROL = "myopia_control", _("myopia control")
    SPORT = "sport", _("sport")
    THERAPEUTIC = "therapeutic", _("therapeutic")
    CONTACT = "contact", _("contact lenses")
    SUN = "sun", _("sunglasses")


class Prescription(Identified, Dated):
    """What to make. Known to 1C through its exam; `guid` is unique among the prescriptions of one source."""

    class Kind(models.TextChoices):
        GLASSES = "glasses", _("glasses")
        CONTACT_LENS = "contact_lens", _("contact lenses")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        SUPERSEDED = "superseded", _("superseded")
        EXPIRED = "expired", _("expired")
        ENTERED_IN_ERROR = "entered_in_error", _("entered in error")

    card = models.ForeignKey(Card, models.PROTECT, related_name="prescriptions")
    exam = models.ForeignKey(Exam, models.CASCADE, null=True, blank=True, related_name="prescriptions")
    guid = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GLASSES)
    purpose = models.CharField(max_length=16, choices=RxPurpose.choices)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.ACTIVE, db_default="active")
    is_constant_wear = models.BooleanField(null=True, blank=True)
    is_external = models.BooleanField(default=False, db_default=False)
    doctor = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField()
    valid_until = models.DateField()
    pd_far = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    pd_near = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "guid"], name="prescription_guid_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="prescription_valid_after_issue"),
            models.CheckConstraint(
                condition=Q(pd_far__isnull=True) | Q(pd_far__range=(40, 85)), name="prescription_pd_far"
            ),
            models.CheckConstraint(
                condition=Q(pd_near__isnull=True) | Q(pd_near__range=(40, 85)), name="prescription_pd_near"
            ),
            models.CheckConstraint(
                condition=Q(pd_far__isnull=True) | Q(pd_near__isnull=True) | Q(pd_near__lte=F("pd_far")),
                name="prescription_near_pd_not_wider",
            ),
        ]
        indexes = [
            models.Index(fields=["guid"], name="prescription_by_guid"),
            models.Index(fields=["card", "-valid_until"], name="prescription_of_card"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.issued_on:%d.%m.%Y}"


class PrescriptionEye(models.Model):
    """One eye of a prescription. `cyl` is stored in minus form, `cyl_entered_plus` remembers how it was written.

    Prism is at most one horizontal (`in` towards the nose, `out`) and one vertical component. Contact lenses carry
    base curve, diameter (mm), brand and replacement schedule.
    """

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        PROSTHETIC = "prosthetic", _("prosthesis")
        NOT_EXAMINED = "not_examined", _("not examined")

    prescription = models.ForeignKey(Prescription, models.CASCADE, related_name="eyes")
    eye = models.CharField(max_length=2, choices=[(Eye.OD, Eye.OD.label), (Eye.OS, Eye.OS.label)])
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PRESENT, db_default="present")
    sph = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    cyl = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    axis = models.PositiveSmallIntegerField(null=True, blank=True)
    cyl_entered_plus = models.BooleanField(default=False, db_default=False)
    add = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    prism_h = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    base_h = models.CharField(max_length=3, blank=True, default="", db_default="")
    prism_v = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    base_v = models.CharField(max_length=4, blank=True, default="", db_default="")
    pd_mono = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    va_sc = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    va_cc = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    base_curve = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    diameter = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    brand = models.CharField(max_length=80, blank=True, default="", db_default="")
    add_code = models.CharField(max_length=4, blank=True, default="", db_default="")
    wear_mode = models.CharField(max_length=8, blank=True, default="", db_default="")
    replacement = models.CharField(max_length=3, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prescription", "eye"], name="rx_eye_once"),
            models.CheckConstraint(condition=Q(eye__in=["od", "os"]), name="rx_eye_is_od_or_os"),
            models.CheckConstraint(condition=Q(sph__isnull=True) | Q(sph__range=(-30, 30)), name="rx_sph_range"),
            models.CheckConstraint(condition=Q(cyl__isnull=True) | Q(cyl__range=(-10, 0)), name="rx_cyl_minus_form"),
            models.CheckConstraint(condition=Q(axis__isnull=True) | Q(axis__range=(1, 180)), name="rx_axis_range"),
            models.CheckConstraint(
                condition=(Q(axis__isnull=True) & (Q(cyl__isnull=True) | Q(cyl=0)))
                | (Q(axis__isnull=False) & Q(cyl__isnull=False) & ~Q(cyl=0)),
                name="rx_axis_iff_cyl",
            ),
            models.CheckConstraint(condition=Q(add__isnull=True) | Q(add__range=("0.25", "4.00")), name="rx_add_range"),
            models.CheckConstraint(
                condition=(Q(prism_h__isnull=True) & Q(base_h="")) | (Q(prism_h__gt=0) & Q(base_h__in=["in", "out"])),
                name="rx_prism_h_iff_base",
            ),
            models.CheckConstraint(
                condition=(Q(prism_v__isnull=True) & Q(base_v="")) | (Q(prism_v__gt=0) & Q(base_v__in=["up", "down"])),
                name="rx_prism_v_iff_base",
            ),
            models.CheckConstraint(
                condition=Q(pd_mono__isnull=True) | Q(pd_mono__range=("20", "42.5")), name="rx_pd_mono_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.eye} {self.sph}"
