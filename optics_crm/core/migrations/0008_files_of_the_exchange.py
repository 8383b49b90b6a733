import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_rows_that_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="SyncFile",
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
                ("size", models.BigIntegerField(db_default=0, default=0)),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("touched_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="core.syncclient"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SyncFilePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.BigIntegerField()),
                ("body", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="core.syncfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SyncJob",
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
                            ("receiving", "being received"),
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="receiving",
                        max_length=12,
                    ),
                ),
                ("is_history", models.BooleanField(default=False)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("rows", models.BigIntegerField(default=0)),
                ("done", models.BigIntegerField(default=0)),
                ("offset", models.BigIntegerField(default=0)),
                ("place", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("errors", models.JSONField(default=list)),
                ("message", models.TextField(blank=True, default="")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="core.syncclient",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.syncfile",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="syncfile",
            index=models.Index(fields=["touched_at"], name="sync_file_by_age"),
        ),
        migrations.AddConstraint(
            model_name="syncfilepart",
            constraint=models.UniqueConstraint(fields=("file", "start"), name="sync_file_part_once"),
        ),
        migrations.AddIndex(
            model_name="syncjob",
            index=models.Index(fields=["client", "-created_at"], name="sync_job_of_client"),
        ),
        migrations.AddIndex(
            model_name="syncjob",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["created_at", "id"],
                name="sync_job_open",
            ),
        ),
        # packed already: trying to compress it again would cost time and gain nothing
        migrations.RunSQL(
            "ALTER TABLE core_syncfilepart ALTER COLUMN body SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
    ]
