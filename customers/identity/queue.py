"""The questions about identity that wait for a person: whose they are, how sure the matcher is, what is left."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from customers import access
from customers.models import Card, Proposal
from optics_crm.core import clock
from optics_crm.core.permissions import can, salon_scope

PROPOSE, DECIDE = "identity.propose", "identity.decide"
ORDER = ("-score", "id")

# how sure the matcher is, in a word: the lowest probability of each, surest first
BANDS: Mapping[str, float] = {"certain": 0.99, "likely": 0.85, "unsure": 0.0}
BAND_WORDS: Mapping[str, Any] = {"certain": _("certain"), "likely": _("likely"), "unsure": _("unsure")}


def band_of(score: float) -> str:
    """The word for a probability."""
    return next(word for word, least in BANDS.items() if score >= least)


def within_band(band: str) -> Q:
    """Questions of one band."""
    words = list(BANDS)
    above = [BANDS[word] for word in words[: words.index(band)]]
    return Q(score__gte=BANDS[band]) & (Q(score__lt=min(above)) if above else Q())


def visible_to(user: Any) -> "QuerySet[Proposal]":
    """Questions about people whom the user may open, both of them; none for who may not even propose."""
    if not can(user, PROPOSE) and not can(user, DECIDE):
        return Proposal.objects.none()
    living = Proposal.objects.filter(card_a__deleted_at__isnull=True).filter(
        Q(card_b__isnull=True) | Q(card_b__deleted_at__isnull=True)
    )
    if salon_scope(user) is None:
        return living
    both = Q(card_b__isnull=True) | access.opens(user, "card_b__person")
    return living.filter(access.opens(user, "card_a__person")).filter(both)


def open_for(user: Any) -> "QuerySet[Proposal]":
    return visible_to(user).filter(status=Proposal.Status.OPEN)


def waiting(user: Any) -> int:
    """How many questions wait for this user's decision."""
    return open_for(user).count() if can(user, DECIDE) else 0


def counts_by_kind(rows: "QuerySet[Proposal]") -> dict[str, int]:
    return dict(rows.order_by().values_list("kind").annotate(count=Count("pk")))


def decided_today(user: Any) -> int:
    """How many questions the user has answered today."""
    since = clock.now().astimezone(clock.zone_of(None)).replace(hour=0, minute=0, second=0, microsecond=0)
    answered = (Proposal.Status.ACCEPTED, Proposal.Status.REFUSED)
    return Proposal.objects.filter(decided_by=user, decided_at__gte=since, status__in=answered).count()


def last_decided(user: Any) -> "QuerySet[Proposal]":
    """What the user has answered and nothing has undone, the newest first: what undo takes back, one by one."""
    answered = (Proposal.Status.ACCEPTED, Proposal.Status.REFUSED)
    rows = Proposal.objects.filter(decided_by=user, status__in=answered, event__isnull=False, event__actor=user)
    return rows.filter(event__undone_by__isnull=True).select_related("event").order_by("-decided_at", "-id")


def about(rows: "QuerySet[Proposal]", people: Collection[uuid.UUID]) -> "QuerySet[Proposal]":
    """Of these questions those about one of these people."""
    cards = Card.objects.filter(person__in=people)
    return rows.filter(Q(card_a__in=cards) | Q(card_b__in=cards))


def pair_of(one: uuid.UUID, other: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Two cards in the order in which a question names them."""
    return (one, other) if one < other else (other, one)
