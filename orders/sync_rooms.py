"""Rooms of this floor among the pages of the exchange."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.sync.pages.rooms import Room, add_room
from orders.commerceml.groups import unmapped

add_room(
    Room(
        "commerce_groups",
        _("Groups of goods"),
        "tags",
        "orders:commerce_groups",
        "sync.view",
        lambda _found: unmapped(),
    )
)
