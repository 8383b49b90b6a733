"""How many messages stand where."""

from django.db.models import Count

from aftercare.models import Message


def counts() -> dict[str, int]:
    """Messages per state, all eight of them."""
    found = dict(Message.objects.values_list("state").annotate(Count("pk")).order_by())
    return {state: found.get(state, 0) for state in Message.State.values}
