"""Lists of this floor as files; no names and no contacts go out with them."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.exports import Export, add_export
from optics_crm.core.tables import Column
from orders.models import Order, Reservation
from orders.statuses import STATUSES


def _orders(user: object, query: object) -> object:
    from orders.views.orders import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


def _client(row: Order) -> object:
    return row.card.person_id if row.card else ""


add_export(
    Export(
        "orders",
        _("Orders"),
        "orders.export",
        [
            Column(_("Number"), lambda row: row.number),
            Column(_("Shop's number"), lambda row: row.shop_number),
            Column(_("Client's id"), _client),
            Column(_("Status"), lambda row: STATUSES[row.status].label),
            Column(_("Since"), lambda row: row.status_at),
            Column(_("Ordered"), lambda row: row.ordered_at),
            Column(_("First promise"), lambda row: row.first_promised_on),
            Column(_("Promised"), lambda row: row.promised_on),
            Column(_("Kind"), lambda row: row.get_kind_display()),
            Column(_("Channel"), lambda row: row.get_channel_display()),
            Column(_("Salon"), lambda row: row.salon.name if row.salon else ""),
            Column(_("Total"), lambda row: row.total),
            Column(_("Paid"), lambda row: row.paid),
        ],
        _orders,  # type: ignore[arg-type]
    )
)


def _reservations(user: object, query: object) -> object:
    from orders.views.reservations import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


def _person(row: Reservation) -> object:
    return row.card.person_id


add_export(
    Export(
        "reservations",
        _("Put aside for clients"),
        "reservations.view",
        [
            Column(_("Product"), lambda row: row.product.name),
            Column(_("Quantity"), lambda row: row.qty),
            Column(_("Client's id"), _person),
            Column(_("Status"), lambda row: row.get_status_display()),
            Column(_("Lies in"), lambda row: row.from_salon.name),
            Column(_("Goes to"), lambda row: row.to_salon.name if row.to_salon else ""),
            Column(_("Until"), lambda row: row.until),
            Column(_("Reason"), lambda row: row.reason),
        ],
        _reservations,  # type: ignore[arg-type]
    )
)
