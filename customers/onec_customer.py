"""`customer` of the exchange: a card of one source, its contacts and its consents."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Struct, UnsetType

from customers import contact_intake, erasing, events
from customers.card_keys import write_keys
from customers.consents import Act, record_bulk
from customers.golden import refresh_people
from customers.identity import intake
from customers.models import Card, Consent
from customers.models.consent import Purpose
from optics_crm.core import phones
from optics_crm.core.ids import new_id
from optics_crm.core.sync import tables, telling
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import (
    LongText,
    OptBool,
    OptDay,
    OptMoment,
    OptNumber,
    OptUuid,
    Reading,
    Str60,
    Str100,
    Str120,
    Str150,
    Str254,
    Str300,
    number,
    plain,
)

HUNDRED = Decimal(100)


class PhoneShape(Struct):
    """One phone of a customer; what is no number is kept as it came."""

    number: str | int | None = None
    kind: Literal["mobile", "home", "work"] | None | UnsetType = UNSET
    is_main: OptBool = UNSET


class EmailShape(Struct):
    """One e-mail of a customer."""

    address: Str254 | None = None
    is_main: OptBool = UNSET


class MessengerShape(Struct):
    """One account in a messenger."""

    kind: Literal["telegram", "vk", "whatsapp", "viber", "max", "ok"]
    id: Str120 | int


class CustomerShape(Struct):
    """`customer` as 1C sends it."""

    last_name: Str150
    first_name: Str150 | None | UnsetType = UNSET
    middle_name: Str150 | None | UnsetType = UNSET
    birth_date: OptDay = UNSET
    sex: Literal["m", "f"] | None | UnsetType = UNSET
    phones: list[PhoneShape] | None | UnsetType = UNSET
    emails: list[EmailShape] | None | UnsetType = UNSET
    messengers: list[MessengerShape] | None | UnsetType = UNSET
    discount_card: Str60 | None | UnsetType = UNSET
    discount_percent: OptNumber = UNSET
    consent_pd_at: OptMoment = UNSET
    consent_ads_at: OptMoment = UNSET
    ads_forbidden: OptBool = UNSET
    home_salon: OptUuid = UNSET
    comment: LongText | None | UnsetType = UNSET
    merged_into: OptUuid = UNSET
    address: Str300 | None | UnsetType = UNSET
    city: Str100 | None | UnsetType = UNSET
    preferred_channel: Literal["push", "telegram", "vk", "email", "sms", "call"] | None | UnsetType = UNSET
    created_at: OptMoment = UNSET
    created_by: OptUuid = UNSET


def _stripped(value: str | None | UnsetType) -> str | None | UnsetType:
    return value.strip() if isinstance(value, str) else value


def _past(value: dt.datetime | None | UnsetType, reading: Reading, pointer: str) -> dt.datetime | None | UnsetType:
    return reading.past_moment(value, pointer) if isinstance(value, dt.datetime) else value


@exchange
class CustomerKind(Kind[CustomerShape]):
    """A new card gets a person of its own, who by the strict rule may stand with somebody known from the start."""

    code = "customer"
    order = 40
    model = Card
    signs = ("phone_and_birth", "phone_and_name")
    soft_columns = {"merged_into_guid": "customer"}
    shape = CustomerShape
    is_erasable = True
    columns = {
        "person_id": None,
        "last_name": "",
        "first_name": "",
        "middle_name": "",
        "birth_date": None,
        "sex": "",
        "address": "",
        "city": "",
        "home_salon_id": None,
        "preferred_channel": "",
        "discount_card": "",
        "discount_percent": None,
        "ads_forbidden": False,
        "comment": "",
        "source_created_at": None,
        "source_created_by": None,
        "merged_into_guid": None,
    }
    keeps = ("person_id", "ads_forbidden")

    def row(self, data: CustomerShape, reading: Reading) -> dict[str, Any]:
        if not data.last_name.strip():
            raise Fault("required", "/last_name")
        _check_values(data, reading)
        return {
            "last_name": _stripped(data.last_name),
            "first_name": _stripped(data.first_name),
            "middle_name": _stripped(data.middle_name),
            "birth_date": data.birth_date,
            "sex": data.sex,
            "address": _stripped(data.address),
            "city": _stripped(data.city),
            "preferred_channel": data.preferred_channel,
            "discount_card": _stripped(data.discount_card),
            "discount_percent": data.discount_percent,
            "ads_forbidden": data.ads_forbidden,
            "comment": data.comment,
            "source_created_at": _past(data.created_at, reading, "/created_at"),
            "source_created_by": data.created_by,
            "merged_into_guid": data.merged_into,
        }

    def warnings(self, data: CustomerShape, reading: Reading) -> list[dict[str, Any]]:
        return contact_intake.phone_warnings(data.phones or ())

    def needs(self, data: CustomerShape) -> Iterable[Need]:
        if isinstance(data.home_salon, UUID):
            yield "salon", data.home_salon
        if isinstance(data.created_by, UUID):
            yield "staff", data.created_by

    def link(self, work: Work[CustomerShape], batch: Batch) -> None:
        if work.data.merged_into == work.guid:
            raise Fault("self_reference", "/merged_into", str(work.guid), _("A customer cannot be merged into itself."))
        salon, author = work.data.home_salon, work.data.created_by
        if salon is not UNSET:
            work.row["home_salon_id"] = batch.ref("salon", salon, "/home_salon") if salon else None
        if isinstance(author, UUID):
            batch.ref("staff", author, "/created_by")
        if work.is_new:
            work.row["person_id"] = new_id()

    def written(self, works: Sequence[Work[CustomerShape]], batch: Batch) -> None:
        contact_intake.replace([(work.id, work.is_new, work.data) for work in works])
        changed = write_keys([work.id for work in works])
        attached = _found_people(works, changed, batch)
        people = {work.row["person_id"] if work.is_new else work.before["person_id"] for work in works}
        people |= record_bulk(_acts(works, batch))
        refresh_people(people)
        _say(works, attached, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        people = {person for _card, person in _people_of(ids)}
        refresh_people(people)
        telling.say_deleted(events.CUSTOMER_DELETED, {"person": people, "card": ids}, batch)

    def erased(self, object_id: UUID, batch: Batch) -> bool:
        return erasing.asked_by_book(object_id, batch.client)

    def crm_ids(self, ids: Collection[UUID]) -> dict[UUID, UUID]:
        return dict(_people_of(ids))

    def signs_of(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """A number alone may be a whole family's."""
        name = " ".join(plain(data.get(part)) for part in ("last_name", "first_name"))
        entries = data.get("phones")
        for entry in entries if isinstance(entries, list) else ():
            number = phones.normalise(str(entry.get("number") or "")) if isinstance(entry, Mapping) else ""
            if number:
                born = data.get("birth_date")
                yield "phone_and_name", f"{number} {name}"
                if isinstance(born, str) and born:
                    yield "phone_and_birth", f"{number} {born[:10]} {plain(data.get('first_name'))}"

    def stored_signs(self) -> str:
        cards = """customers_card c JOIN customers_cardphone u ON u.card_id = c.id
            JOIN customers_phone p ON p.id = u.phone_id WHERE c.client_id = %(client)s AND c.deleted_at IS NULL"""
        return f"""SELECT c.guid, 'phone_and_name' AS sign,
                   p.number || ' ' || lower(c.last_name) || ' ' || lower(c.first_name) AS value FROM {cards}
            UNION ALL SELECT c.guid, 'phone_and_birth', p.number || ' ' || c.birth_date || ' ' || lower(c.first_name)
              FROM {cards} AND c.birth_date IS NOT NULL"""


