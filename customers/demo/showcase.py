"""Families that every demo chain has in its first salon: three Ивановы who must not be taken for one another."""

import datetime as dt

from customers.demo.families import Makers
from customers.demo.story import Family, Member, Visit
from optics_crm.core.demo.names import patronymic

SHOWCASE_PEOPLE = 9


def showcase(makers: Makers) -> list[Family]:
    """The scripted families; days are told back from the chain's last day, so that each campaign finds somebody."""
    mother_phone = makers.number()
    return [_parents(makers, mother_phone), _grandmother(makers, mother_phone), _namesakes(makers)]


def _parents(makers: Makers, phone: str) -> Family:
    """Father with a birthday today, mother whose free service ends, a daughter with unsold advice, a small son."""
    family = _family(makers, "ул. Большая Покровская, д. 30, кв. 12")
    father = _member(makers, family, "m Сергей Пётр head", _today_of(makers, 1983))
    mother = _member(makers, family, "f Ольга Виктор spouse", dt.date(1985, 3, 14))
    daughter = _member(makers, family, "f Мария Сергей child", dt.date(2013, 6, 2))
    son = _member(makers, family, "m Артём Сергей child", dt.date(2017, 9, 25))
    father.phone = makers.number()
    mother.phone = phone
    for child in (daughter, son):
        child.phone, child.phone_role = phone, "parent"
    _comes(makers, father, "glasses", 1520, 395)
    _comes(makers, mother, "glasses", 1470, 722)
    _comes(makers, mother, "sun", 500)
    _comes(makers, daughter, "glasses", 1100, 700)
    _comes(makers, daughter, "check", 41)
    _comes(makers, son, "check", 190)
    return family


def _grandmother(makers: Makers, phone: str) -> Family:
    """A pensioner who lives apart and named her daughter-in-law's phone."""
    family = _family(makers, "ул. Родионова, д. 17, кв. 48")
    granny = _member(makers, family, "f Галина Михаил head", dt.date(1956, 11, 2))
    granny.phone, granny.phone_role = phone, "child"
    _comes(makers, granny, "glasses", 1900, 1210)
    return family


def _namesakes(makers: Makers) -> Family:
    """Another Ольга Иванова, of nearly the same age, with a husband and a child of her own."""
    family = _family(makers, "ул. Белинского, д. 64, кв. 5")
    husband = _member(makers, family, "m Дмитрий Андрей head", dt.date(1984, 7, 19))
    wife = _member(makers, family, "f Ольга Виталий spouse", dt.date(1986, 3, 4))
    child = _member(makers, family, "m Кирилл Дмитрий child", dt.date(2014, 1, 30))
    husband.phone, wife.phone = makers.number(), makers.number()
    child.phone, child.phone_role = wife.phone, "parent"
    _comes(makers, husband, "extra", 260)
    wife.wears = "lenses"
    _comes(makers, wife, "lenses", 300, 210, 120, 35)
    _comes(makers, child, "glasses", 420, 45)
    return family


def _family(makers: Makers, address: str) -> Family:
    salon = makers.chunk.world.salons[0]
    return Family("Иванов", "", salon, f"г. {salon.city}, {address}", scripted=True)


def _member(makers: Makers, family: Family, words: str, born: dt.date) -> Member:
    sex, first, father, role = words.split()
    surname = "Иванов" if sex == "m" else "Иванова"
    member = Member(sex, born.toordinal(), surname, first, patronymic(father, sex), role, family.salon)
    member.wears = "glasses"
    family.members.append(member)
    return member


def _comes(makers: Makers, member: Member, purpose: str, *days_ago: int) -> None:
    """Visits so many days ago; the first of them is the day of the card."""
    bought = purpose != "check"
    examined = purpose in ("check", "glasses", "lenses")
    for index, days in enumerate(days_ago):
        seen = examined and not (purpose == "lenses" and index)
        visit = Visit(makers.today - days, member.salon, 12 * 60 + 25, purpose, bought, seen)
        visit.sold_first = bool(index)
        member.visits.append(visit)
    member.visits.sort(key=lambda visit: visit.day)
    member.joined = member.visits[0].day


def _today_of(makers: Makers, year: int) -> dt.date:
    today = makers.chunk.world.as_of
    return today.replace(year=year, day=min(today.day, 28) if today.month == 2 else today.day)
