"""`customer` of the feed: what we believe about a person, under the GUIDs by which the client knows that person."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from customers import events
from customers.client_cards import ClientCards, Known
from optics_crm.core.sync.feed.kinds import Address, FeedKind, Found, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array

PEOPLE = """SELECT p.id, p.last_name, p.first_name, p.middle_name, p.birth_date, p.sex, p.address, p.city,
                   p.preferred_channel, p.consent_pd, p.consent_ads, p.opted_out, coalesce(s.guid, s.id) AS home_salon
            FROM customers_person p LEFT JOIN core_salon s ON s.id = p.home_salon_id WHERE p.id = ANY(%s::uuid[])"""
ERASED = "SELECT id FROM customers_person WHERE id = ANY(%s::uuid[]) AND erased_at IS NOT NULL"
PHONES = """SELECT DISTINCT ON (c.person_id, n.number) c.person_id, n.number, u.kind, n.id = p.main_phone_id
            FROM customers_card c JOIN customers_person p ON p.id = c.person_id
            JOIN customers_cardphone u ON u.card_id = c.id JOIN customers_phone n ON n.id = u.phone_id
            WHERE c.person_id = ANY(%s::uuid[]) AND c.deleted_at IS NULL
            ORDER BY c.person_id, n.number, u.is_main DESC, u.id"""
EMAILS = """SELECT DISTINCT c.person_id, e.address, e.id = p.main_email_id
            FROM customers_card c JOIN customers_person p ON p.id = c.person_id
            JOIN customers_cardemail u ON u.card_id = c.id JOIN customers_email e ON e.id = u.email_id
            WHERE c.person_id = ANY(%s::uuid[]) AND c.deleted_at IS NULL ORDER BY c.person_id, e.address"""
MESSENGERS = """SELECT DISTINCT c.person_id, m.kind, m.external_id
            FROM customers_card c JOIN customers_messenger m ON m.card_id = c.id
            WHERE c.person_id = ANY(%s::uuid[]) AND c.deleted_at IS NULL ORDER BY c.person_id, m.kind, m.external_id"""
CONSENTS = """SELECT c.person_id, k.purpose, max(k.at)
            FROM customers_card c JOIN customers_consent k ON k.card_id = c.id
            WHERE c.person_id = ANY(%s::uuid[]) AND c.deleted_at IS NULL AND k.status = 'given'
              AND k.purpose IN ('pd', 'ads') GROUP BY c.person_id, k.purpose"""
# the till knows the discount: the card's own, else what another source says
CARDS = """SELECT c.id, coalesce(nullif(c.discount_card, ''), o.discount_card, ''),
                  coalesce(c.discount_percent, o.discount_percent), coalesce(c.source_created_at, c.created_at)
            FROM customers_card c LEFT JOIN LATERAL (
                SELECT x.discount_card, x.discount_percent FROM customers_card x
                WHERE x.person_id = c.person_id AND x.deleted_at IS NULL
                  AND (x.discount_card <> '' OR x.discount_percent IS NOT NULL)
                ORDER BY x.updated_at DESC, x.id LIMIT 1) o ON true
            WHERE c.id = ANY(%s::uuid[])"""


@feeds
class CustomerFeed(FeedKind):
    """One item for each card of the client; merged ones lead to the main one by `merged_into`."""

    code = "customer"
    heard = {
        events.CUSTOMER_REGISTERED: ("person",),
        events.CUSTOMER_CHANGED: ("person",),
        events.CUSTOMER_DELETED: ("person",),
        events.CONSENT_GIVEN: ("person",),
        events.CONSENT_WITHDRAWN: ("person",),
        events.PERSON_ERASED: ("person",),
        events.PEOPLE_MERGED: ("winner", "loser"),
        events.PEOPLE_UNMERGED: ("person", "other"),
    }

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        cards = ClientCards(ids, reader)
        return {
            person: [Address(known.card.guid, known.card.id, known) for known in cards.known(person)] for person in ids
        }

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        people = {address.note.card.person for address in addresses}
        told = _Told(people, [one.row for one in addresses])
        erased = {person for (person,) in ask(ERASED, [uuid_array(people)])}
        return {
            address.guid: State(None, is_deleted=True, is_erased=address.note.card.person in erased)
            if address.note.is_deleted
            else State(told.data(address.note, reader))
            for address in addresses
        }

    def after(self, last: UUID | None, limit: int) -> list[UUID]:
        rows = ask(
            """SELECT p.id FROM customers_person p WHERE p.merged_into_id IS NULL AND p.id > %s
               AND EXISTS (SELECT 1 FROM customers_card c WHERE c.person_id = p.id AND c.deleted_at IS NULL)
               ORDER BY p.id LIMIT %s""",
            [last or UUID(int=0), limit],
        )
        return [person for (person,) in rows]


class _Told:
    """All that is known of some people, in six statements."""

    def __init__(self, people: Collection[UUID], cards: Collection[UUID]) -> None:
        ids = [uuid_array(people)]
        self.people = {row[0]: row[1:] for row in ask(PEOPLE, ids)}
        self.phones = _by_person(ask(PHONES, ids))
        self.emails = _by_person(ask(EMAILS, ids))
        self.messengers = _by_person(ask(MESSENGERS, ids))
        self.consents = {(person, purpose): at for person, purpose, at in ask(CONSENTS, ids)}
        self.cards = {row[0]: row[1:] for row in ask(CARDS, [uuid_array(cards)])}

    def data(self, known: Known, reader: Reader) -> dict[str, Any]:
        """The fields of a customer; what is not known is empty, so that it is cleared on the other side."""
        person = known.card.person
        last, first, middle, born, sex, address, city, channel, pd, ads, opted_out, salon = self.people[person]
        discount_card, discount_percent, created_at = self.cards[known.card.id]
        return {
            "last_name": last,
            "first_name": first,
            "middle_name": middle,
            "birth_date": born,
            "sex": sex or None,
            "phones": [
                {"number": number, "kind": kind, "is_main": bool(is_main)}
                for number, kind, is_main in sorted(self.phones.get(person, ()), key=lambda one: not one[2])
            ],
            "emails": [
                {"address": address, "is_main": bool(is_main)}
                for address, is_main in sorted(self.emails.get(person, ()), key=lambda one: not one[1])
            ],
            "messengers": [{"kind": kind, "id": name} for kind, name in self.messengers.get(person, ())],
            "discount_card": discount_card,
            "discount_percent": discount_percent,
            "consent_pd_at": reader.moment(self.consents.get((person, "pd"))) if pd else None,
            "consent_ads_at": reader.moment(self.consents.get((person, "ads"))) if ads else None,
            "ads_forbidden": opted_out,
            "home_salon": salon,
            "merged_into": known.main if known.main != known.card.guid else None,
            "address": address,
            "city": city,
            "preferred_channel": channel or None,
            "created_at": reader.moment(created_at),
        }


def _by_person(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for person, *rest in rows:
        found.setdefault(person, []).append(tuple(rest))
    return found
