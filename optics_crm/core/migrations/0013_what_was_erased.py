"""Erased objects stay erased; the one that erases may write where everybody else can only add.

`app.erasing` is set for the length of one transaction by the action that erases a person. The audit stays shut for it,
too: it holds no values.
"""

from django.db import migrations, models

import optics_crm.core.models.base

FORWARD = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.erasing', true) = 'on' AND TG_TABLE_NAME <> 'core_auditentry' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0012_findings_of_comparisons")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.CreateModel(
            name="SyncErased",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("guid", models.UUIDField()),
                ("at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("guid", "kind"), name="sync_erased_once")],
            },
        ),
    ]
