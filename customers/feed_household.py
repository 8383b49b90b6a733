"""`household` of the feed: a family with all its members."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers import events
from customers.client_cards import ClientCards
from customers.models import Household
from optics_crm.core.sync.feed.kinds import Address, OwnRows, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array

HOUSEHOLDS = "SELECT id, name, deleted_at IS NOT NULL FROM customers_household WHERE id = ANY(%s::uuid[])"
MEMBERS = """SELECT household_id, person_id, role FROM customers_membership
    WHERE household_id = ANY(%s::uuid[]) ORDER BY household_id, role <> 'head', id"""


@feeds
class HouseholdFeed(OwnRows):
    """The whole list of members; people who were merged into one are one member."""

    code = "household"
    model = Household
    heard = {events.FAMILY_CHANGED: ("household",)}

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        ids = [uuid_array(address.row for address in addresses)]
        rows = {row_id: (name, is_deleted) for row_id, name, is_deleted in ask(HOUSEHOLDS, ids)}
        listed = ask(MEMBERS, ids)
        cards = ClientCards({person for _household, person, _role in listed}, reader)
        members: dict[UUID, dict[UUID, Any]] = {}
        for household, person, role in listed:
            guid = cards.guid_of(person)
            if guid is not None:
                members.setdefault(household, {}).setdefault(guid, role)
        return {address.guid: _state(rows[address.row], members.get(address.row, {})) for address in addresses}


def _state(row: tuple[str, bool], members: dict[UUID, Any]) -> State:
    name, is_deleted = row
    if is_deleted:
        return State(None, is_deleted=True)
    return State({"name": name, "members": [{"customer": guid, "role": role} for guid, role in members.items()]})
