"""What happened: the audit for people, the news for programs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func

from optics_crm.core.models.base import AppNow


class XidField(models.Field):
    """PostgreSQL's 64-bit transaction id; its order against a snapshot makes a cursor without gaps."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentXid(Func):
    """The transaction that writes the row."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = XidField()


class AuditEntry(models.Model):
    """Who did or saw what, when and why; never the values. Rows can only be added (a trigger refuses the rest)."""

    at = models.DateTimeField(db_default=AppNow())
    actor = models.UUIDField(null=True, blank=True)
    actor_label = models.CharField(max_length=150)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    salon = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "-at"], name="audit_of_object"),
            models.Index(fields=["actor", "-at"], name="audit_of_actor"),
            models.Index(fields=["-at"], name="audit_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb}"


class News(models.Model):
    """One fact that became true, said in the transaction that made it true.

    `ids` holds the ids by role (`{"person": ..}`, or lists of ids from bulk doors); readers go by (xid, id) below the
    oldest running transaction, so that no row is passed over whatever the order of commits. Of quiet news (history,
    facts older than three days) only the feed to other books takes notice: they start no reaction.
    """

    xid = XidField(db_default=CurrentXid())
    kind = models.CharField(max_length=60)
    ids = models.JSONField(default=dict)
    actor = models.CharField(max_length=60, blank=True, db_default="")
    origin = models.CharField(max_length=60, blank=True, db_default="")
    changed = ArrayField(models.CharField(max_length=60), default=list)
    is_quiet = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        verbose_name_plural = "news"
        indexes = [
            models.Index(fields=["xid", "id"], name="news_in_order"),
            models.Index(fields=["at"], name="news_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ReactionCursor(models.Model):
    """How far one reader of the news has come."""

    reader = models.CharField(max_length=80, primary_key=True)
    xid = XidField(default="0")
    news_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reader


class ReactionFailure(models.Model):
    """News that a reaction could not digest: tried again with growing pauses, visible until it works."""

    reader = models.CharField(max_length=80)
    news = models.ForeignKey(News, models.CASCADE, related_name="failures")
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.TextField()
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "news"], name="reaction_failure_once")]
        indexes = [models.Index(fields=["next_try_at"], name="reaction_failure_due")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.error[:60]}"
