"""The one row that says what this database is."""

from django.db import models

from optics_crm.core.ids import new_id


class Installation(models.Model):
    """The stamp of demo mode, the shift of the clock, the epoch of the change feed.

    `clock_shift` is added to real time; `clock_frozen_at` (tests only) stands still instead.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, db_default=1)
    is_demo = models.BooleanField(default=False, db_default=False)
    demo_seed = models.IntegerField(null=True, blank=True)
    demo_as_of = models.DateField(null=True, blank=True)
    clock_shift = models.DurationField(null=True, blank=True)
    clock_frozen_at = models.DateTimeField(null=True, blank=True)
    feed_epoch = models.UUIDField(default=new_id, editable=False)
    campaigns_start_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "production"
