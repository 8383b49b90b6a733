"""Facts of the exchange: rows that wait for something, and what other books' codes mean here."""

from django.db import models
from django.db.models import Q

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.exchange import SyncClient


class SyncParked(Identified):
    """The newest version of an object that cannot be written yet. It is received: its book sends it no more (R6, R7).

    It waits for an object (`missing_kind`, `missing_guid`) or for the meaning of a code (`field`, `value`); a row
    whose wait ended in a refusal stays as `rejected` until a newer version comes or somebody lets it go.
    `payload` is the row's data exactly as it came, medical values included: no list shows it.
    """

    class Reason(models.TextChoices):
        UNKNOWN_REF = "unknown_ref"
        UNKNOWN_ENUM = "unknown_enum"
        REJECTED = "rejected"

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="parked", db_index=False)
    kind = models.CharField(max_length=40)
    guid = models.UUIDField()
    version = models.BigIntegerField()
    content_hash = models.BinaryField(max_length=16)
    payload = models.TextField()
    is_history = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    pointer = models.CharField(max_length=200, blank=True, default="")
    missing_kind = models.CharField(max_length=40, blank=True, default="")
    missing_guid = models.UUIDField(null=True, blank=True)
    field = models.CharField(max_length=120, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    message = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_default=AppNow())
    tried_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "kind", "guid"], name="sync_parked_once"),
            models.CheckConstraint(
                condition=~Q(reason="unknown_ref") | (Q(missing_guid__isnull=False) & ~Q(missing_kind="")),
                name="sync_parked_knows_what_it_waits_for",
            ),
            models.CheckConstraint(
                condition=~Q(reason="unknown_enum") | ~Q(field=""), name="sync_parked_knows_the_field"
            ),
        ]
        indexes = [
            models.Index(
                fields=["missing_kind", "missing_guid"],
                condition=Q(reason="unknown_ref"),
                name="sync_parked_by_missing",
            ),
            models.Index(
                fields=["kind", "field", "value"], condition=Q(reason="unknown_enum"), name="sync_parked_by_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}: {self.reason}"


class SyncCode(Identified, Dated):
    """What a value of another book means here: read as `code` wherever the field's own codes do not have it.

    Without a `client` it holds for every book; one of the book's own goes before it.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, null=True, blank=True, related_name="codes", db_index=False)
    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "field", "value", "client"], nulls_distinct=False, name="sync_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}: {self.value} = {self.code}"


class SyncExtraKey(models.Model):
    """A key that we do not know, seen first in rows of this client (R11): its values are kept in `extra`."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="extra_keys", db_index=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    first_seen = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "key"], name="sync_extra_key_once")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.key}"
