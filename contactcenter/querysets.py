"""Questions about tickets and calls."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from customers import access
from optics_crm.core.permissions import can, salon_scope

if TYPE_CHECKING:
    from contactcenter.models import Call, CallOutcome, CallReview, Ticket  # noqa: F401  # of the annotations below

KEPT = ("ready", "client_notified")


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Sets of tickets; every door starts with `visible_to`."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def open(self) -> Self:
        return self.live().filter(closed_at__isnull=True)

    def late(self, now: dt.datetime, today: dt.date) -> Self:
        """Open tickets over a term of ours, of a promise or of the law. `today` is the viewer's day.

        Who waits for the client's word is late by no term of ours; the law's clock runs on.
        """
        return self.open().filter(self.late_q(now, today))

    @staticmethod
    def late_q(now: dt.datetime, today: dt.date) -> Q:
        over = Q(stage_due_at__lte=now, is_paused=False)
        broken = Q(promised_on__lt=today, is_paused=False) & ~Q(stage__in=KEPT)
        return over | broken | Q(legal_due_on__lt=today)

    def breached(self, now: dt.datetime, level: int) -> Self:
        """Open tickets whose stage has used up that share of its term: 80, 100 or 150 %."""
        column = {80: "warn_at", 100: "stage_due_at", 150: "grave_at"}[level]
        return self.open().filter(**{f"{column}__lte": now}, is_paused=False)

    def visible_to(self, user: Any) -> Self:
        """Tickets of the own salon and of the people whom the user may open; all for chain-wide roles."""

        if not can(user, "tickets.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        mine = Q(salon=salon) | Q(workshop=salon) | Q(owner=user)
        return self.live().filter(mine | access.opens(user, "card__person"))

    def of(self, user: Any) -> Self:
        """Tickets that this user answers for, and those whose present lateness was told to this user."""
        from contactcenter.models import EscalationWord

        told = EscalationWord.objects.filter(
            employee=user, escalation__ticket=OuterRef("pk"), escalation__due_at=OuterRef("stage_due_at")
        )
        return self.filter(Q(owner=user) | Exists(told))


class CallQuerySet(models.QuerySet["Call"]):
    """Sets of calls."""

    def visible_to(self, user: Any) -> Self:
        """All calls for those who work with them; the contact centre is the chain's."""
        return self if can(user, "calls.view") else self.none()

    def missed(self) -> Self:
        """Clients who called and talked to nobody."""
        return self.filter(direction="in", state="ended", answered=False, self_served=False)

    def self_served(self) -> Self:
        """Clients to whom the voice menu told what they wanted to know."""
        return self.filter(self_served=True)

    def of_people(self, persons: Collection[uuid.UUID]) -> Self:
        """Calls of these people, and those of their numbers of which nobody has said whose they were."""
        from customers.models import CardPhone

        uses = CardPhone.objects.filter(card__person__in=persons, card__deleted_at__isnull=True, phone__isnull=False)
        numbers = list(uses.order_by().values_list("phone__number", flat=True).distinct()[:50])
        return self.filter(Q(person__in=persons) | Q(person__isnull=True, phone__in=numbers))


class CallOutcomeQuerySet(models.QuerySet["CallOutcome"]):
    """Sets of what was written of calls."""

    def final(self) -> Self:
        """The conclusion of each call: of several employees that of whoever wrapped it up last."""
        last = self.model._default_manager.filter(call=OuterRef("call"), wrapped_up_at__isnull=False)
        newest = last.order_by("-wrapped_up_at", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class CallReviewQuerySet(models.QuerySet["CallReview"]):
    """Sets of reviews of talks."""

    def visible_to(self, user: Any) -> Self:
        """All reviews for those who judge or answer for the results; operators see their own."""
        if can(user, "reviews.results"):
            return self
        return self.filter(operator=user) if can(user, "reviews.view") else self.none()
