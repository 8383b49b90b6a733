"""When the contact centre works, and in what time it keeps its word: data that the chain edits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CentreHours(models.Model):
    """Hours of one weekday (ISO: 1 is Monday) in the chain's own zone; a weekday without a row is closed."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), primary_key=True)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("hours of the contact centre")
        verbose_name_plural = _("hours of the contact centre")
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="centre_hours_weekday"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="centre_hours_open_before_close"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class CentreBreak(models.Model):
    """A pause within the hours of one weekday: calls are out of hours, terms stand still; unusual days have none."""

    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("till"))

    class Meta:
        verbose_name = _("break of the contact centre")
        verbose_name_plural = _("breaks of the contact centre")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "starts_at"], name="centre_break_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="centre_break_weekday"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="centre_break_from_before_till"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class CentreDay(models.Model):
    """A day unlike its weekday: closed (no hours) or open at other hours, without the usual breaks."""

    day = models.DateField(_("day"), primary_key=True)
    opens_at = models.TimeField(_("opens"), null=True, blank=True)
    closes_at = models.TimeField(_("closes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("unusual day of the contact centre")
        verbose_name_plural = _("unusual days of the contact centre")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False, opens_at__lt=F("closes_at")),
                name="centre_day_has_both_or_none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class PromiseTerm(models.Model):
    """In how many working minutes of the contact centre a kind of promise is kept."""

    kind = models.CharField(_("kind of promise"), max_length=30, primary_key=True)
    minutes = models.PositiveSmallIntegerField(_("working minutes"))

    class Meta:
        verbose_name = _("term of a promise")
        verbose_name_plural = _("terms of promises")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.minutes}"
