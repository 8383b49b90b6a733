"""The thresholds that the figures of the contact centre are read with: data that the chain edits."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FigureRule(models.Model):
    """One threshold; `code` is a key of `contactcenter.kpis.rules.RULES`, which says what it means."""

    code = models.CharField(_("threshold"), max_length=30, primary_key=True)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("threshold of the figures")
        verbose_name_plural = _("thresholds of the figures")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="figure_rule_not_below_zero")]

    def __str__(self) -> str:
        return self.code
