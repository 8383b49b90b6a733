"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core import clock
from optics_crm.core.menu import Entry, add_entry
from optics_crm.core.models import Employee
from orders.models import Order, Reservation


def late(user: Employee) -> int:
    return Order.objects.of_desk(user).late(clock.today()).count()


def asked(user: Employee) -> int:
    """What somebody must put aside in the user's salon."""
    rows = Reservation.objects.visible_to(user).filter(status=Reservation.Status.REQUESTED)
    return (rows.filter(from_salon=user.salon_id) if user.salon_id else rows).count()


add_entry(Entry("orders", _("Orders"), "clipboard-list", "orders:orders", "orders.view", count=late, order=20))
add_entry(Entry("products", _("Products"), "packages", "orders:products", "catalogue.view", order=36))
add_entry(
    Entry(
        "reservations", _("Reservations"), "bookmark", "orders:reservations", "reservations.view", count=asked, order=38
    )
)
add_entry(Entry("certificates", _("Certificates"), "gift", "orders:certificates", "certificates.use", order=40))
