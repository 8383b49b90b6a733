"""Buttons that floors above put on the page of an order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry
from orders.models import Order


@dataclass(frozen=True)
class OrderDoor:
    """A button that posts to `url_of(order)`; `key` is the code of its key on the keyboard, `letter` what it says."""

    label: str | Promise
    icon: str
    key: str
    letter: str
    capability: str
    url_of: Callable[[Order], str]


@dataclass(frozen=True)
class ShownDoor:
    """A door of one order."""

    door: OrderDoor
    url: str


DOORS: Registry[OrderDoor] = Registry("doors on an order's page", may_be_empty=True)


def doors_of(user: Any, order: Order) -> list[ShownDoor]:
    """The buttons that this user has on this order."""
    return [ShownDoor(door, door.url_of(order)) for door in DOORS.all() if can(user, door.capability)]
