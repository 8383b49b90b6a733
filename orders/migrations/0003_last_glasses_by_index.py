"""An index that answers who had which glasses last; certificates issued by the ten thousand with fewer indexes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP_POINTED = """
CREATE FUNCTION app_keep_pointed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_pointed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM gone g JOIN %I t ON t.%I = g.id)', TG_ARGV[0], TG_ARGV[1])
       INTO is_pointed;
    IF is_pointed THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s points to a row of %s', TG_ARGV[0], TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER certificate_keeps_card AFTER DELETE ON customers_card REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('orders_certificate', 'card_id');
"""
LET_GO = "DROP TRIGGER certificate_keeps_card ON customers_card; DROP FUNCTION app_keep_pointed();"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_fewer_indexes_of_references"),
        ("customers", "0005_fewer_indexes_of_references"),
        ("orders", "0002_fewer_indexes_of_references"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="purchase",
            name="purchase_of_card",
        ),
        migrations.AlterField(
            model_name="certificate",
            name="card",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="customers.card",
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="code",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="used_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="used_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="certificates",
                to="orders.purchase",
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="used_salon",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.salon",
            ),
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                fields=["card", "sold_on"],
                include=("total", "medical_on", "medical_until", "gone_on", "kind", "is_posted", "deleted_at"),
                name="purchase_of_card",
            ),
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                models.F("card"),
                models.OrderBy(models.F("medical_on"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("deleted_at__isnull", True), ("medical_on__isnull", False)),
                include=("medical_until", "guid", "salon"),
                name="purchase_last_medical",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("code",), name="certificate_code_once"),
        ),
        migrations.RunSQL(KEEP_POINTED, LET_GO),
    ]
