"""Cards as desks typed them, the dossiers that the chain has of them, phones, e-mails, families."""

import datetime as dt
import hashlib

from customers.card_keys import copy_line
from customers.demo import sheets
from customers.demo.consents import Acts
from customers.demo.families import Makers
from customers.demo.flaws import Written, retype, spoil
from customers.demo.story import NONE, Family, Member, day_text
from customers.identity.keys import Record

DUPLICATES = 0.11  # people whom a second desk wrote down anew
FOUND = 0.2  # of these, duplicates that were found and merged
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ROMAN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya"
LATIN = str.maketrans(dict(zip(CYRILLIC, ROMAN.split(" "), strict=True)))
HOSTS = ("mail.ru", "yandex.ru", "gmail.com", "bk.ru", "inbox.ru", "rambler.ru")
CHANNELS = ("", "", "", "", "sms", "sms", "telegram", "call", "vk", "email")


class CardWriter:
    """Writes the cards and dossiers of a family; `room` is how many dossiers the chunk may still hold."""

    def __init__(self, makers: Makers, family: Family, acts: Acts) -> None:
        self.chunk = makers.chunk
        self.rng = makers.rng
        self.family = family
        self.acts = acts
        self.phones = makers.phones
        self.stamp = ""

    def first_cards(self) -> None:
        """Ids of dossiers and cards, before visits are written down on them."""
        for member in self.family.members + self.family.apart:
            member.person, member.card = self.chunk.new_id(), self.chunk.new_id()
            for visit in member.visits:
                visit.card = member.card

    def write(self, member: Member, room: int) -> int:
        """Writes the cards of a member; returns how many dossiers that made (1 or 2)."""
        self.stamp = f"{day_text(member.joined)} 10:00:00+{member.salon.offset:02d}"
        card = self._as_told(member)
        flaws = [] if self.family.scripted else spoil(self.rng, card)
        if member.misfiled_on:
            flaws.append("child_on_parents_card")
        flaws += member.flaws
        self._card(member, (member.card, member.person), card, member.joined)
        self._truth(member, member.card, flaws)
        twice = len(member.visits) > 1 and self.rng.random() < DUPLICATES and not self.family.scripted
        if twice and self.rng.random() < FOUND:
            self._second(member, card, member.person)
        elif twice and room > 1:
            self._second(member, card, self.chunk.new_id())
            return 2
        return 1

    def _as_told(self, member: Member) -> Written:
        return Written(member.surname, member.first, member.middle, day_text(member.born), member.phone)

    def _second(self, member: Member, first: Written, person: str) -> None:
        visits = member.visits
        moved = visits[int(len(visits) * (0.4 + 0.5 * self.rng.random())) :] or visits[-1:]
        merged = person == member.person
        card = first if merged else self._as_told(member)
        flaws = ["duplicate_merged"] if merged else retype(self.rng, card)
        member.second_card = self.chunk.new_id()
        for visit in moved:
            if visit.card == member.card:
                visit.card = member.second_card
        self.stamp = f"{day_text(moved[0].day)} 11:00:00+{member.salon.offset:02d}"
        self._card(member, (member.second_card, person), card, moved[0].day)
        self._truth(member, member.second_card, flaws)

    def _card(self, member: Member, ids: tuple[str, str], said: Written, joined: int) -> None:
        chunk, family, (card, person) = self.chunk, self.family, ids
        first_of_person = card == member.card or person != member.person
        phone = self._phone(member, card, said.phone) or NONE
        birth = said.birth or NONE
        channel = CHANNELS[int(self.rng.random() * len(CHANNELS))] if first_of_person else ""
        discount = f"{200000 + int(self.rng.random() * 700000)}" if self.rng.random() < 0.3 else ""
        names = f"{said.last}\t{said.first}\t{said.middle}\t{birth}\t{member.sex}"
        place = f"{family.address}\t{family.salon.city}\t{member.salon.id}"
        chunk.lines(sheets.CARD).append(
            f"{card}\t{chunk.world.client}\t{chunk.guid()}\t1\t{person}\t{names}\t{place}\t{channel}\t{discount}\t\t"
            f"{self.stamp}\t{self._author(member, card)}\t{self.stamp}\t{self.stamp}"
        )
        born = dt.date.fromisoformat(said.birth) if said.birth else None
        told = Record(said.last, said.first, said.middle, born, (), "", family.address, family.salon.city, member.sex)
        chunk.lines(sheets.CARD_KEYS).append(copy_line(card, told))
        if first_of_person:
            email = self._email(member, card, joined) or NONE
            pd, ads, out = self.acts.write(member, card, joined)
            chunk.lines(sheets.PERSON).append(
                f"{person}\t{names}\t{place}\t\t{channel}\t{phone}\t{email}\t{pd}\t{ads}\t{out}\t\t"
                f"{card}\t{bucket(card)}\t{self.stamp}\t{self.stamp}"
            )

    def _author(self, member: Member, card: str) -> str:
        """Who of the salon's sellers wrote the card, as the source knows them; the card's own id says who."""
        sellers = member.salon.sellers
        if not sellers:
            return NONE
        return self.chunk.world.kept.get("staff_guids", {}).get(sellers[int(card[-4:], 16) % len(sellers)], NONE)

    def _phone(self, member: Member, card: str, said: str) -> str:
        """Writes the phone of a card; returns the id of the number, or "" where there is none."""
        if not said:
            return ""
        number = said if said == member.phone else ""
        phone = self.phones.get(number, "") if number else ""
        if number and not phone:
            phone = self.phones[number] = self.chunk.new_id()
            self.chunk.lines(sheets.PHONE).append(f"{phone}\t{number}\tt\t{self.stamp}\t{self.stamp}")
        raw = _spelt(int(self.rng.random() * 5), number) if number else said
        # a desk often does not say that the number is the mother's
        told = member.phone_role if self.family.scripted or self.rng.random() < 0.7 else "own"
        hint = "мама" if told == "parent" and self.rng.random() < 0.5 else ""
        self.chunk.lines(sheets.CARD_PHONE).append(f"{card}\t{phone or NONE}\t{raw}\tmobile\t{told}\t{hint}\t\tt\t0")
        return phone

    def _email(self, member: Member, card: str, joined: int) -> str:
        if self.rng.random() > 0.22 or member.age(joined) < 16:
            return ""
        year = day_text(member.born)[:4]
        unique = self.chunk.first + len(self.chunk.lines(sheets.EMAIL))
        local = f"{member.first}.{member.surname}".lower().translate(LATIN)
        address = f"{local}{year[2:]}.{unique}@{HOSTS[int(self.rng.random() * len(HOSTS))]}"
        email = self.chunk.new_id()
        self.chunk.lines(sheets.EMAIL).append(f"{email}\t{address}\t{self.stamp}\t{self.stamp}")
        self.chunk.lines(sheets.CARD_EMAIL).append(f"{card}\t{email}\t{address}\town\tt")
        return email

    def _truth(self, member: Member, card: str, flaws: list[str]) -> None:
        self.chunk.truth.append(
            f"card,{card},{member.person},{self.family.id},{member.surname},{member.first},{member.middle},"
            f"{day_text(member.born)},{member.phone},{' '.join(flaws)}\n"
        )


def bucket(card: str) -> int:
    """The stable random number of the person whose oldest card this is, as SQL's `app_bucket` makes it."""
    dashed = f"{card[:8]}-{card[8:12]}-{card[12:16]}-{card[16:20]}-{card[20:]}"
    return int.from_bytes(hashlib.sha256(dashed.encode()).digest()[:4], "big")


def _spelt(habit: int, number: str) -> str:
    rest = number[2:]
    if habit == 0:
        return f"8{rest}"
    if habit == 1:
        return f"8 ({rest[:3]}) {rest[3:6]}-{rest[6:8]}-{rest[8:]}"
    if habit == 2:
        return f"+7 {rest[:3]} {rest[3:6]}-{rest[6:8]}-{rest[8:]}"
    return number if habit == 3 else rest
