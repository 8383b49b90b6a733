"""Eye exams: what was measured, what was advised. Corrections add a revision, nothing is overwritten silently."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.people import Card
from customers.querysets import ExamQuerySet
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import AppNow, Dated, Identified


class ExamKind(models.TextChoices):
    FULL = "full", _("full check")
    EXPRESS = "express", _("express check")
    CONTACT_LENS_FIT = "contact_lens_fit", _("contact lens fitting")
    CL_AFTERCARE = "cl_aftercare", _("contact lens aftercare")
    CHILD = "child", _("child's check")
    CONTROL = "control", _("follow-up check")
    PRE_SALE_CHECK = "pre_sale_check", _("check before a sale")


class Exam(Identified, Dated, Synced):
    """One examination. `examined_on` is its day in the salon's zone, set by the door that records it."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="exams")
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+")
    doctor = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="exams")
    examined_at = models.DateTimeField()
    examined_on = models.DateField()
    kind = models.CharField(max_length=20, choices=ExamKind.choices, default=ExamKind.FULL)
    complaints = models.TextField(_("complaints"), blank=True)
    diagnosis_icd = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    next_check_on = models.DateField(null=True, blank=True)
    appointment_guid = models.UUIDField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=1, db_default=1)
    entered_in_error_at = models.DateTimeField(null=True, blank=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "guid"], name="exam_guid_once")]
        indexes = [
            models.Index(fields=["guid"], name="exam_by_guid"),
            # dossier and event conditions: a person's exams by day
            models.Index(fields=["card", "-examined_on"], name="exam_of_card"),
            # daily run: exams of a day's window
            models.Index(fields=["examined_on", "card"], name="exam_by_day"),
            # an appointment that arrives after the exam that came of it
            models.Index(
                fields=["appointment_guid"],
                name="exam_of_appointment",
                condition=models.Q(appointment_guid__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.examined_on:%d.%m.%Y}"


class ExamRevision(models.Model):
    """How an exam stood before a correction."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    replaced_at = models.DateTimeField(db_default=AppNow())
    replaced_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "number"], name="exam_revision_once")]

    def __str__(self) -> str:
        return str(self.number)


class Eye(models.TextChoices):
    OD = "od", _("right eye")
    OS = "os", _("left eye")
    OU = "ou", _("both eyes")


class EyeMeasurement(models.Model):
    """Readings of one eye by one method. Dioptres, millimetres and mmHg as Decimal; acuity as a decimal fraction."""

    class Kind(models.TextChoices):
        OBJECTIVE_AUTO = "objective_auto", _("autorefractor")
        OBJECTIVE_RETINOSCOPY = "objective_retinoscopy", _("retinoscopy")
        CYCLOPLEGIC = "cycloplegic", _("cycloplegic")
        SUBJECTIVE = "subjective", _("subjective")
        CURRENT_GLASSES = "current_glasses", _("present glasses")

    class IopMethod(models.TextChoices):
        PNEUMO = "pneumo", _("pneumotonometer")
        GOLDMANN = "goldmann", _("Goldmann")
        MAKLAKOV = "maklakov", _("Maklakov")
        ICARE = "icare", _("iCare")

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="measurements")
    eye = models.CharField(max_length=2, choices=Eye.choices)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    sph = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    cyl = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    axis = models.PositiveSmallIntegerField(null=True, blank=True)
    va_sc = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    va_cc = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    va_sc_code = models.CharField(max_length=12, blank=True)
    va_cc_code = models.CharField(max_length=12, blank=True)
    no_improvement = models.BooleanField(default=False)
    iop = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    iop_method = models.CharField(max_length=10, choices=IopMethod.choices, blank=True)
    k1 = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    k1_axis = models.PositiveSmallIntegerField(null=True, blank=True)
    k2 = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    k2_axis = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "eye", "kind"], name="measurement_once"),
            models.CheckConstraint(
                condition=models.Q(sph__isnull=True) | models.Q(sph__range=(-30, 30)), name="measured_sph"
            ),
            models.CheckConstraint(
                condition=models.Q(cyl__isnull=True) | models.Q(cyl__range=(-10, 10)), name="measured_cyl"
            ),
            models.CheckConstraint(
                condition=models.Q(axis__isnull=True) | models.Q(axis__range=(1, 180)), name="measured_axis"
            ),
            models.CheckConstraint(
                condition=models.Q(iop__isnull=True) | models.Q(iop__range=(1, 80)), name="measured_iop"
            ),
            models.CheckConstraint(
                condition=models.Q(iop__isnull=True) | ~models.Q(iop_method=""),
                name="measured_iop_has_method",
            ),
            models.CheckConstraint(
                condition=models.Q(k1__isnull=True) | models.Q(k2__isnull=True) | models.Q(k1__lte=models.F("k2")),
                name="measured_k1_is_flatter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.eye} {self.kind}"


class Recommendation(Identified, Dated):
    """What the doctor advised; sellable ones become work, medical referrals never do (`recommendations.SELLABLE`)."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        BOUGHT = "bought", _("bought")
        BOUGHT_ELSEWHERE = "bought_elsewhere", _("bought elsewhere")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="recommendations")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40)
    category = models.CharField(max_length=20, blank=True)
    is_sellable = models.BooleanField(default=False, db_default=False)
    text = models.TextField(blank=True)
    urgency = models.CharField(max_length=8, blank=True)
    due_on = models.DateField(null=True, blank=True)
    product_guid = models.UUIDField(null=True, blank=True)
    prescription = models.ForeignKey(
        "Prescription", models.SET_NULL, null=True, blank=True, related_name="recommendations"
    )
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.OPEN, db_default="open")
    outcome_reason = models.CharField(max_length=300, blank=True)
    outcome_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "position"], name="recommendation_once")]
        indexes = [models.Index(fields=["code", "exam"], name="recommendation_by_code")]

    def __str__(self) -> str:
        return self.code
