"""Questions about messages."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from customers import access
from optics_crm.core.permissions import salon_scope

if TYPE_CHECKING:
    from aftercare.models import Message  # noqa: F401  # of the annotation below


class MessageQuerySet(models.QuerySet["Message"]):
    """Sets of messages; every door starts with `visible_to`."""

    def visible_to(self, user: Any) -> Self:
        """Messages to people whom the user may see."""
        if salon_scope(user) is None:
            return self
        return self.filter(access.opens(user, "person") | access.opens(user, "person__merged_into"))

    def unsettled(self) -> Self:
        """Handed over, and nobody knows what became of them: the longest-waiting first."""
        return self.filter(state="unknown").order_by("submitted_at")

    def in_state(self, state: str) -> Self:
        """Messages that people see in this state: `leased` are those of the queue that are on their way out."""
        if state == "leased":
            return self.filter(state="queued", sending__isnull=False)
        return self.filter(state=state, sending__isnull=True) if state == "queued" else self.filter(state=state)

    def with_sending(self) -> Self:
        """With what `standing` needs."""
        return self.select_related("sending")

    def with_sources(self) -> Self:
        """What a page of messages shows, in one question."""
        return self.select_related("person", "campaign", "variant", "step__version", "salon", "sending")
