"""What we know of a provider's health: told to slow down, or not answering."""

from django.db import models


class ProviderPause(models.Model):
    """Nothing is claimed for a provider before `until` (real time, like every lease).

    `failures` counts calls in a row that certainly did not arrive; the pause doubles with each and the first call that
    arrives sets it to 0.
    """

    provider = models.CharField(max_length=30, primary_key=True)
    until = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    why = models.CharField(max_length=200, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"{self.provider}: {self.why}"
