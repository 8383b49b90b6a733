"""The keys of one record: what another entry of the same person would have, too."""

import datetime as dt
from dataclasses import dataclass

from customers.identity.keys.addresses import address_key
from customers.identity.keys.contacts import email_key, phone_key
from customers.identity.keys.first_names import FirstName, first_name
from customers.identity.keys.parts import Parts, parts_of
from customers.identity.keys.patronymics import father_of, sex_of_patronymic
from customers.identity.keys.surnames import sex_of_surname, surname

VERSION = 2  # one more when a key of any record changes: stored keys of an older version are made anew
_NO_NAME = FirstName(frozenset(), "", "", "", known=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A person as somebody typed it. Phones in any spelling."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: dt.date | None = None
    phones: tuple[str, ...] = ()
    email: str = ""
    address: str = ""
    city: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a record is found and compared by. Keys are for comparing, not for reading: `last` has no soft signs.

    `firsts` are all canonical first names that the word may stand for, `first_group` the one they are looked up by.
    `initials` are the letters of first name and father, `-` for one that is not known. `address` is street|house|flat,
    "" without a house. `repaired` tells what the typist did: layout, translit, letters, swap.
    """

    last: str
    firsts: frozenset[str]
    first_group: str
    father: str
    initials: str
    sex: str
    birth_date: dt.date | None
    phones: tuple[str, ...]
    email: str
    address: str
    city: str
    swapped: bool
    repaired: frozenset[str]


def keys_of(record: Record) -> Keys:
    """The keys of a record; any text at all gives keys, nonsense empty ones."""
    parts = parts_of(record.last_name or "", record.first_name or "", record.middle_name or "")
    given = first_name(parts.first) if len(parts.first) > 1 else _NO_NAME
    father = father_of(parts.middle) if len(parts.middle) > 1 else ""
    address, city = address_key(record.address or "", record.city or "")
    phones = tuple(dict.fromkeys(key for key in map(phone_key, record.phones) if key))
    return Keys(
        last=surname(parts.last),
        firsts=given.names,
        first_group=given.group,
        father=father,
        initials=_initials(parts, given, father),
        sex=_sex(parts, given, record.sex),
        birth_date=record.birth_date,
        phones=phones,
        email=email_key(record.email) if record.email else "",
        address=address,
        city=city,
        swapped="swap" in parts.repaired,
        repaired=parts.repaired,
    )


def _initials(parts: Parts, given: FirstName, father: str) -> str:
    return (given.initial or parts.first[:1] or "-") + (father[:1] or parts.middle[:1] or "-")


def _sex(parts: Parts, given: FirstName, said: str) -> str:
    """The patronymic tells best, then a first name of one sex, then what was ticked, then the surname."""
    return (
        sex_of_patronymic(parts.middle)
        or given.sex
        or (said if said in ("m", "f") else "")
        or sex_of_surname(parts.last)
    )
