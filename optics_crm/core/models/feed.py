"""How far each client has read the feed of changes, and what it could not take."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from optics_crm.core.models.base import AppNow
from optics_crm.core.models.exchange import SyncClient
from optics_crm.core.models.journal import XidField


class FeedCursor(models.Model):
    """What a client has acknowledged: where it goes on reading when it names no cursor.

    (`xid`, `news_id`) is the news to be read next, `place` and `after` how far into it, `stood_at` the moment up to
    which everything has been read. `kinds` are those it asked for last, empty: all that it may read.
    """

    client = models.OneToOneField(SyncClient, models.CASCADE, primary_key=True, related_name="feed_cursor")
    epoch = models.CharField(max_length=16)
    xid = XidField(default="0")
    news_id = models.BigIntegerField(default=0, db_default=0)
    place = models.PositiveIntegerField(default=0, db_default=0)
    after = models.UUIDField(null=True, blank=True)
    stood_at = models.DateTimeField(db_default=AppNow())
    acked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(db_default=AppNow())
    kinds = ArrayField(models.CharField(max_length=40), default=list, db_default=[])

    def __str__(self) -> str:
        return f"{self.client_id} {self.xid}.{self.news_id}"


class FeedFailure(models.Model):
    """A change that a client could not take on its side; gone once a later change of the object went in there.

    `code` and `message` are the client's words.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="feed_failures", db_index=False)
    kind = models.CharField(max_length=40)
    guid = models.UUIDField()
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=1000, blank=True)
    times = models.PositiveIntegerField(default=1, db_default=1)
    first_at = models.DateTimeField(db_default=AppNow())
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "guid"], name="feed_failure_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}: {self.code}"


class SyncFlow(models.Model):
    """What one batch brought of one kind: the exchange's pulse, kept as long as the answers of batches."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="flows", db_index=False)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    deferred = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["client", "kind", "-at"], name="sync_flow_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
