import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_files_of_the_exchange"),
        ("orders", "0006_history_of_orders_is_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommerceSession",
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
                ("cookie_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("touched_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.syncclient"
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.synctoken",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommerceHandOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.syncclient",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hand_outs",
                        to="orders.commercesession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommerceTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.CharField(max_length=200)),
                ("text", models.CharField(max_length=300)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.syncclient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommerceUpload",
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
                ("name", models.CharField(max_length=255)),
                ("is_sale", models.BooleanField(default=False)),
                ("size", models.BigIntegerField(db_default=0, default=0)),
                ("touched_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("last_digest", models.CharField(blank=True, default="", max_length=64)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.syncfile"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="orders.commercesession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommerceImport",
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
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("name", models.CharField(max_length=255)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("reading", "being read"),
                            ("loading", "being loaded"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("version", models.BigIntegerField()),
                ("notes", models.JSONField(default=dict)),
                ("message", models.TextField(blank=True, default="")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.syncclient"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.syncjob",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="orders.commercesession",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.commerceupload",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommerceGood",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.CharField(max_length=200)),
                ("parent", models.CharField(blank=True, default="", max_length=200)),
                ("guid", models.UUIDField()),
                ("group", models.CharField(blank=True, default="", max_length=200)),
                ("catalogue", models.JSONField(default=dict)),
                ("offer", models.JSONField(default=dict)),
                ("stock", models.JSONField(default=dict)),
                ("seen", models.BigIntegerField(db_default=0, default=0)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.syncclient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "group"], name="commerce_good_of_group"),
                    models.Index(
                        condition=models.Q(("parent", ""), _negated=True),
                        fields=["client", "parent"],
                        name="commerce_variants",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("client", "ident"), name="commerce_good_once")],
            },
        ),
        migrations.CreateModel(
            name="CommerceGroup",
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
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("ident", models.CharField(max_length=200)),
                ("parent", models.CharField(blank=True, default="", max_length=200)),
                ("name", models.CharField(blank=True, default="", max_length=300)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("frame", "frame"),
                            ("spectacle_lens", "spectacle lens"),
                            ("coating", "coating"),
                            ("contact_lens", "contact lenses"),
                            ("sunglasses", "sunglasses"),
                            ("reading_glasses", "ready reading glasses"),
                            ("accessory", "accessory"),
                            ("care_product", "care product"),
                            ("service", "service"),
                            ("certificate", "certificate"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.syncclient",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "ident"), name="commerce_group_once")],
            },
        ),
        migrations.AddIndex(
            model_name="commercesession",
            index=models.Index(fields=["touched_at"], name="commerce_session_by_age"),
        ),
        migrations.AddIndex(
            model_name="commercehandout",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=["client", "order"],
                include=("revision",),
                name="commerce_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="commercehandout",
            constraint=models.UniqueConstraint(fields=("session", "order"), name="commerce_hand_out_once"),
        ),
        migrations.AddConstraint(
            model_name="commerceterm",
            constraint=models.UniqueConstraint(fields=("client", "ident"), name="commerce_term_once"),
        ),
        migrations.AddConstraint(
            model_name="commerceupload",
            constraint=models.UniqueConstraint(fields=("session", "name"), name="commerce_upload_once"),
        ),
        migrations.AddIndex(
            model_name="commerceimport",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "reading"])),
                fields=["created_at"],
                name="commerce_import_open",
            ),
        ),
        migrations.AddIndex(
            model_name="commerceimport",
            index=models.Index(fields=["client", "-version"], name="commerce_import_version"),
        ),
        migrations.AddConstraint(
            model_name="commerceimport",
            constraint=models.UniqueConstraint(fields=("session", "name"), name="commerce_import_once"),
        ),
    ]
