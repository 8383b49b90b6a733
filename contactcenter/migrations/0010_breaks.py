"""Pauses within the hours of the contact centre."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0009_first_asked_share"),
    ]

    operations = [
        migrations.CreateModel(
            name="CentreBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="weekday")),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="till")),
            ],
            options={
                "verbose_name": "break of the contact centre",
                "verbose_name_plural": "breaks of the contact centre",
                "ordering": ["weekday", "starts_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("weekday", "starts_at"), name="centre_break_once"),
                    models.CheckConstraint(condition=models.Q(("weekday__range", (1, 7))), name="centre_break_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))), name="centre_break_from_before_till"
                    ),
                ],
            },
        ),
    ]
