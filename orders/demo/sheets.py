"""The tables of this floor that the demo chain fills, with the columns of their lines."""

from optics_crm.core.demo import sheet

PURCHASE = sheet(
    "orders_purchase",
    "id client_id guid version card_id salon_id number sold_at sold_on"
    " handed_over_at handed_over_on seller_id"
    " doctor_id kind return_of_id return_of_guid total discount channel exam_id order_id order_guid"
    " medical_on medical_until gone_on created_at updated_at",
)
LINE = sheet(
    "orders_purchaseline",
    "purchase_id line_no product_id name category qty price discount amount prescription_id",
)
PAYMENT = sheet("orders_payment", "purchase_id kind amount paid_at fiscal_sign certificate_code")
ENTITLEMENT = sheet("orders_serviceentitlement", "id purchase_id starts_on ends_on void_on created_at updated_at")
USE = sheet(
    "orders_entitlementuse", "id entitlement_id used_on salon_id actor_id source_guid note created_at updated_at"
)
CERTIFICATE = sheet(
    "orders_certificate",
    "id code card_id occasion campaign_key value percent issued_on valid_until status used_on created_at updated_at",
)
TERMS = (
    "card_id salon_id number shop_number kind channel ordered_at status status_at status_actor exam_guid"
    " total delivery delivery_salon_id delivery_address track cancel_reason"
)
ORDER = sheet(
    "orders_order",
    f"id guid {TERMS} ordered_on exam_id paid promised_on first_promised_on hold_reason remake_cause"
    " lines_from_id payments_from_id created_at updated_at",
)
ORDER_ENTRY = sheet(
    "orders_orderentry", f"id order_id client_id guid version {TERMS} promised_on shop_key created_at updated_at"
)
ORDER_LINE = sheet(
    "orders_orderline", "entry_id line_no product_id name category qty price discount amount prescription_id"
)
ORDER_PAYMENT = sheet("orders_orderpayment", "entry_id kind amount paid_at fiscal_sign certificate_code")
ORDER_CHANGE = sheet("orders_orderstatuschange", "id order_id from_status to_status at source status_actor comment")
ORDER_PROMISE = sheet("orders_orderpromise", "id order_id promised_on said_at source reason")
RESERVATION = sheet(
    "orders_reservation",
    "id client_id guid version card_id product_id from_salon_id to_salon_id qty until status status_at reason"
    " created_at updated_at",
)
