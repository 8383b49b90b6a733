"""The answer to "where is my order", in one line, and how its promise is kept."""

import datetime as dt

from django.utils.translation import gettext as _

from optics_crm.core import formats
from orders.models import Order
from orders.statuses import READY, STATUSES, UNDER_WAY


def is_late(order: Order, today: dt.date) -> bool:
    """Whether the order was promised for a day before this one and is not ready."""
    return order.status in UNDER_WAY and order.promised_on is not None and order.promised_on < today


def answer(order: Order, today: dt.date) -> str:
    """What is told to the client: where the order is, and the day that was promised while that still matters."""
    words = str(STATUSES[order.status].client)
    if order.status in READY:
        place = order.delivery_salon or order.salon
        return f"{words} {_('Salon')}: {place}." if place else words
    if order.status not in UNDER_WAY or order.promised_on is None:
        return words
    day = formats.day(order.promised_on)
    if is_late(order, today):
        return words + " " + _("It was promised for %(day)s: apologise and name another day.") % {"day": day}
    return words + " " + _("It is promised for %(day)s.") % {"day": day}
