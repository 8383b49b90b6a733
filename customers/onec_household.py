"""`household` of the exchange: a family with its members, the whole list at once."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Struct, UnsetType

from customers import events
from customers.models import Household
from customers.moments import PEOPLE_CHANGED
from optics_crm.core import news
from optics_crm.core.sync import tables, telling
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import Reading, Str150


class MemberShape(Struct):
    """One member of a household."""

    customer: UUID
    role: Literal["head", "spouse", "child", "parent", "other"]


class HouseholdShape(Struct):
    """`household` as 1C sends it."""

    members: list[MemberShape]
    name: Str150 | None | UnsetType = UNSET


@exchange
class HouseholdKind(Kind[HouseholdShape]):
    """A person lives in one household: where another one has the person already, the new place is a second one."""

    code = "household"
    order = 50
    model = Household
    shape = HouseholdShape
    columns = {"name": "", "note": ""}

    def row(self, data: HouseholdShape, reading: Reading) -> dict[str, Any]:
        _check_members(data)
        return {"name": data.name}

    def needs(self, data: HouseholdShape) -> Iterable[Need]:
        return [("customer", member.customer) for member in data.members]

    def link(self, work: Work[HouseholdShape], batch: Batch) -> None:
        for place, member in enumerate(work.data.members):
            batch.ref("customer", member.customer, f"/members/{place}/customer")

    def written(self, works: Sequence[Work[HouseholdShape]], batch: Batch) -> None:
        households = [work.id for work in works]
        before = _members_of(households)
        tables.remove("customers_membership", "household_id", households)
        people = _people(works, batch)
        tables.insert("customers_membership", MEMBERSHIP, _memberships(works, batch, people))
        PEOPLE_CHANGED.happen(before | set(people.values()))
        news.say(events.FAMILY_CHANGED, {"household": households}, origin=batch.client.source, quiet=batch.is_history)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        before = _members_of(ids)
        tables.remove("customers_membership", "household_id", ids)
        PEOPLE_CHANGED.happen(before)
        telling.say_deleted(events.FAMILY_CHANGED, {"household": ids}, batch)


def _check_members(data: HouseholdShape) -> None:
    seen = set()
    for place, member in enumerate(data.members):
        if member.customer in seen:
            message = _("The household names this customer twice.")
            raise Fault("duplicate_line", f"/members/{place}/customer", str(member.customer), message)
        seen.add(member.customer)


MEMBERSHIP = ("household_id", "person_id", "role", "is_home")


def _members_of(households: Collection[UUID]) -> set[UUID]:
    rows = tables.ask(
        "SELECT DISTINCT person_id FROM customers_membership WHERE household_id = ANY(%s::uuid[])",
        [list(households)],
    )
    return {person for (person,) in rows}


def _people(works: Sequence[Work[HouseholdShape]], batch: Batch) -> dict[UUID, UUID]:
    """Person by card, the persons locked in one order: two batches must not both give them a home.

    It is the person that the card was born with: a merge changes nothing of what is written of people. Whoever was
    erased is in no family, whatever a book still says.
    """
    cards = {batch.ref("customer", member.customer, "") for work in works for member in work.data.members}
    return dict(
        tables.ask(
            """SELECT c.id, p.id FROM customers_card c
               JOIN customers_person p ON p.id = coalesce(c.origin_id, c.person_id)
               WHERE c.id = ANY(%s::uuid[]) AND p.erased_at IS NULL ORDER BY p.id FOR UPDATE OF p""",
            [list(cards)],
        )
    )


def _memberships(works: Sequence[Work[HouseholdShape]], batch: Batch, people: dict[UUID, UUID]) -> list[dict[str, Any]]:
    housed = {
        person
        for (person,) in tables.ask(
            "SELECT person_id FROM customers_membership WHERE is_home AND person_id = ANY(%s::uuid[])",
            [list(set(people.values()))],
        )
    }
    rows: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for work in works:
        for member in work.data.members:
            person = people.get(batch.ref("customer", member.customer, ""))
            if person is not None and (work.id, person) not in rows:
                home = {
                    "household_id": work.id,
                    "person_id": person,
                    "role": member.role,
                    "is_home": person not in housed,
                }
                rows[work.id, person] = home
                housed.add(person)
    return list(rows.values())
