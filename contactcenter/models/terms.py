"""Terms as data: how long a ticket may stand in a stage, and what the law gives a claim, edition by edition."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TermUnit(models.TextChoices):
    MINUTES = "minutes", _("minutes on the clock")
    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")


class StageTerm(models.Model):
    """How long a ticket may stand in a stage. An empty `kind` counts for kinds without a line of their own.

    Working time is that of the salon, or of the workshop where `in_workshop`. 0 working days end when the place closes
    on that day, n of them when it closes on the n-th working day after. In a stage that `pauses` the client is waited
    for: the term says when to remind the client, being over it is nobody's breach, and the clock of the stage before
    it goes on where it stood when the ticket comes back.
    """

    kind = models.CharField(_("kind of ticket"), max_length=12, blank=True)
    stage = models.CharField(_("stage"), max_length=26)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=13, choices=TermUnit.choices)
    in_workshop = models.BooleanField(_("by the workshop's hours"), default=False)
    pauses = models.BooleanField(_("waits for the client"), default=False)

    class Meta:
        verbose_name = _("term of a stage")
        verbose_name_plural = _("terms of stages")
        ordering = ["kind", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "stage"], name="stage_term_once")]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.stage}"


class LegalTerm(models.Model):
    """What the law gives for a demand: article, edition, calendar days or months from the day of the demand.

    `demand` is a code of `contactcenter.models.tickets.Demand`; `condition` names the case of a longer term (an extra
    check of the goods, none in stock), empty for the ordinary one. A row counts for demands made within its edition:
    [since, until). `rolls`: a last day on which the salon is closed moves to its next working day.
    """

    demand = models.CharField(_("demand"), max_length=14)
    condition = models.CharField(_("condition"), max_length=40, blank=True)
    law = models.CharField(_("law"), max_length=200)
    article = models.CharField(_("article"), max_length=60)
    edition = models.CharField(_("edition"), max_length=120)
    days = models.PositiveSmallIntegerField(_("calendar days"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    rolls = models.BooleanField(_("moves to a working day"), default=False)
    since = models.DateField(_("in force since"))
    until = models.DateField(_("in force until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("legal term")
        verbose_name_plural = _("legal terms")
        ordering = ["demand", "condition", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "condition", "since"], name="legal_term_once"),
            models.CheckConstraint(
                condition=Q(days__isnull=False, months__isnull=True) | Q(days__isnull=True, months__isnull=False),
                name="legal_term_days_or_months",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="legal_term_edition_has_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.demand}"
