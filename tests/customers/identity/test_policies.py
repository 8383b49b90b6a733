"""Nobody adds a foreign key to a person or a card without deciding what a merge makes of it."""

from django.apps import apps
from django.db.models import JSONField

from customers.identity.policies import IDENTITY, MOVABLE, POLICIES, key_of, pointers
from customers.models import Card, Person


def test_every_pointer_to_a_person_or_a_card_has_a_policy() -> None:
    assert sorted(key_of(field) for field in pointers()) == sorted(POLICIES.keys())


def test_pointers_to_people_and_to_cards_have_policies_of_their_kind() -> None:
    people = {key_of(field) for field in pointers() if field.related_model is Person}
    of_cards = {"on_card", "movable"}

    wrong = {one.key for one in POLICIES if (one.kind in of_cards) == (one.key in people)}

    assert wrong - {one.key for one in POLICIES if one.kind in (IDENTITY, "journal")} == set()


def test_whatever_may_be_moved_is_known_to_the_splitting() -> None:
    from customers.identity.movers import MOVERS

    movable = {one.key.rpartition(".")[0] for one in POLICIES if one.kind == MOVABLE}

    assert {mover.model._meta.label for mover in MOVERS} == movable


def test_no_row_points_to_a_person_by_a_generic_key() -> None:
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.private_fields
        if not isinstance(field, JSONField) and getattr(field, "fk_field", None)
    ]

    assert generic == []
    assert {Person._meta.label, Card._meta.label} == {"customers.Person", "customers.Card"}
