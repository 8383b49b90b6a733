"""Whose people are whose: a person belongs to the home salon and to the salons of their visits.

Visits are facts of several floors (exams here, purchases and tickets above), so each floor adds its own to
the list. The querysets' `visible_to` ask here; a look-up by an exact phone opens a person for an hour
(`customers.lookup`).
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from optics_crm.core import clock
from optics_crm.core.permissions import can, salon_scope
from optics_crm.core.registry import Registry

LOOKUP_OPENS_FOR = dt.timedelta(hours=1)

Visitors = Callable[[uuid.UUID], "QuerySet[Any, Any]"]
VISITORS: Registry[Visitors] = Registry("visits that tie people to salons")


def visits(key: str) -> Callable[[Visitors], Visitors]:
    """Adds a kind of visit: a function from a salon's id to the visits there, rows that have a `card`."""

    def decorate(visitors: Visitors) -> Visitors:
        return VISITORS.add(key, visitors)

    return decorate


def people_of(user: Any) -> Q | None:
    """Which people the user may open, as a condition on Person; None for nobody."""
    if not can(user, "customers.view"):
        return None
    salon = salon_scope(user)
    if salon is None:
        return Q()
    return belonging_to(salon) | Q(pk__in=_looked_up(user))


def opens(user: Any, path: str) -> Q:
    """Whether the user may open the person at that path of a row (`card__person`), as a condition on the row."""
    from customers.models import Person

    return Q(Exists(Person.objects.visible_to(user).filter(pk=OuterRef(path))))


def belonging_to(salon: uuid.UUID) -> Q:
    """Whose home or visits tie them to the salon, as a condition on Person.

    Asked person by person where few are looked at (a dossier, a page of a list), all visits at once for many:
    PostgreSQL chooses. Of lists of ids it would read all visits of the salon to open one dossier.
    """
    condition = Q(home_salon=salon)
    for visitors in VISITORS:
        condition |= Q(Exists(visitors(salon).filter(card__person=OuterRef("pk"))))
    return condition


def _looked_up(user: Any) -> "QuerySet[Any, Any]":
    from customers.models import PhoneLookup

    since = clock.now() - LOOKUP_OPENS_FOR
    looked_up = PhoneLookup.objects.filter(user=user, at__gt=since, person__isnull=False)
    return looked_up.annotate(stands=Coalesce("person__merged_into", "person")).values("stands")


@visits("customers.exams")
def _examined(salon: uuid.UUID) -> "QuerySet[Any, Any]":
    from customers.models import Exam

    return Exam.objects.filter(salon=salon, deleted_at__isnull=True)


@visits("customers.appointments")
def _booked(salon: uuid.UUID) -> "QuerySet[Any, Any]":
    from customers.models import Appointment

    return Appointment.objects.filter(salon=salon, deleted_at__isnull=True)
