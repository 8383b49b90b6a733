"""Recency stages as data, and the roll-up of what each person bought."""

from django.db import models
from django.db.models import F, Q

from customers.models import Person


class RecencyStage(models.Model):
    """A stage of the life cycle: whole years since the hand-over of the last medical glasses in (after, up_to].

    The day of hand-over itself counts to the first stage; an empty `up_to_years` has no end; the stage of those who
    never had medical glasses has neither edge.
    """

    code = models.CharField(max_length=30, primary_key=True)
    position = models.PositiveSmallIntegerField(unique=True)
    label = models.CharField(max_length=60)
    after_years = models.PositiveSmallIntegerField(null=True, blank=True)
    up_to_years = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(up_to_years__isnull=True) | Q(after_years__lt=F("up_to_years")), name="stage_edges_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.label


class PersonStats(models.Model):
    """What a person bought, as of now; rebuilt for a person whenever his or her cards, purchases or exams change.

    Net of returns; days are the salons'. A row exists for each person who stands. `stage` is as of `rebuilt_at` and is
    moved on by the daily job; `changes_on` is the next day on which a fact already known changes the row.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="stats")
    purchases_count = models.PositiveIntegerField(default=0, db_default=0)
    revenue_total = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_default=0)
    first_purchase_on = models.DateField(null=True, blank=True)
    last_purchase_on = models.DateField(null=True, blank=True)
    medical_count = models.PositiveIntegerField(default=0, db_default=0)
    first_medical_on = models.DateField(null=True, blank=True)
    last_medical_on = models.DateField(null=True, blank=True)
    last_exam_on = models.DateField(null=True, blank=True)
    changes_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=30, blank=True, default="", db_default="")
    rebuilt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # stage counts and the day's crossings of a stage's edge
            models.Index(fields=["last_medical_on"], name="stats_last_medical"),
            models.Index(fields=["stage"], name="stats_stage"),
            # rows whose day has come
            models.Index(fields=["changes_on"], name="stats_changes", condition=Q(changes_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class DirtyPerson(models.Model):
    """A person whose roll-up must be rebuilt; written in the transaction that changed the facts."""

    person = models.UUIDField()
    at = models.DateTimeField(auto_now_add=False, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="dirty_person")]

    def __str__(self) -> str:
        return str(self.person)


class StageCount(models.Model):
    """How many people stood in a stage on a day."""

    day = models.DateField()
    stage = models.CharField(max_length=30)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "stage"], name="stage_count_once")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.stage}: {self.people}"


class StageMove(models.Model):
    """How many people went from one stage to another within a calendar month."""

    month = models.DateField()
    from_stage = models.CharField(max_length=30)
    to_stage = models.CharField(max_length=30)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "from_stage", "to_stage"], name="stage_move_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y} {self.from_stage} > {self.to_stage}: {self.people}"
