"""The audit can only grow, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
INSERT INTO core_installation (id, is_demo, feed_epoch) VALUES (1, false, gen_random_uuid()) ON CONFLICT DO NOTHING;
"""

BACKWARD = "DROP TRIGGER audit_is_append_only ON core_auditentry; DROP FUNCTION refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_facts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
