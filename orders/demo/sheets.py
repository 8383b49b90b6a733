"""The tables of this floor that the demo chain fills, with the columns of their lines."""

from optics_crm.core.demo import sheet

PURCHASE = sheet(
    "orders_purchase",
    "id client_id guid version card_id salon_id number sold_at sold_on"
    " handed_over_at handed_over_on seller_id"
    " doctor_id kind return_of_id return_of_guid total discount channel exam_id"
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
