"""Entries as desks type them: the first one nearly right, the further ones with flaws, each drawn on its own."""

import datetime as dt
from functools import cache
from typing import Any

from customers.identity.keys.tables import rows
from customers.identity.keys.text import KEYBOARD, to_translit
from customers.identity.training.people import Someone, Town, feminine

_LATIN_KEYS = {cyrillic: latin for latin, cyrillic in KEYBOARD.items()}
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_BESIDE = {char: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in _ROWS for i, char in enumerate(row)}
_HEARD = (
    ("о", "а"), ("а", "о"), ("е", "и"), ("и", "е"), ("тс", "ц"), ("нн", "н"), ("сс", "с"), ("в", "ф"), ("г", "к"),
    ("д", "т"), ("з", "с"), ("ь", ""), ("э", "е"), ("жи", "жы"),
)  # fmt: skip
_COLLOQUIAL = (("ович", "ыч"), ("евич", "ич"), ("овна", "на"), ("еевна", "евна"))
_SERVICES = ("mail.ru", "yandex.ru", "gmail.com", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "ya.ru")
Row = dict[str, Any]


@cache
def _short_forms() -> dict[str, list[str]]:
    return {name.capitalize(): forms.split() for name, _, forms in rows("short_forms")}


class Desk:
    """Types people in."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.random = town.random

    def clean(self, who: Someone) -> Row:
        """The first entry: little missing, nothing wrong."""
        hit = self.town.hit
        return {
            "last_name": who.last,
            "first_name": who.first,
            "middle_name": "" if hit("clean_no_middle") else who.middle,
            "birth_date": None if hit("clean_no_date") else who.born,
            "phone": "" if hit("clean_no_phone") else who.phone,
            "email": self._mail(who),
            "address": self._address(who, self.town.hit("clean_no_street"), no_city=False),
        }

    def again(self, who: Someone, phones: list[str]) -> Row:
        """A further entry with flaws; `phones` are those of the household."""
        last, first, middle = self._name(who)
        place = self.town.place() if self.town.hit("moved") else who.place
        mail = self._mail(who) if self.town.hit("email_again") else ""
        if mail and self.town.hit("other_mail_service"):
            mail = mail.split("@")[0] + "@" + self.random.choice(_SERVICES)
        city = self.town.hit("no_city")
        return {
            "last_name": last,
            "first_name": first,
            "middle_name": middle,
            "birth_date": self._date(who.born),
            "phone": self._phone(who, phones),
            "email": mail,
            "address": self._address(who, self.town.hit("no_street"), no_city=city, place=place),
        }

    def spelt(self, phone: str) -> str:
        """A number in one of the spellings of the day."""
        if not phone:
            return ""
        a, b, c, d = phone[:3], phone[3:6], phone[6:8], phone[8:]
        return self.random.choice(
            (
                f"+7{phone}",
                f"8{phone}",
                f"7{phone}",
                phone,
                f"8({a}){b}{c}{d}",
                f"+7 ({a}) {b}-{c}-{d}",
                f"8 {a} {b} {c} {d}",
            )
        )

    def one_of(self, *names: str) -> str:
        """At most one of several flaws that exclude each other, by their rates."""
        draw = self.random.random()
        for name in names:
            draw -= self.town.rates[name]
            if draw < 0:
                return name
        return ""

    def typo(self, word: str) -> str:
        """One slip of the finger: a letter lost, swapped, doubled, or its neighbour struck."""
        if len(word) < 4:
            return word
        i, kind = self.random.randrange(1, len(word) - 1), self.random.randrange(4)
        if kind == 0:
            return word[:i] + word[i + 1 :]
        if kind == 1:
            return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        if kind == 2:
            return word[:i] + word[i] + word[i:]
        near = _BESIDE.get(word[i].lower(), "")
        return word[:i] + (self.random.choice(near) if near else "") + word[i + 1 :]

    def _heard(self, word: str) -> str:
        spelt, heard = self.random.choice(_HEARD)
        i = word.find(spelt, 1)
        return word[:i] + heard + word[i + len(spelt) :] if i > 0 else self.typo(word)

    def _name(self, who: Someone) -> tuple[str, str, str]:
        last, first, middle = self._last(who), *self._first(who)
        flaw = self.one_of("first_and_middle", "last_and_first")
        if flaw == "first_and_middle" and middle:
            first, middle = middle, first
        elif flaw == "last_and_first":
            last, first = first, last
        flaw = self.one_of("latin", "layout", "capitals", "small")
        if flaw == "latin":
            return self._in_latin(last), self._in_latin(first), self._in_latin(middle)
        if flaw == "layout":
            return _on_latin_keys(last), _on_latin_keys(first), _on_latin_keys(middle)
        if flaw == "capitals":
            return last.upper(), first.upper(), middle.upper()
        return (last.lower(), first.lower(), middle.lower()) if flaw == "small" else (last, first, middle)

    def _last(self, who: Someone) -> str:
        flaw = self.one_of("maiden", "last_typo", "last_heard", "last_wrong_gender")
        if flaw == "maiden":
            return who.maiden or who.last
        if flaw == "last_typo":
            return self.typo(who.last)
        if flaw == "last_heard":
            return self._heard(who.last)
        if flaw == "last_wrong_gender":
            return who.last[:-1] if who.last.endswith("а") else feminine(who.last)
        return who.last

    def _first(self, who: Someone) -> tuple[str, str]:
        flaw = self.one_of("short_form", "stray_letter", "first_typo", "initials")
        first, middle = who.first, who.middle
        if flaw == "initials":
            return first[0] + ".", middle[0] + "."
        if flaw == "short_form":
            first = self.random.choice(_short_forms().get(first, [first])).capitalize()
        elif flaw == "stray_letter":
            forms = "".join(_short_forms().get(first, [first])[:3])
            first = self.random.choice(forms[0].upper() + forms)
        elif flaw == "first_typo":
            first = self.typo(first)
        flaw = self.one_of("no_middle", "middle_typo", "middle_colloquial")
        if flaw == "no_middle":
            middle = ""
        elif flaw == "middle_typo":
            middle = self.typo(middle)
        elif flaw == "middle_colloquial":
            for book, spoken in _COLLOQUIAL:
                if middle.endswith(book):
                    middle = middle.removesuffix(book) + spoken
                    break
        return first, middle

    def _in_latin(self, word: str) -> str:
        latin = to_translit(word.lower())
        if self.random.random() < 0.3:
            latin = latin.replace("iy", "y").replace("ts", "c").replace("kh", "h")
        return latin.capitalize()

    def _date(self, born: dt.date) -> dt.date | None:
        flaw = self.one_of("no_date", "day_and_month", "wrong_year", "wrong_day", "first_of_january")
        if flaw == "no_date":
            return None
        if flaw == "day_and_month" and born.day <= 12:
            return dt.date(born.year, born.day, born.month)
        if flaw == "wrong_year":
            return born.replace(day=min(born.day, 28), year=born.year + self.random.choice((-10, -2, -1, 1, 2, 10)))
        if flaw == "wrong_day":
            return born.replace(day=min(28, max(1, born.day + self.random.choice((-10, -1, 1, 10)))))
        return dt.date(born.year, 1, 1) if flaw == "first_of_january" else born

    def _phone(self, who: Someone, phones: list[str]) -> str:
        flaw = self.one_of("no_phone", "relatives_phone", "new_phone", "phone_typo")
        if flaw == "no_phone":
            return ""
        if flaw == "relatives_phone":
            return self.random.choice(phones or [""])
        if flaw == "new_phone":
            return self.town.phone()
        if flaw == "phone_typo" and who.phone:
            i = self.random.randrange(3, 10)
            return who.phone[:i] + str(self.random.randrange(10)) + who.phone[i + 1 :]
        return who.phone

    def _mail(self, who: Someone) -> str:
        if not who.mail:
            word = to_translit(who.last.lower())
            style = self.random.randrange(4)
            name = (to_translit(who.first[0].lower()) if style else to_translit(who.first.lower()) + ".") + word
            number = f"{who.born.year % 100:02d}" if style != 1 else str(self.random.randrange(1000))
            who.mail = "-" if self.town.hit("no_email") else f"{name}{number}@{self.random.choice(_SERVICES)}"
        return who.mail if who.mail != "-" else ""

    def _address(
        self, who: Someone, no_street: bool, *, no_city: bool, place: tuple[str, str, int, int] | None = None
    ) -> str:
        city, street, house, flat = place or who.place
        parts = [] if no_city else [self.random.choice(("г. ", "г ", "")) + city]
        if not no_street:
            parts.append(
                self.random.choice(
                    (
                        f"ул. {street}, д. {house}, кв. {flat}",
                        f"{street} {house}-{flat}",
                        f"улица {street} дом {house} кв {flat}",
                    )
                )
            )
        return ", ".join(parts)


def _on_latin_keys(word: str) -> str:
    return "".join(_LATIN_KEYS.get(char, char) for char in word.lower())
