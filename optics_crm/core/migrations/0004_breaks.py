"""Pauses within the opening hours of a salon."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="SalonBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="weekday")),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="till")),
                (
                    "salon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="core.salon"
                    ),
                ),
            ],
            options={
                "verbose_name": "break",
                "verbose_name_plural": "breaks",
                "ordering": ["weekday", "starts_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("salon", "weekday", "starts_at"), name="salon_break_once"),
                    models.CheckConstraint(condition=models.Q(("weekday__range", (1, 7))), name="salon_break_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))), name="salon_break_from_before_till"
                    ),
                ],
            },
        ),
    ]
