"""Facts of the CommerceML exchange: sessions, what was sent in them, what a book calls its groups and goods."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import SyncClient, SyncFile, SyncJob, SyncToken
from optics_crm.core.models.base import AppNow, Dated, Identified
from orders.models.catalogue import Category
from orders.models.orders import Order


class CommerceSession(Identified):
    """One conversation of a 1C base with us; of its cookie only the SHA-256 is kept."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+")
    token = models.ForeignKey(SyncToken, models.CASCADE, related_name="+", db_index=False)
    cookie_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=AppNow())
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["touched_at"], name="commerce_session_by_age")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.created_at:%d.%m.%Y %H:%M}"


class CommerceUpload(Identified):
    """A file of a session. `size` is what whole requests have brought: more lies there only after a death."""

    session = models.ForeignKey(CommerceSession, models.CASCADE, related_name="uploads", db_index=False)
    name = models.CharField(max_length=255)
    file = models.ForeignKey(SyncFile, models.CASCADE, related_name="+")
    is_sale = models.BooleanField(default=False)
    size = models.BigIntegerField(default=0, db_default=0)
    touched_at = models.DateTimeField(db_default=AppNow())
    last_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "name"], name="commerce_upload_once")]

    def __str__(self) -> str:
        return self.name


class CommerceImport(Identified, Dated):
    """One file being taken in: read into rows of the exchange first, then loaded as any other file of rows.

    `version` is that of its rows: a counter of the book, so that a file given again is newer and changes nothing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        LOADING = "loading", _("being loaded")
        FAILED = "failed", _("failed")

    session = models.ForeignKey(CommerceSession, models.CASCADE, related_name="imports", db_index=False)
    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+")
    upload = models.ForeignKey(CommerceUpload, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    version = models.BigIntegerField()
    job = models.ForeignKey(SyncJob, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    notes = models.JSONField(default=dict)
    message = models.TextField(blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "name"], name="commerce_import_once")]
        indexes = [
            models.Index(
                fields=["created_at"], name="commerce_import_open", condition=models.Q(state__in=["waiting", "reading"])
            ),
            models.Index(fields=["client", "-version"], name="commerce_import_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class CommerceGroup(Identified, Dated):
    """A group of goods as a book has it. `category` is what its goods are here; empty: nobody has said it yet."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+", db_index=False)
    ident = models.CharField(max_length=200)
    parent = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=300, blank=True, default="")
    category = models.CharField(max_length=16, choices=Category.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "ident"], name="commerce_group_once")]

    def __str__(self) -> str:
        return self.name or self.ident


class CommerceTerm(models.Model):
    """The word behind an identifier of a property or of one of its values."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+", db_index=False)
    ident = models.CharField(max_length=200)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "ident"], name="commerce_term_once")]

    def __str__(self) -> str:
        return self.text


class CommerceGood(models.Model):
    """A good as a book told of it in its parts: the catalogue says what it is, an offer what it costs.

    The exchange takes whole objects, so each part is kept and a row is always made from both. `parent` is the good that
    a variant is of; `stock` holds quantity and moment by warehouse, as told last; `seen` is the version of the last
    catalogue that had it.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+", db_index=False)
    ident = models.CharField(max_length=200)
    parent = models.CharField(max_length=200, blank=True, default="")
    guid = models.UUIDField()
    group = models.CharField(max_length=200, blank=True, default="")
    catalogue = models.JSONField(default=dict)
    offer = models.JSONField(default=dict)
    stock = models.JSONField(default=dict)
    seen = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "ident"], name="commerce_good_once")]
        indexes = [
            models.Index(fields=["client", "group"], name="commerce_good_of_group"),
            models.Index(fields=["client", "parent"], name="commerce_variants", condition=~models.Q(parent="")),
        ]

    def __str__(self) -> str:
        return self.ident


class CommerceHandOut(models.Model):
    """An order that a session was given, as of one revision; confirmed when that very session said `success`."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="+", db_index=False)
    session = models.ForeignKey(CommerceSession, models.SET_NULL, null=True, related_name="hand_outs")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="commerce_hand_out_once")]
        indexes = [
            models.Index(
                fields=["client", "order"],
                name="commerce_confirmed",
                condition=models.Q(confirmed_at__isnull=False),
                include=["revision"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.revision}"
