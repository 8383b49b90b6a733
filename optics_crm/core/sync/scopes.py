"""What a token may do: per kind and direction, and the services of the exchange, in words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS_OF_THE_EXCHANGE = (
    "salon",
    "staff",
    "product",
    "stock",
    "customer",
    "household",
    "exam",
    "appointment",
    "purchase",
    "order",
    "service_ticket",
    "stage_change",
    "reservation",
    "certificate",
    "loyalty_balance",
)
# kinds that only the REST API serves, beside those of the exchange
KINDS_OF_REST = ("followup",)
# kinds that programs read and never write
READ_ONLY_SCOPES = ("call:read",)
AFTERCARE_SCOPES = ("segment:read", "campaign:read", "message:read", "survey:read")
SERVICE_SCOPES = (
    "changes:read",
    "digest:read",
    "status:read",
    "parked:write",
    "snapshot:read",
    "jobs:write",
    "commerceml",
)
# every scope but reading exams: medical data flow one way
RETAIL_SCOPES = sorted(
    {
        *(f"{kind}:write" for kind in (*KINDS_OF_THE_EXCHANGE, *KINDS_OF_REST)),
        *(f"{kind}:read" for kind in (*KINDS_OF_THE_EXCHANGE, *KINDS_OF_REST) if kind != "exam"),
        *SERVICE_SCOPES,
        *READ_ONLY_SCOPES,
        *AFTERCARE_SCOPES,
    }
)
LIMITED_SCOPES = [scope for scope in RETAIL_SCOPES if not scope.startswith("exam:")]
# what an administrator may give: nobody gives a program the values of prescriptions to read
GRANTABLE = frozenset(RETAIL_SCOPES)

KIND_WORDS: dict[str, str | Promise] = {
    "salon": _("Salons"),
    "staff": _("Employees"),
    "product": _("Products"),
    "stock": _("Stock"),
    "customer": _("Customers"),
    "household": _("Families"),
    "exam": _("Eye exams"),
    "appointment": _("Appointments"),
    "purchase": _("Purchases"),
    "order": _("Orders"),
    "service_ticket": _("Repairs and returns"),
    "stage_change": _("Changes of stages"),
    "reservation": _("Reservations"),
    "certificate": _("Certificates"),
    "loyalty_balance": _("Loyalty points"),
    "followup": _("Promises to clients"),
}
SERVICE_WORDS: dict[str, str | Promise] = {
    "changes:read": _("Take changes of the CRM"),
    "digest:read": _("Compare totals"),
    "status:read": _("See the state of the exchange"),
    "parked:write": _("Repeat waiting rows"),
    "snapshot:read": _("Take everything anew"),
    "jobs:write": _("Load large files"),
    "commerceml": _("Exchange by CommerceML"),
    "segment:read": _("Read segments"),
    "campaign:read": _("Read campaigns"),
    "message:read": _("Read messages and whom they went to"),
    "survey:read": _("Read surveys"),
    "call:read": _("Read calls and whose numbers they came from"),
}
