"""News of this floor: what can become true about purchases, certificates and the free-service right. Ids
only.
"""

from optics_crm.core.news import kind

PURCHASE_RECORDED = kind("orders.purchase_recorded", "a sale or a return was recorded: ids purchase, card")
PURCHASE_CHANGED = kind("orders.purchase_changed", "a recorded sale or return changed: ids purchase, card")
PURCHASE_DELETED = kind("orders.purchase_deleted", "a source deleted a sale or a return: ids purchase")
ENTITLEMENT_USED = kind("orders.entitlement_used", "a free service was given: ids entitlement, purchase, use")
CERTIFICATE_ISSUED = kind("orders.certificate_issued", "a certificate was issued: ids certificate, card")
CERTIFICATE_USED = kind("orders.certificate_used", "a certificate was used: ids certificate, card")
