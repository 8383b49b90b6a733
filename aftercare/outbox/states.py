"""How many messages stand where."""

from django.db.models import Count

from aftercare.models import Message, Sending

State = Message.State


def counts() -> dict[str, int]:
    """Messages per state as people see them, all eight: those of the queue that are on their way out are `leased`."""
    found = dict(Message.objects.values_list("state").annotate(Count("pk")).order_by())
    leased = Sending.objects.filter(message__state=State.QUEUED).count()
    seen = {**found, State.QUEUED: max(found.get(State.QUEUED, 0) - leased, 0), State.LEASED: leased}
    return {state: seen.get(state, 0) for state in State.values}
