"""Two users decide at the same moment: the second sees what the first one did."""

import random
from functools import partial
from typing import Any

import pytest

from customers.identity.merging import merge_people, unmerge
from customers.models import Card, IdentityEvent, Person
from optics_crm.core.errors import Conflict
from tests.customers.identity.any_order import check_state
from tests.customers.identity.world import people, stands
from tests.sync.test_together import together

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(action: Any, *words: Any) -> Any:
    """What came of it: the event, or the refusal."""
    try:
        return action("desk", *words)
    except Conflict as refusal:
        return refusal


def test_of_two_who_merge_one_pair_at_once_one_is_told_the_fresh_state() -> None:
    one, other = people("Иванова Мария", "Иванова Мария")

    first, second = together(
        lambda: attempt(merge_people, one, other),
        lambda: attempt(merge_people, other, one),
    )

    done, refused = (first, second) if isinstance(first, IdentityEvent) else (second, first)
    assert isinstance(done, IdentityEvent)
    assert isinstance(refused, Conflict)
    assert refused.code == "merged_already"
    assert refused.detail["last"]["event"] == str(done.pk)
    assert set(refused.detail["standing"].values()) == {str(done.winner_id)}
    assert set(Card.objects.values_list("person", flat=True)) == {done.winner_id}


def test_of_two_who_undo_one_merge_at_once_one_is_told() -> None:
    one, other = people("Иванова Мария", "Иванова Мария")
    event = merge_people("desk", one, other)

    answers = together(lambda: attempt(unmerge, event), lambda: attempt(unmerge, event))

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "IdentityEvent"]
    assert stands(other) == other.pk


def test_chains_that_close_from_both_ends_at_once_leave_one_person_or_a_refusal() -> None:
    one, two, three = people("Иванова Мария", "Иванова Мария", "Иванова Мария")

    answers = together(
        lambda: attempt(merge_people, one, two),
        lambda: attempt(merge_people, two, three),
        lambda: attempt(merge_people, three, one),
    )

    merged = [answer for answer in answers if isinstance(answer, IdentityEvent)]
    assert 1 <= len(merged) <= 2
    assert Person.objects.filter(merged_into__isnull=True).count() == 3 - len(merged)
    assert not Card.objects.filter(person__merged_into__isnull=False).exists()


def test_eight_desks_that_merge_at_random_never_wait_for_each_other_in_a_circle() -> None:
    """Whoever is merged in is changed with the root: nobody may hold such a row and wait for another person."""
    for seed in range(6):
        found = people(*["Иванова Мария"] * 7)
        rng = random.Random(seed)
        pairs = [rng.sample(found, 2) for _n in range(8)]

        answers = together(*(partial(attempt, merge_people, *pair) for pair in pairs))
        answers += together(*(partial(attempt, unmerge, event) for event in standing_merges()))

        assert all(isinstance(answer, IdentityEvent | Conflict) for answer in answers), answers
        check_state()
        for event in standing_merges():
            unmerge("desk", event)
        assert not Card.objects.filter(origin__isnull=False).exists()


def standing_merges() -> list[IdentityEvent]:
    return list(IdentityEvent.objects.filter(kind="merge", undone_by__isnull=True, undoes__isnull=True))
