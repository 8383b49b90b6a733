"""Dirty entries of people who are known: cards of the chain, typed once more by the generator's desk."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from customers.identity.keys import Record
from customers.identity.training.flaws import Desk, Row
from customers.identity.training.people import Someone, Town
from customers.identity.training.rates import BASE
from optics_crm.core import phones

# cards on which everything stands that a desk asks for, and the numbers of the people at the same address
CLEAN = """
SELECT c.person_id, c.last_name, c.first_name, c.middle_name, c.sex, c.birth_date, c.address, c.city,
       coalesce((SELECT min(p.number) FROM customers_cardphone u JOIN customers_phone p ON p.id = u.phone_id
                  WHERE u.card_id = c.id), ''),
       coalesce((SELECT min(e.address) FROM customers_cardemail u JOIN customers_email e ON e.id = u.email_id
                  WHERE u.card_id = c.id), ''),
       ARRAY(SELECT DISTINCT p.number FROM customers_membership m
               JOIN customers_membership o ON o.household_id = m.household_id AND o.person_id <> m.person_id
               JOIN customers_card oc ON oc.person_id = o.person_id
               JOIN customers_cardphone u ON u.card_id = oc.id JOIN customers_phone p ON p.id = u.phone_id
              WHERE m.person_id = c.person_id)
  FROM customers_card c TABLESAMPLE SYSTEM (%s) REPEATABLE (%s) JOIN customers_cardkeys k ON k.card_id = c.id
 WHERE c.deleted_at IS NULL AND c.birth_date IS NOT NULL AND k.father <> '' AND cardinality(k.firsts) = 1
   AND c.middle_name !~ '[.]' AND c.sex <> ''
 LIMIT %s
"""
PLACE = re.compile(
    r"(?:г\. )?(?P<city>[^,]+), (?:(?:ул|пр|пер)\. )?(?P<street>[^,]+), д\. (?P<house>\d+)[^,]*, кв\. (?P<flat>\d+)"
)


@dataclass(frozen=True)
class Entry:
    """What a desk types, and whom it means."""

    record: Record
    person: uuid.UUID


def dirty_entries(wanted: int, seed: int) -> list[Entry]:
    """So many entries of people whom the base knows, with the flaws and rates that the matcher was not judged on."""
    town = Town(seed, BASE)
    desk = Desk(town)
    found = list(_people(wanted, seed))
    town.random.shuffle(found)
    return [Entry(record_of(desk, desk.again(who, family)), person) for who, person, family in found[:wanted]]


def record_of(desk: Desk, row: Row) -> Record:
    """A generated row as the form would hand it on: the number in E.164, where it is one."""
    number = phones.normalise(desk.spelt(row["phone"]))
    names = (row["last_name"], row["first_name"], row["middle_name"])
    return Record(*names, row["birth_date"], (number,) if number else (), row["email"], row["address"])


def _people(wanted: int, seed: int) -> Iterator[tuple[Someone, uuid.UUID, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'customers_card'")
        share = min(100.0, 300.0 * wanted / max(1.0, cursor.fetchone()[0]))
        cursor.execute(CLEAN, [share, seed, wanted])
        rows = cursor.fetchall()
    for number, (person, last, first, middle, sex, born, address, _city, phone, email, family) in enumerate(rows):
        place = PLACE.search(address)
        where = (place["city"], place["street"], int(place["house"]), int(place["flat"])) if place else ("", "", 1, 1)
        own = phone.removeprefix("+7")
        who = Someone(number, number, last, first, middle, sex, born, own, where, mail=email)
        yield who, person, [own, *(one.removeprefix("+7") for one in family)]
