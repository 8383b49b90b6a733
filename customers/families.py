"""Families: who belongs to a household, who is whose relative, who answers for a child."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers import events, kinship
from customers.homes import SELVES, home_of, joined
from customers.identity.state import selves_of
from customers.models import Household, Membership, Person, Relationship
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import DomainError

LARGEST = 12
MINOR_UNTIL = 18
Kind = Relationship.Kind
INVERSE = {
    Kind.PARENT: Kind.CHILD,
    Kind.CHILD: Kind.PARENT,
    Kind.SPOUSE: Kind.SPOUSE,
    Kind.SIBLING: Kind.SIBLING,
    Kind.GRANDPARENT: Kind.GRANDCHILD,
    Kind.GRANDCHILD: Kind.GRANDPARENT,
    Kind.GUARDIAN: Kind.WARD,
    Kind.WARD: Kind.GUARDIAN,
    Kind.OTHER: Kind.OTHER,
}
OLDER = {Kind.PARENT, Kind.GRANDPARENT, Kind.GUARDIAN}
DOWNWARDS = {Kind.CHILD, Kind.GRANDCHILD, Kind.WARD}

# grown-ups of a child: named relatives first, else the grown-ups of the home household in which the person is a child.
# %(ids)s are people; columns: person_id, guardian_id, place (1 is asked first); both are those who stand
GUARDIANS = f"""
    WITH self AS ({SELVES}),
    known AS (
        SELECT self.person_id, r.relative_id AS id, CASE r.kind WHEN 'guardian' THEN 1 ELSE 2 END AS rank
          FROM self JOIN customers_relationship r ON r.person_id = self.id AND r.kind IN ('guardian', 'parent')
        UNION
        SELECT self.person_id, o.person_id, 3
          FROM self JOIN customers_membership m ON m.person_id = self.id AND m.is_home AND m.role = 'child'
          JOIN customers_membership o ON o.household_id = m.household_id AND o.role IN ('head', 'spouse', 'parent')
    )
    SELECT known.person_id, g.id AS guardian_id,
           row_number() OVER (PARTITION BY known.person_id ORDER BY min(known.rank), g.id) AS place
      FROM known JOIN customers_person q ON q.id = known.id
      JOIN customers_person g ON g.id = coalesce(q.merged_into_id, q.id) AND g.deceased_on IS NULL
     WHERE g.id <> known.person_id AND (g.birth_date IS NULL OR g.birth_date <= %(grown_since)s)
     GROUP BY known.person_id, g.id
