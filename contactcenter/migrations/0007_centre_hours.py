"""When the contact centre works and in what time it calls back: what everybody starts with, all of it editable data."""

import datetime as dt
from typing import Any

from django.db import migrations, models

NINE, LATE, EARLY = dt.time(9), dt.time(21), dt.time(18)
TERMS = {"callback": 30, "voicemail": 60, "webform": 60}
YEARS = range(2026, 2032)


def fill(apps: Any, schema: Any) -> None:
    """Daily from nine to nine; New Year's Eve ends early, New Year's Day is free."""
    hours, day, term = (apps.get_model("contactcenter", name) for name in ("CentreHours", "CentreDay", "PromiseTerm"))
    hours.objects.bulk_create([hours(weekday=n, opens_at=NINE, closes_at=LATE) for n in range(1, 8)])
    eves = [day(day=dt.date(y, 12, 31), opens_at=NINE, closes_at=EARLY, note="Новогодняя ночь") for y in YEARS]
    free = [day(day=dt.date(y + 1, 1, 1), note="Новый год") for y in YEARS]
    day.objects.bulk_create(eves + free)
    term.objects.bulk_create([term(kind=kind, minutes=minutes) for kind, minutes in TERMS.items()])


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0006_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseTerm",
            fields=[
                (
                    "kind",
                    models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="kind of promise"),
                ),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="working minutes")),
            ],
            options={
                "verbose_name": "term of a promise",
                "verbose_name_plural": "terms of promises",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="CentreDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
                ("opens_at", models.TimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.TimeField(blank=True, null=True, verbose_name="closes")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
            ],
            options={
                "verbose_name": "unusual day of the contact centre",
                "verbose_name_plural": "unusual days of the contact centre",
                "ordering": ["day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                            models.Q(
                                ("closes_at__isnull", False),
                                ("opens_at__isnull", False),
                                ("opens_at__lt", models.F("closes_at")),
                            ),
                            _connector="OR",
                        ),
                        name="centre_day_has_both_or_none",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CentreHours",
            fields=[
                (
                    "weekday",
                    models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="weekday"),
                ),
                ("opens_at", models.TimeField(verbose_name="opens")),
                ("closes_at", models.TimeField(verbose_name="closes")),
            ],
            options={
                "verbose_name": "hours of the contact centre",
                "verbose_name_plural": "hours of the contact centre",
                "ordering": ["weekday"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weekday__range", (1, 7))), name="centre_hours_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                        name="centre_hours_open_before_close",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
