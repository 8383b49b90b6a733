"""News of this floor: what can become true about orders, purchases, reservations, certificates and free service.
Ids only.
"""

from optics_crm.core.news import kind

PURCHASE_RECORDED = kind("orders.purchase_recorded", "a sale or a return was recorded: ids purchase, card")
PURCHASE_CHANGED = kind("orders.purchase_changed", "a recorded sale or return changed: ids purchase, card")
PURCHASE_DELETED = kind("orders.purchase_deleted", "a source deleted a sale or a return: ids purchase")
ORDER_PLACED = kind("orders.order_placed", "an order was placed: ids order, card")
ORDER_STATUS_CHANGED = kind("orders.order_status_changed", "an order went on or aside: ids order, card")
ORDER_PROMISED = kind("orders.order_promised", "an order was promised for another day: ids order, card")
ORDER_CHANGED = kind("orders.order_changed", "something else about an order changed: ids order, card")
RESERVATION_REQUESTED = kind("orders.reservation_requested", "a thing is to be put aside: ids reservation, card")
RESERVATION_CHANGED = kind("orders.reservation_changed", "a reservation went on: ids reservation, card")
ENTITLEMENT_USED = kind("orders.entitlement_used", "a free service was given: ids entitlement, purchase, use")
CERTIFICATE_ISSUED = kind("orders.certificate_issued", "a certificate was issued: ids certificate, card")
CERTIFICATE_USED = kind("orders.certificate_used", "a certificate was used: ids certificate, card")