PERSON_TEXTS = (
    "last_name",
    "first_name",
    "middle_name",
    "sex",
    "address",
    "city",
    "timezone",
    "preferred_channel",
    "note",
)


def _found_people(works: Sequence[Work[CustomerShape]], changed: set[UUID], batch: Batch) -> set[UUID]:
    """People for the new cards; those whom we know already are born merged. Returns the cards that stand with others.

    Cards whose names changed are compared, too, and leave questions: whom a card stands with no door changes.
    """
    fresh = {work.id: work for work in works if work.is_new}
    intake.queue_cards(fresh)
    found = intake.matches(changed | fresh.keys())
    certain = intake.attachments(found, {card: work.row["person_id"] for card, work in fresh.items()})
    own = {work.row["person_id"] for work in fresh.values()}
    roots = intake.current_roots({root for root, _match in certain.values()} - own)
    told = {
        card: (fresh[card].row["person_id"], roots.get(root, root), match) for card, (root, match) in certain.items()
    }
    blank = dict.fromkeys(PERSON_TEXTS, "")
    into = {person: root for person, root, _match in told.values()}
    rows = [{"id": person, "merged_into_id": into.get(person), **blank} for person in sorted(own)]
    tables.insert("customers_person", ["id", "merged_into_id", *PERSON_TEXTS], rows, dated=True)
    intake.attach(told, batch.client.source)
    for card, (_person, root, _match) in told.items():
        fresh[card].row["person_id"] = root
    intake.ask_about(found, told)
    return set(told)


