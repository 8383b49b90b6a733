"""A consent is proof: what was recorded is never changed."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON customers_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_facts"), ("core", "0003_audit_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, "DROP TRIGGER consent_is_append_only ON customers_consent")]
