"""Pointers of what a run writes are plain: a check locks and rewrites the row that it finds. The other way is kept."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER message_keeps_person AFTER DELETE ON customers_person REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('aftercare_message', 'person_id');
CREATE TRIGGER message_keeps_phone AFTER DELETE ON customers_phone REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('aftercare_message', 'phone_id');
"""
LET_GO = """
DROP TRIGGER message_keeps_person ON customers_person; DROP TRIGGER message_keeps_phone ON customers_phone;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0008_bucket_of_a_key_inline"),
        ("core", "0004_fewer_indexes_of_references"),
        ("customers", "0005_fewer_indexes_of_references"),
        ("orders", "0003_last_glasses_by_index"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="armassignment",
            name="arm_once_per_person",
        ),
        migrations.RemoveIndex(
            model_name="enrolment",
            name="enrolment_of_person",
        ),
        migrations.RemoveIndex(
            model_name="enrolment",
            name="enrolment_of_card",
        ),
        migrations.AlterField(
            model_name="armassignment",
            name="household",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.household",
            ),
        ),
        migrations.AlterField(
            model_name="armassignment",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.person",
            ),
        ),
        migrations.AlterField(
            model_name="control",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aftercare.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="control",
            name="card",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.card",
            ),
        ),
        migrations.AlterField(
            model_name="control",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="controls",
                to="customers.person",
            ),
        ),
        migrations.AlterField(
            model_name="control",
            name="phone",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.phone",
            ),
        ),
        migrations.AlterField(
            model_name="control",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="controls",
                to="aftercare.campaignrun",
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="customers.person",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="customers.person",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="phone",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.phone",
            ),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suppressions",
                to="customers.person",
            ),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="suppressions",
                to="aftercare.campaignrun",
            ),
        ),
        migrations.AddIndex(
            model_name="armassignment",
            index=models.Index(
                condition=models.Q(("household__isnull", False)), fields=["household"], name="arm_of_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="armassignment",
            constraint=models.UniqueConstraint(fields=("person", "campaign"), name="arm_once_per_person"),
        ),
        migrations.RunSQL(KEPT, LET_GO),
    ]
