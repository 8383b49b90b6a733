import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_fewer_indexes_of_references"),
    ]

    operations = [
        migrations.CreateModel(
            name="SyncAllowance",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="allowance",
                        serialize=False,
                        to="core.syncclient",
                    ),
                ),
                ("rows_left", models.FloatField()),
                ("at", models.DateTimeField()),
            ],
        ),
        # counts that cost no write to disk; after a crash everybody begins with a full minute
        migrations.RunSQL("ALTER TABLE core_syncallowance SET UNLOGGED", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="syncclient",
            name="networks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="syncclient",
            name="rows_per_minute",
            field=models.PositiveIntegerField(db_default=1000000, default=1000000),
        ),
        migrations.AddField(
            model_name="synctoken",
            name="last_used_ip",
            field=models.GenericIPAddressField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="synctoken",
            name="term_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="synctoken",
            name="client_key",
            field=models.CharField(max_length=60),
        ),
        migrations.AddIndex(
            model_name="synctoken",
            index=models.Index(fields=["client_key"], name="sync_token_by_key"),
        ),
        migrations.AddConstraint(
            model_name="syncclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("rows_per_minute__gte", 1000)), name="sync_client_takes_a_batch"
            ),
        ),
    ]
