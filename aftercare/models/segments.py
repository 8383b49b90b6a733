"""Named rules: who belongs to a set of people, decided anew for every day asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified


class Segment(Identified, Dated):
    """A rule of the segment grammar under a name."""

    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what for"), max_length=300, blank=True)
    rule = models.JSONField()
    rule_hash = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    is_archived = models.BooleanField(default=False, db_default=False)
    last_count = models.PositiveIntegerField(null=True, blank=True)
    last_counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
