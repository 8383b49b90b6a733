"""Where we are: salons, their hours and breaks, the days that are different."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import Dated, Identified
from optics_crm.core.models.exchange import Synced


class Salon(Identified, Dated, Synced):
    """A salon, clinic or workshop. `timezone` is an IANA name; days of its facts are days of that zone."""

    name = models.CharField(_("name"), max_length=150)
    code = models.CharField(_("code"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Moscow")
    is_clinic = models.BooleanField(_("clinic"), default=False)
    is_workshop = models.BooleanField(_("workshop"), default=False)
    has_ramp = models.BooleanField(_("way in without steps"), default=False)
    way_in = models.CharField(_("how to get in"), max_length=300, blank=True)
    hours_text = models.CharField(_("opening hours"), max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "guid"], name="salon_guid_once")]
        indexes = [models.Index(fields=["guid"], name="salon_by_guid")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SalonHours(models.Model):
    """Opening hours of one weekday (ISO: 1 is Monday); a weekday without a row is closed."""

    salon = models.ForeignKey(Salon, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["salon", "weekday"], name="salon_hours_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="salon_hours_weekday"),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="salon_hours_open_before_close"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class SalonBreak(models.Model):
    """A pause within the opening hours of one weekday: nobody is there; unusual days have none."""

    salon = models.ForeignKey(Salon, models.CASCADE, related_name="breaks")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("till"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["salon", "weekday", "starts_at"], name="salon_break_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="salon_break_weekday"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="salon_break_from_before_till"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class SalonDay(models.Model):
    """A day unlike its weekday: closed (no hours) or open at other hours, without the usual breaks."""

    salon = models.ForeignKey(Salon, models.CASCADE, related_name="days")
    day = models.DateField()
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["salon", "day"], name="salon_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"