"""


@transaction.atomic
def found_household(actor: Any, person: Person, name: str = "") -> Household:
    """A household with this person as its head; the one the person lives in already, if any."""
    home = home_of(person)
    if home:
        return home.household
    household = Household.objects.create(name=(name or person.last_name)[:150])
    Household.objects.filter(pk=household.pk).update(guid=household.pk)
    add_member(actor, household, person, Membership.Role.HEAD)
    return household


@transaction.atomic
def add_member(actor: Any, household: Household, person: Person, role: str, *, is_home: bool = True) -> Membership:
    """Lists a person in a household; with `is_home` the person moves there from an earlier home. Safe to repeat.

    What is written of people merged into this one stays as it is: the own home is read first.
    """
    Household.objects.select_for_update().get(pk=household.pk)
    if role not in Membership.Role.values:
        raise DomainError("role_unknown", _("There is no such role in a family."), pointer="/role")
    listed = Membership.objects.filter(household=household)
    if not listed.filter(person=person).exists() and listed.count() >= LARGEST:
        raise DomainError("household_full", _("A family has at most 12 members here."), pointer="/person")
    left = _leave_other_homes(household, person) if is_home else []
    member, _fresh = Membership.objects.update_or_create(
        household=household,
        person=person,
        defaults={"role": role, "is_home": is_home},
        create_defaults={"role": role, "is_home": is_home, "since": clock.today()},
    )
    _said(actor, household, "customers.family.member_added", person, left)
    return member


def _leave_other_homes(household: Household, person: Person) -> list[uuid.UUID]:
    """A person lives in one home: the households that were left."""
    homes = Membership.objects.filter(person=person, is_home=True).exclude(household=household)
    left = list(homes.values_list("household", flat=True))
    homes.delete()
    return left


@transaction.atomic
def remove_member(actor: Any, household: Household, person: Person) -> None:
    """Takes a person, with everybody merged into him or her, out of a household; relationships stay."""
    homes = joined([household.pk])[household.pk]
    listed = Membership.objects.filter(household__in=homes, person__in=selves_of([person.pk]))
    for row in listed.select_related("household", "person"):
        forget_member(actor, row.household, row.person)


@transaction.atomic
def forget_member(actor: Any, household: Household, person: Person) -> None:
    """Takes the one row of this very person out of a household. An empty household is removed."""
    gone, _rows = Membership.objects.filter(household=household, person=person).delete()
    if not gone:
        return
    _said(actor, household, "customers.family.member_removed", person)
    if household.client_id is None and not household.memberships.exists():
        Household.objects.filter(pk=household.pk).update(deleted_at=clock.now())


@transaction.atomic
def relate(actor: Any, person: Person, relative: Person, kind: str) -> Relationship:
    """Writes that `relative` is the `kind` of `person`, and the inverse. Safe to repeat.

    Refuses oneself, a parent who is not older than the child, and circles of parents.
    """
    if kind not in INVERSE:
        raise DomainError("relationship_unknown", _("There is no such relationship."), pointer="/kind")
    if person.pk == relative.pk:
        raise DomainError("relationship_with_oneself", _("Nobody is their own relative."), pointer="/relative")
    # one order for everybody: two people relating the same pair wait for each other
    list(Person.objects.select_for_update().filter(pk__in=[person.pk, relative.pk]).order_by("pk"))
    if kind in OLDER:
        kinship.check_generations(younger=person, older=relative)
    elif kind in DOWNWARDS:
        kinship.check_generations(younger=relative, older=person)
    row, fresh = Relationship.objects.get_or_create(person=person, relative=relative, kind=kind)
    Relationship.objects.get_or_create(person=relative, relative=person, kind=INVERSE[Kind(kind)])
    if fresh:
        audit.record(actor, "customers.relationship.added", person, kind=str(kind))
    return row


@transaction.atomic
def unrelate(actor: Any, person: Person, relative: Person, kind: str) -> None:
    """Removes a relationship and its inverse, whoever of those merged into the two it was written of."""
    ones, others = selves_of([person.pk]), selves_of([relative.pk])
    gone, _rows = Relationship.objects.filter(person__in=ones, relative__in=others, kind=kind).delete()
    Relationship.objects.filter(person__in=others, relative__in=ones, kind=INVERSE[Kind(kind)]).delete()
    if gone:
        audit.record(actor, "customers.relationship.removed", person, kind=str(kind))


def guardians_of(persons: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The living grown-ups who answer for these people, the first to be asked first. One query."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    if not persons:
        return found
    grown_since = clock.years_after(clock.today(), -MINOR_UNTIL)
    with connection.cursor() as cursor:
        sql = f"SELECT person_id, guardian_id FROM ({GUARDIANS}) g ORDER BY person_id, place"  # own constant
        cursor.execute(sql, {"ids": list(persons), "grown_since": grown_since})
        for person, guardian in cursor.fetchall():
            line = found.setdefault(person, [])
            if guardian not in line:
                line.append(guardian)
    return found


def _said(actor: Any, household: Household, verb: str, person: Person, left: Collection[uuid.UUID] = ()) -> None:
    audit.record(actor, verb, household, person=str(person.pk))
    households = [household.pk, *left]
    news.say(events.FAMILY_CHANGED, {"household": households, "person": person.pk}, actor=actor, changed=["members"])
