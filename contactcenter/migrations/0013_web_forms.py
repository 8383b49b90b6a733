"""Requests from the forms of our sites, the first site, and in what time hand-overs are answered and told."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base

TERMS = {"handover": 240, "doctor": 120, "adaptation": 480, "tell": 60}


def fill(apps: Any, schema: Any) -> None:
    apps.get_model("contactcenter", "WebFormSite").objects.create(code="main", name="Сайт сети")
    term = apps.get_model("contactcenter", "PromiseTerm")
    term.objects.bulk_create([term(kind=kind, minutes=n) for kind, n in TERMS.items()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0012_asked_of_exchanges"),
        ("customers", "0015_followups_come_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebFormSite",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="requests are taken")),
            ],
            options={
                "verbose_name": "site with a form",
                "verbose_name_plural": "sites with forms",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="WebRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("digest", models.BinaryField(max_length=16)),
                ("received_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("name", models.CharField(blank=True, max_length=150)),
                ("phone", models.CharField(max_length=16)),
                ("topic", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("page", models.CharField(blank=True, max_length=500)),
                ("consent_text", models.TextField(blank=True)),
                (
                    "promise",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="web_request",
                        to="customers.followup",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="contactcenter.webformsite",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["site", "received_at"], name="web_request_latest"),
                    models.Index(fields=["phone", "received_at"], name="web_request_of_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "key"), name="web_request_once"),
                    models.CheckConstraint(condition=models.Q(("key", ""), _negated=True), name="web_request_has_key"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