def _people_of(cards: Collection[UUID]) -> list[tuple[Any, ...]]:
    return tables.ask("SELECT id, person_id FROM customers_card WHERE id = ANY(%s::uuid[])", [tables.uuid_array(cards)])


def _check_values(data: CustomerShape, reading: Reading) -> None:
    if isinstance(data.birth_date, dt.date):
        reading.past_day(data.birth_date, "/birth_date")
    if isinstance(data.discount_percent, Decimal):
        number(data.discount_percent, "/discount_percent", HUNDRED)
        if data.discount_percent < 0:
            raise Fault("out_of_range", "/discount_percent", data.discount_percent)
    _past(data.consent_pd_at, reading, "/consent_pd_at")
    _past(data.consent_ads_at, reading, "/consent_ads_at")


def _acts(works: Sequence[Work[CustomerShape]], batch: Batch) -> list[Act]:
    """A date is a consent, given on it; a date that was there and is cleared, or a new prohibition, takes it back."""
    given, withdrawn = Consent.Status.GIVEN.value, Consent.Status.WITHDRAWN.value
    acts, cleared = [], []
    for work in works:
        said = ((Purpose.PERSONAL_DATA, work.data.consent_pd_at), (Purpose.ADS, work.data.consent_ads_at))
        for purpose, at in said:
            if isinstance(at, dt.datetime):
                acts.append(Act(work.id, purpose.value, given, batch.reading.moment(at, "")))
            elif at is None and not work.is_new:
                cleared.append((work.id, purpose.value))
        if work.data.ads_forbidden is True and not work.before.get("ads_forbidden"):
            acts.append(Act(work.id, Purpose.ADS.value, withdrawn, batch.reading.now))
    acts += [Act(card, purpose, withdrawn, batch.reading.now) for card, purpose in _standing_from_onec(cleared)]
    return acts


def _standing_from_onec(asked: Sequence[tuple[UUID, str]]) -> list[tuple[Any, ...]]:
    """Of these cards and purposes, those whose latest act is a consent that 1C itself had told."""
    if not asked:
        return []
    return tables.ask(
        """SELECT card_id, purpose FROM (
               SELECT DISTINCT ON (k.card_id, k.purpose) k.card_id, k.purpose, k.status, k.method
               FROM customers_consent k JOIN unnest(%s::uuid[], %s::text[]) a(card_id, purpose) USING (card_id, purpose)
               WHERE k.channel = '' ORDER BY k.card_id, k.purpose, k.at DESC, k.status = 'given') latest
           WHERE status = 'given' AND method = 'onec'""",
        [[card for card, _purpose in asked], [purpose for _card, purpose in asked]],
    )


def _say(works: Sequence[Work[CustomerShape]], attached: set[UUID], batch: Batch) -> None:
    def ids(some: Sequence[Work[CustomerShape]]) -> dict[str, Any]:
        people = [work.row["person_id"] if work.is_new else work.before["person_id"] for work in some]
        return {"person": people, "card": [work.id for work in some]}

    for code, some in (
        (events.CUSTOMER_REGISTERED, [work for work in works if work.is_new and work.id not in attached]),
        (events.CUSTOMER_CHANGED, [work for work in works if not work.is_new or work.id in attached]),
    ):
        telling.say(code, some, ids, lambda work: batch.is_news(_born_on(work, batch)), batch)


def _born_on(work: Work[CustomerShape], batch: Batch) -> dt.date | None:
    at = work.row.get("source_created_at")
    return at.astimezone(batch.reading.zone).date() if isinstance(at, dt.datetime) else None
