"""What an order went through and what was promised first is never edited."""

from django.db import migrations

TABLES = ("orders_orderstatuschange", "orders_orderpromise")
FORWARD = "\n".join(
    f"""CREATE TRIGGER history_is_append_only BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();"""
    for table in TABLES
)
# a book may take back a step that it told by itself: it stays, and is void
FORWARD += """
CREATE TRIGGER promises_stay BEFORE UPDATE ON orders_orderpromise FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER steps_stay BEFORE UPDATE ON orders_orderstatuschange FOR EACH ROW
    WHEN (OLD.stage_guid IS NULL OR NOT NEW.is_void OR to_jsonb(NEW) - 'is_void' <> to_jsonb(OLD) - 'is_void')
    EXECUTE FUNCTION refuse_change();
"""
FORWARD += """
CREATE FUNCTION orders_keep_first_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the first promise of an order is never overwritten' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER order_keeps_first_promise BEFORE UPDATE OF first_promised_on ON orders_order FOR EACH ROW
    WHEN (OLD.first_promised_on IS NOT NULL AND NEW.first_promised_on IS DISTINCT FROM OLD.first_promised_on)
    EXECUTE FUNCTION orders_keep_first_promise();
"""
BACKWARD = "\n".join(f"DROP TRIGGER history_is_append_only ON {table};" for table in TABLES)
BACKWARD += "DROP TRIGGER promises_stay ON orders_orderpromise; DROP TRIGGER steps_stay ON orders_orderstatuschange;"
BACKWARD += "DROP TRIGGER order_keeps_first_promise ON orders_order; DROP FUNCTION orders_keep_first_promise();"


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_orders_stock_reservations"), ("core", "0003_audit_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
