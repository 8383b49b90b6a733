"""Look-ups by phone: each is kept, since it opens a stranger's dossier for an hour."""

from django.db import models

from customers.models.people import Person
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow


class PhoneLookup(models.Model):
    """Somebody asked who answers a number. One row per person found; a row without a person found nobody."""

    user = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="lookup_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
