"""What was decided about identity is never edited: an undo is a row of its own."""

from django.db import migrations

TABLES = ("customers_identityevent", "customers_notsame", "customers_movedfact", "customers_fieldchoice")
FORWARD = "\n".join(
    f"""CREATE TRIGGER identity_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();"""
    for table in TABLES
)
BACKWARD = "\n".join(f"DROP TRIGGER identity_is_append_only ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_identity"), ("core", "0003_audit_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
