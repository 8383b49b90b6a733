"""Questions about people, cards, exams, appointments and promises."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from customers import access
from optics_crm.core.permissions import can, salon_scope

if TYPE_CHECKING:
    from customers.models import Appointment, Card, Exam, FollowUp, Person  # noqa: F401  # of the annotations below


class PersonQuerySet(models.QuerySet["Person"]):
    """Sets of people; every door starts with `visible_to`."""

    def standing(self) -> Self:
        """Dossiers that stand for a person, not those dissolved by a merge."""
        return self.filter(merged_into__isnull=True)

    def living_cards(self) -> Self:
        """People whom at least one source still knows."""
        from customers.models import Card

        return self.filter(Exists(Card.objects.filter(person=OuterRef("pk"), deleted_at__isnull=True)))

    def visible_to(self, user: Any) -> Self:
        """People whom the user may open: all for chain-wide roles, those of the salon for salon roles, none
        for others.
        """
        allowed = access.people_of(user)
        return self.none() if allowed is None else self.standing().living_cards().filter(allowed)

    def own_of(self, user: Any) -> Self:
        """Of visible people those who are the user's by their salons, not only by a look-up of their phone."""
        salon = salon_scope(user)
        return self if salon is None else self.filter(access.belonging_to(salon))

    def answering(self, number: str) -> Self:
        """People whose live cards name this phone (E.164), whoever's phone it is."""
        from customers.models import CardPhone

        cards = CardPhone.objects.filter(phone__number=number, card__deleted_at__isnull=True)
        return self.standing().filter(pk__in=cards.values("card__person"))


class CardQuerySet(models.QuerySet["Card"]):
    """Sets of cards."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        from customers.models import Person

        return self.live().filter(person__in=Person.objects.visible_to(user))


class ExamQuerySet(models.QuerySet["Exam"]):
    """Sets of exams."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True, entered_in_error_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Exams in full: for doctors, of the people whom they may open."""
        from customers.models import Person

        if not can(user, "exams.view"):
            return self.none()
        return self.live().filter(card__person__in=Person.objects.visible_to(user))


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Sets of appointments."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def standing(self) -> Self:
        """Appointments to which somebody is still expected or has just come."""
        return self.live().filter(status__in=("booked", "confirmed", "arrived"))

    def missed(self, now: dt.datetime) -> Self:
        """Booked or confirmed ones whose time has gone, and nobody said what became of them."""
        return self.live().filter(status__in=("booked", "confirmed"), starts_at__lt=now)

    def visible_to(self, user: Any) -> Self:
        """Appointments in the own salon and those of the people whom the user may open; all for chain-wide roles."""

        if not can(user, "appointments.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        return self.live().filter(Q(salon=salon) | access.opens(user, "card__person"))


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Sets of promises."""

    def open(self) -> Self:
        return self.filter(status="open")

    def overdue(self, now: dt.datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def visible_to(self, user: Any) -> Self:
        """Promises of the user's salon; all for the contact centre and heads; those addressed to them for the rest.
        Whoever promised sees what became of it.
        """
        if not can(user, "followups.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is not None:
            return self.filter(Q(salon=salon) | Q(owner=user) | Q(author=user))
        if user.role in ("workshop", "logistics", "shop_manager"):
            return self.filter(Q(role=user.role) | Q(owner=user) | Q(author=user))
        return self

    def waiting_for(self, user: Any) -> Self:
        """Open promises that this user is to keep: own ones, and those of the role that nobody has taken."""
        mine = Q(owner=user) | Q(owner__isnull=True, role=user.role) | Q(owner__isnull=True, role="")
        return self.visible_to(user).open().filter(mine)

    def late_under(self, user: Any) -> Self:
        """Late promises of the user's people: those of whose lateness the user is told as their chief."""
        from customers.followup_ladder import told_to

        return self.visible_to(user).open().filter(told_to(user))
