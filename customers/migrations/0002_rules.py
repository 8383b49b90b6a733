"""What is proof is never edited: a consent that was recorded, a decision about identity (an undo is a row of its own).

One table about identity is not among them: a source that thinks again overrules a move, which is written on the moved row.
"""

from django.db import migrations

APPEND_ONLY = {
    "customers_consent": "consent_is_append_only",
    "customers_identityevent": "identity_is_append_only",
    "customers_notsame": "identity_is_append_only",
    "customers_fieldchoice": "identity_is_append_only",
}
REFUSE = "CREATE TRIGGER {} BEFORE UPDATE OR DELETE ON {} FOR EACH ROW EXECUTE FUNCTION refuse_change()"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_rules"), ("customers", "0001_facts")]

    operations = [
        migrations.RunSQL(REFUSE.format(trigger, table), f"DROP TRIGGER {trigger} ON {table}")
        for table, trigger in APPEND_ONLY.items()
    ]
