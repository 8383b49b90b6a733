"""What becomes of every row that points to a person or a card when people are merged or a card is split.

Each app states it in its `identity_policies.py` (found by name), a line for every foreign key:

    policy("aftercare.Message.person", READ_THROUGH, "what was sent stays with whom it was sent to")

A foreign key without a line fails the tests: whoever adds one decides here first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField

from customers.models import Card, Person
from optics_crm.core.registry import Registry

# of a card: the row stays on its card whatever is merged
ON_CARD = "on_card"
# of a card: the same, and a split may move it to another card (`customers.identity.splitting`)
MOVABLE = "movable"
# of a person: the row stays and is read as the survivor's (`customers.identity.state.selves_of`)
READ_THROUGH = "read_through"
# of a person: written anew from the facts by a moment of the merge
COMPUTED = "computed"
# what says itself who is one person with whom: written by `customers.identity` and by nobody else
IDENTITY = "identity"
# of a person: lives for minutes and is not read again after a merge
SHORT_LIVED = "short_lived"
# the journal: says what was decided about whom then
JOURNAL = "journal"

KINDS = (ON_CARD, MOVABLE, READ_THROUGH, COMPUTED, IDENTITY, SHORT_LIVED, JOURNAL)


@dataclass(frozen=True)
class Policy:
    """What becomes of one foreign key, and why."""

    key: str
    kind: str
    why: str


POLICIES: Registry[Policy] = Registry("identity policies")


def policy(key: str, kind: str, why: str) -> Policy:
    """States what becomes of `app.Model.field`."""
    if kind not in KINDS:
        raise ValueError(f"{key}: there is no policy {kind!r}")
    return POLICIES.add(key, Policy(key, kind, why))


def pointers() -> "Iterator[Field]":
    """Every foreign key, one-to-one and many-to-many of the project to a person or a card."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, ForeignKey | ManyToManyField) or field.model is not model:
                continue
            if field.related_model in (Person, Card):
                yield field


def key_of(field: "Field") -> str:
    """How a pointer is named in the list: `app.Model.field`."""
    return f"{field.model._meta.label}.{field.name}"
