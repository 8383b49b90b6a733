"""The outbox of the live stream."""

import django.contrib.postgres.fields
from django.db import migrations, models

import optics_crm.core.models.base
import optics_crm.core.models.journal


class Migration(migrations.Migration):
    dependencies = [("core", "0013_what_was_erased")]

    operations = [
        migrations.CreateModel(
            name="LiveEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "xid",
                    optics_crm.core.models.journal.XidField(db_default=optics_crm.core.models.journal.CurrentXid()),
                ),
                ("kind", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                (
                    "employees",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
                ),
                ("capability", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
            ],
            options={
                "indexes": [models.Index(fields=["xid"], name="live_event_by_xid")],
            },
        ),
    ]
