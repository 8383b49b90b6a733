"""Requests from the forms of our sites, as they came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import FollowUp
from optics_crm.core.models.base import AppNow, Identified


class WebFormSite(models.Model):
    """A site whose forms we take; its key is the secret `webform.<code>`, kept outside of the database."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("requests are taken"), default=True)

    class Meta:
        verbose_name = _("site with a form")
        verbose_name_plural = _("sites with forms")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class WebRequest(Identified):
    """What somebody asked on a site. `key` is the site's own: a repetition is the same request; `phone` is E.164.

    `digest` is that of the body: the same key with another body is refused. `consent_text` is the wording under which
    the form was sent, where the site tells it.
    """

    site = models.ForeignKey(WebFormSite, models.PROTECT, related_name="requests", db_index=False)
    key = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=16)
    received_at = models.DateTimeField(db_default=AppNow())
    name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=16)
    topic = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    page = models.CharField(max_length=500, blank=True)
    consent_text = models.TextField(blank=True)
    promise = models.OneToOneField(FollowUp, models.SET_NULL, null=True, blank=True, related_name="web_request")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="web_request_once"),
            models.CheckConstraint(condition=~Q(key=""), name="web_request_has_key"),
        ]
        indexes = [
            models.Index(fields=["site", "received_at"], name="web_request_latest"),
            models.Index(fields=["phone", "received_at"], name="web_request_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.received_at:%Y-%m-%d %H:%M}"
