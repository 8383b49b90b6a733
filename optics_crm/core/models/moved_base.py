"""Facts of a base of 1C that was migrated: its objects have new GUIDs, and must not become doubles here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.exchange import SyncClient
from optics_crm.core.models.people import Employee


class SyncMove(Identified, Dated):
    """One list of new GUIDs of a kind, matched against what we have; applied once."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=40)
    asked = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"


class SyncMoveRow(models.Model):
    """An old GUID and the new one that seems to name the same object; `sign` is what says so."""

    class State(models.TextChoices):
        SURE = "sure", _("one object")
        DOUBTFUL = "doubtful", _("several fit")
        TAKEN = "taken", _("both are here already")

    move = models.ForeignKey(SyncMove, models.CASCADE, related_name="rows")
    old_guid = models.UUIDField()
    new_guid = models.UUIDField()
    sign = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "new_guid", "old_guid"], name="sync_move_row_once")]

    def __str__(self) -> str:
        return f"{self.old_guid} > {self.new_guid}"


class SyncAlias(models.Model):
    """A GUID that a client's object had before its base was migrated: whatever still names it is led to the new one."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="aliases", db_index=False)
    kind = models.CharField(max_length=40)
    old_guid = models.UUIDField()
    new_guid = models.UUIDField()
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "old_guid"], name="sync_alias_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_guid} > {self.new_guid}"
