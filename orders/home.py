"""Promises of this floor on the first page: orders whose day has passed."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from optics_crm.core import clock, formats
from optics_crm.core.home import WorkItem, WorkSource, add_work
from optics_crm.core.models import Employee
from orders.models import Order
from orders.statuses import STATUSES

END_OF_DAY = dt.time(20)


def items(user: Employee, limit: int) -> Iterator[WorkItem]:
    rows = Order.objects.of_desk(user).late(clock.today()).select_related("card__person", "salon")
    for row in rows.order_by("promised_on", "pk")[:limit]:
        zone = clock.zone_of(row.salon.timezone if row.salon else None)
        url = reverse("orders:order", args=[row.pk])
        yield WorkItem(
            due=dt.datetime.combine(row.promised_on or clock.today(), END_OF_DAY, zone),
            start=row.ordered_at,
            who=row.card.person.full_name if row.card else formats.DASH,
            who_url=url,
            what=_("Order %(number)s is late: find out, call, promise another day") % {"number": row},
            why=str(STATUSES[row.status].label),
            icon="clipboard-list",
            action_label=gettext_lazy("Open"),
            action_url=url,
        )


def count(user: Employee) -> int:
    return Order.objects.of_desk(user).late(clock.today()).count()


add_work(WorkSource("late_orders", gettext_lazy("Late orders"), "clipboard-list", "orders.work", items, count))
