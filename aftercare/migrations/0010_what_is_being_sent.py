"""What is on its way out stands in a narrow table of its own, so that a message's row is written once."""

import django.db.models.deletion
from django.db import migrations, models

# whoever was sending when this ran is asked about, or has not begun
_NOBODY_SENDS = """
    UPDATE aftercare_message SET
        next_check_at = CASE WHEN submitted_at IS NOT NULL THEN clock_timestamp() END,
        state = CASE WHEN submitted_at IS NULL THEN 'queued' ELSE 'unknown' END
    WHERE state = 'leased'
"""
# room on the page, so that the mark changes no index; rows live for seconds, so nothing is worth waiting for
_SHORT_LIVED = """
    ALTER TABLE aftercare_sending SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0,
                                       autovacuum_vacuum_threshold = 5000)
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0009_plain_pointers_of_a_run")]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sending",
                        serialize=False,
                        to="aftercare.message",
                    ),
                ),
                ("owner", models.CharField(max_length=80)),
                ("fence", models.PositiveIntegerField()),
                ("lease_until", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("provider", models.CharField(max_length=30)),
                ("text", models.TextField()),
                ("parts", models.PositiveSmallIntegerField()),
                ("cost", models.DecimalField(decimal_places=2, max_digits=8)),
                ("link_hash", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.RunSQL(_SHORT_LIVED, migrations.RunSQL.noop),
        migrations.RunSQL(_NOBODY_SENDS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_lease_has_end",
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="message_leased",
        ),
        migrations.RemoveField(
            model_name="message",
            name="claimed_by",
        ),
        migrations.RemoveField(
            model_name="message",
            name="lease_until",
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "leased"), _negated=True), name="message_leased_is_a_sending"
            ),
        ),
    ]
