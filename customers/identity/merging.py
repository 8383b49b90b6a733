"""Merging two dossiers of one person, and taking them apart again.

    event = merge_people(actor, winner, loser, reason="same passport")     # two ids or two people
    unmerge(actor, event)                                                   # any time, in any order

Linked, not moved: the cards of the loser stand with the winner (`customers.identity.state`), the golden fields follow
from the cards, and that is all. Memberships, relationships, promises and messages keep pointing to the person that they
were about and are read through `state.selves_of`.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import events, kinship
from customers.golden import refresh_people
from customers.identity import journal, not_same, state
from customers.identity.journal import Kind
from customers.models import IdentityEvent, Person, Proposal
from customers.moments import CONSENT_CHANGED, PEOPLE_CHANGED, PEOPLE_MERGED
from optics_crm.core import news
from optics_crm.core.errors import Conflict, DomainError

DECIDE = "identity.decide"
MERGED = ("merged_into",)


@transaction.atomic
def merge_people(
    actor: Any,
    winner: Person | uuid.UUID,
    loser: Person | uuid.UUID,
    *,
    reason: str = "",
    score: float | None = None,
    model_version: str = "",
    evidence: Mapping[str, Any] | None = None,
    proposal: Proposal | None = None,
) -> IdentityEvent:
    """Makes the loser's cards the winner's; returns the decision, by which it can be undone.

    `actor` is an employee with `identity.decide` who may open both, or the name of a program. `score` is the matcher's
    probability of one person (0..1). `proposal` is the open question that this answers.

    Refuses: 403 without the right; 422 `same_person` with oneself; 409 `merged_already` where one of the two was merged
    meanwhile, `not_the_same` where somebody decided so, `relatives` where they are each other's relatives,
    `family_circle` and `parent_is_younger` where the family would not hold together. A 409 brings the fresh state in
    `detail`: {"standing": {id: who stands for it now}, "last": the newest decision}.
    """
    first, second = _id(winner), _id(loser)
    if first == second:
        raise DomainError("same_person", _("A customer cannot be merged with oneself."), pointer="/loser")
    journal.lock_standing(first, second)
    journal.check_may(actor, DECIDE, [first, second])
    if not_same.barred(first, second):
        raise Conflict(
            "not_the_same", _("Somebody has decided that these are two people."), detail=_fresh(first, second)
        )
    kinship.check_merge(first, second)
    people = list(state.selves_of([first, second]))
    before = kinship.contradictions(people)
    event = journal.write(
        actor,
        Kind.MERGE,
        first,
        second,
        reason=reason,
        score=score,
        model_version=model_version,
        evidence=evidence,
    )
    asked = journal.between(first, second)
    journal.settle_proposals(actor, event, asked, kinds=("same", "family"), accepted=proposal)
    state.join(first, second)
    _settle([first, second])
    if len(kinship.contradictions(people)) > len(before):
        raise DomainError("parent_is_younger", _("A parent would be younger than the child: check the birth dates."))
    PEOPLE_MERGED.happen([first])
    news.say(events.PEOPLE_MERGED, {"winner": first, "loser": second, "event": event.pk}, actor=actor, changed=MERGED)
    return event


@transaction.atomic
def unmerge(actor: Any, event: IdentityEvent, *, reason: str = "") -> IdentityEvent:
    """Undoes a merge: the loser stands again, with everybody merged into it; other merges stay. Returns the undo.

    Everything that happened since is where it belongs: on the cards. A withdrawal of consent holds for both. Refuses:
    403 without the right; 409 `already_undone`, `not_undoable` for what is no merge.
    """
    if event.kind != Kind.MERGE or event.loser_id is None:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    loser = event.loser_id
    root = state.standing(loser)
    if state.locked(root)[root] is not None or state.standing(loser) != root:
        raise Conflict("people_changed", _("Somebody is changing these customers: look again."), detail=_fresh(loser))
    undone = journal.undo(actor, event, kind=Kind.MERGE, reason=reason)
    journal.check_may(actor, DECIDE, [root])
    state.part(root, loser)
    _settle([root, loser])
    news.say(events.PEOPLE_UNMERGED, {"person": root, "other": loser, "event": undone.pk}, actor=actor, changed=MERGED)
    return undone


def _settle(people: list[uuid.UUID]) -> None:
    """What follows from the cards: fields, flags, and what is kept above. In the same transaction."""
    refresh_people(people)
    PEOPLE_CHANGED.happen(people)
    CONSENT_CHANGED.happen(people)


def _fresh(*people: uuid.UUID) -> dict[str, Any]:
    return journal.state_of(people)


def _id(person: Person | uuid.UUID) -> uuid.UUID:
    return person.pk if isinstance(person, Person) else person
