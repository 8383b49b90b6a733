"""What an order went through and what was promised first is never edited; a card that has a certificate stays."""

from django.db import migrations

STEPS_AND_PROMISES = """
CREATE TRIGGER history_is_append_only BEFORE DELETE ON orders_orderstatuschange FOR EACH ROW
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_is_append_only BEFORE DELETE ON orders_orderpromise FOR EACH ROW
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER promises_stay BEFORE UPDATE ON orders_orderpromise FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- a book may take back a step that it told by itself: it stays, and is void
CREATE TRIGGER steps_stay BEFORE UPDATE ON orders_orderstatuschange FOR EACH ROW
    WHEN (OLD.stage_guid IS NULL OR NOT NEW.is_void OR to_jsonb(NEW) - 'is_void' <> to_jsonb(OLD) - 'is_void')
    EXECUTE FUNCTION refuse_change();
"""
NO_HISTORY = """
DROP TRIGGER history_is_append_only ON orders_orderstatuschange;
DROP TRIGGER history_is_append_only ON orders_orderpromise;
DROP TRIGGER promises_stay ON orders_orderpromise;
DROP TRIGGER steps_stay ON orders_orderstatuschange;
"""

FIRST_PROMISE = """
CREATE FUNCTION orders_keep_first_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the first promise of an order is never overwritten' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER order_keeps_first_promise BEFORE UPDATE OF first_promised_on ON orders_order FOR EACH ROW
    WHEN (OLD.first_promised_on IS NOT NULL AND NEW.first_promised_on IS DISTINCT FROM OLD.first_promised_on)
    EXECUTE FUNCTION orders_keep_first_promise();
"""
NO_FIRST_PROMISE = "DROP TRIGGER order_keeps_first_promise ON orders_order; DROP FUNCTION orders_keep_first_promise();"

# certificates are issued by the ten thousand: without a foreign key, the other way is kept
CERTIFICATES = """
CREATE TRIGGER certificate_keeps_card AFTER DELETE ON customers_card REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('orders_certificate', 'card_id')
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_rules"), ("customers", "0001_facts"), ("orders", "0001_facts")]

    operations = [
        migrations.RunSQL(STEPS_AND_PROMISES, NO_HISTORY),
        migrations.RunSQL(FIRST_PROMISE, NO_FIRST_PROMISE),
        migrations.RunSQL(CERTIFICATES, "DROP TRIGGER certificate_keeps_card ON customers_card"),
    ]
