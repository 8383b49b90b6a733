"""The night's scan: five thousand cards of the day against a base of a million."""

from collections.abc import Sequence

from django.db import connection

from customers.bench.town import Entry, add, number_of
from customers.identity import check
from customers.identity.keys import keys_of
from customers.identity.scan import scan_changed
from customers.models import Card, CardKeys, Proposal
from optics_crm.core import clock
from optics_crm.core.bench import Figure, stopwatch

NEW = 5_000
NAIVE = 200


def night(entries: Sequence[Entry], first_place: int) -> Figure:
    """Seconds of the scan, from the first statement to the last question; `found` is the share of entries about whom
    the right question is asked. All of them are people whom the base knows, so that none is cheap.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    since = clock.now()
    cards = add(entries, first_place)
    with stopwatch() as ours:
        counts = scan_changed(since)
    with stopwatch() as naive:
        for entry in entries[:NAIVE]:
            check.look(entry.record, keys_of(entry.record))
    with stopwatch() as limit:
        list(CardKeys.objects.filter(card__in=cards).values_list())
    return Figure(
        "identity_night",
        n=len(cards),
        seconds=ours.seconds,
        baseline="the check of the door, one by one",
        baseline_seconds=naive.seconds,
        baseline_n=min(NAIVE, len(entries)),
        limit="read the cards",
        limit_seconds=limit.seconds,
        extra={"candidates": counts.candidates, "asked": counts.asked, "found": _found(since)},
    )


def _found(since: object) -> float:
    """Of the cards written since, the share about which it is asked whether they are who they are."""
    fresh = set(Card.objects.filter(updated_at__gte=since).values_list("pk", flat=True))
    asked = Proposal.objects.filter(kind=Proposal.Kind.SAME).values_list("card_a", "card_b")
    right = {card for pair in asked if number_of(pair[0]) == number_of(pair[1]) for card in pair}
    return round(len(fresh & right) / max(1, len(fresh)), 4)
