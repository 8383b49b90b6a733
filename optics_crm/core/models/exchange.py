"""Facts of the exchange: who may send, what was sent, what was refused."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from optics_crm.core.models.base import AppNow, Dated, Identified


class SyncClient(Identified, Dated):
    """A program that talks to us: one 1C base, the shop. `source` names whose objects it sends.

    `timezone` is the zone of its naive moments, `networks` where it may knock from (empty: from anywhere),
    `rows_per_minute` how many rows it may send.
    """

    source = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=40, default="Europe/Moscow")
    is_active = models.BooleanField(default=True)
    networks = ArrayField(models.CharField(max_length=50), default=list, blank=True, db_default=[])
    rows_per_minute = models.PositiveIntegerField(default=1_000_000, db_default=1_000_000)

    class Meta:
        constraints = [
            # a batch of the largest size must get in when nothing else was sent
            models.CheckConstraint(condition=models.Q(rows_per_minute__gte=1000), name="sync_client_takes_a_batch")
        ]

    def __str__(self) -> str:
        return self.name


class SyncToken(Identified, Dated):
    """One secret of a login (`client_key`); only its SHA-256 is kept.

    A login has two live secrets while one is being replaced by the other. `term_days` is how long a secret lives.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="tokens")
    client_key = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_ip = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["client_key"], name="sync_token_by_key")]

    def __str__(self) -> str:
        return self.client_key


class SyncBatch(Identified):
    """A batch and its stored answer, so that a repetition is answered and not applied (R8)."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="batches")
    batch_id = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    received = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=AppNow())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "batch_id"], name="sync_batch_once")]
        indexes = [models.Index(fields=["at"], name="sync_batch_by_age")]

    def __str__(self) -> str:
        return self.batch_id


class SyncRejected(models.Model):
    """The latest refusal of one object, kept until a later version of it is accepted."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="rejected")
    kind = models.CharField(max_length=40)
    guid = models.CharField(max_length=64)
    version = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60)
    pointer = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    message = models.TextField()
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "guid"], name="sync_rejected_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}: {self.code}"


class SyncTombstone(models.Model):
    """A delete of something never seen: guards against a late older upsert of it."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="tombstones")
    kind = models.CharField(max_length=40)
    guid = models.UUIDField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "guid"], name="sync_tombstone_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}"


class Synced(models.Model):
    """Columns of everything that another book owns (rules R1-R4): key, order guard, content hash, unknown keys.

    `client` is empty for objects born here; their `guid` is their own id. `deleted_at` is the tombstone of a known
    object: it stays known to those who refer to it and is invisible to everybody else.
    """

    # indexes: UNIQUE(client, guid) of each table begins with the client
    client = models.ForeignKey(SyncClient, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    guid = models.UUIDField(null=True, blank=True)
    version = models.BigIntegerField(default=0, db_default=0)
    content_hash = models.BinaryField(max_length=16, null=True, blank=True)
    extra = models.JSONField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
