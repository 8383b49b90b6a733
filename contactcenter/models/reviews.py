"""Quality of talks: the sheet that calls are judged by, kept as data in versions, and the reviews themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.calls import Call
from contactcenter.querysets import CallReviewQuerySet
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Dated, Identified


class ReviewSheet(Identified):
    """One version of the sheet. A version never changes: what is judged otherwise is a new one, the current."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    is_current = models.BooleanField(default=False, db_default=False)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="review_sheet_one_is_current"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class ReviewCriterion(models.Model):
    """What is looked at; `weight` is its part in the score, `hint` says when it is met."""

    sheet = models.ForeignKey(ReviewSheet, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("criterion"), max_length=160)
    hint = models.CharField(_("when it is met"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="review_criterion_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 20)), name="review_criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.text


class CallReview(Identified, Dated):
    """One talk of one employee, to be judged or judged. `score` is a share of 1 (weights times points).

    `week` is the Monday of the week that it was drawn for. A test call (somebody of ours plays a client) is judged on
    the same sheet and stands apart from the sample. The operator sees the review and may answer it.
    """

    class Source(models.TextChoices):
        SAMPLE = "sample", _("weekly sample")
        CHOSEN = "chosen", _("chosen by hand")
        TEST = "test", _("test call")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a review")
        DONE = "done", _("reviewed")
        SKIPPED = "skipped", _("cannot be reviewed")

    call = models.OneToOneField(Call, models.CASCADE, related_name="review")
    operator = models.ForeignKey(Employee, models.PROTECT, related_name="reviews", db_index=False)
    source = models.CharField(max_length=8, choices=Source.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_default="waiting")
    week = models.DateField()
    sheet = models.ForeignKey(ReviewSheet, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reviewer = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True, db_default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CallReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state="done", score__range=(0, 1), reviewed_at__isnull=False, sheet__isnull=False)
                    | Q(state="skipped", score=None, reviewed_at__isnull=False)
                    | Q(state="waiting", score=None, reviewed_at=None)
                ),
                name="call_review_done_has_score",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="call_review_answer_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["operator", "-week"], name="call_review_of_operator"),
            models.Index(fields=["-week", "id"], name="call_review_by_week"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.week:%Y-%m-%d}"


class ReviewMark(models.Model):
    """How far a criterion was met: 2 fully, 1 in part, 0 not; None: it did not apply to this talk."""

    review = models.ForeignKey(CallReview, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="+", db_index=False)
    points = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="review_mark_once"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__range=(0, 2)), name="review_mark_points"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.points}"
