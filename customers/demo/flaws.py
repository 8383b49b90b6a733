"""How desks get a card wrong: about three cards of ten carry a flaw of these."""

import random
from dataclasses import dataclass

NEIGHBOURS = {
    "а": "п", "о": "л", "е": "н", "и": "м", "н": "г", "т": "ь", "с": "м", "р": "п", "в": "а", "л": "д",
    "к": "е", "м": "и", "д": "ж", "п": "р", "у": "к", "я": "ч", "ь": "т", "г": "ш", "з": "х", "б": "ю",
}  # fmt: skip
SOUNDS = (
    ("ё", "е"),
    ("ова", "ава"),
    ("ие", "ье"),
    ("нн", "н"),
    ("сс", "с"),
    ("йе", "ие"),
    ("тс", "ц"),
    ("дм", "дим"),
)
NO_PHONES = ("нет", "-", "уточнить", "8920", "не даёт", "0")

NAME_FLAWS = (
    "typo",
    "typo",
    "swapped_names",
    "no_patronymic",
    "initials",
    "note_in_name",
    "upper_case",
    "sound",
)
SHARES = (("name", 0.085), ("phone", 0.065), ("birth", 0.06))


@dataclass(slots=True)
class Written:
    """What stands on a card: names, birth date, and the phone as it was typed."""

    last: str
    first: str
    middle: str
    birth: str
    phone: str


def spoil(rng: random.Random, card: Written) -> list[str]:
    """Spoils a card in place as often as desks do; returns the codes of its flaws."""
    found = []
    luck = rng.random()
    for what, share in SHARES:
        if luck < share:
            found.append(_SPOILERS[what](rng, card))
            break
        luck -= share
    return [code for code in found if code]


def retype(rng: random.Random, card: Written) -> list[str]:
    """The second card of a person: somebody else typed it, on another day."""
    found = ["duplicate"]
    if rng.random() < 0.75:
        found.append(spoil_name(rng, card))
    luck = rng.random()
    if luck < 0.25:
        found.append(spoil_birth(rng, card))
    elif luck < 0.4:
        found.append(_spoil_phone(rng, card))
    return [code for code in found if code]


def spoil_name(rng: random.Random, card: Written) -> str:
    """One flaw of the names."""
    kind = NAME_FLAWS[int(rng.random() * len(NAME_FLAWS))]
    if kind == "typo":
        card.last = mistyped(rng, card.last)
    elif kind == "swapped_names":
        card.last, card.first = card.first, card.last
    elif kind == "no_patronymic":
        card.middle = ""
    elif kind == "initials":
        card.first, card.middle = card.first[:1] + ".", card.middle[:1] + "."
    elif kind == "note_in_name":
        card.first += rng.choice((" (дочь)", " (жена)", " работа", " !!!", " с мамой"))
    elif kind == "upper_case":
        card.last, card.first, card.middle = card.last.upper(), card.first.upper(), card.middle.upper()
    else:
        card.last = misheard(card.last) or mistyped(rng, card.last)
    return kind


def mistyped(rng: random.Random, word: str) -> str:
    """The word with one slip of a finger: a neighbour's key, a letter lost, doubled or swapped with the next."""
    if len(word) < 4:
        return word + word[-1]
    at = 1 + int(rng.random() * (len(word) - 2))
    luck = rng.random()
    if luck < 0.4:
        return word[:at] + NEIGHBOURS.get(word[at], "а") + word[at + 1 :]
    if luck < 0.6:
        return word[:at] + word[at + 1 :]
    if luck < 0.8:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def misheard(word: str) -> str:
    """The word as it sounds, or "" where it is spelt as it sounds."""
    lowered = word.lower()
    for written, heard in SOUNDS:
        if written in lowered[1:]:
            at = lowered.index(written, 1)
            return word[:at] + heard + word[at + len(written) :]
    return ""


def spoil_birth(rng: random.Random, card: Written) -> str:
    """One flaw of the birth date; what remains is a date, if it is one."""
    if not card.birth:
        return ""
    year, month, day = card.birth.split("-")
    luck = rng.random()
    if luck < 0.45:
        card.birth = ""
        return "no_birth_date"
    if luck < 0.7 and int(day) <= 12 and day != month:
        card.birth = f"{year}-{day}-{month}"
        return "birth_day_for_month"
    if luck < 0.85:
        card.birth = f"{year}-01-01"
        return "birth_year_only"
    wrong = f"{year[:2]}{year[3]}{year[2]}" if "1930" <= year < "1999" else f"{int(year) - 1}"
    card.birth = f"{wrong}-{month}-{min(day, '28')}"  # every month of every year has a 28th
    return "birth_year_wrong"


def _spoil_phone(rng: random.Random, card: Written) -> str:
    luck = rng.random()
    if luck < 0.3 or not card.phone:
        card.phone = ""
        return "no_phone"
    if luck < 0.6:
        card.phone = NO_PHONES[int(rng.random() * len(NO_PHONES))]
        return "malformed_phone"
    if luck < 0.8:
        card.phone = card.phone[2:11]  # a digit short
        return "malformed_phone"
    card.phone = f"8({card.phone[2:5]}){card.phone[5:8]}-{card.phone[8:10]}-{card.phone[10:]}/{card.phone[-6:]}"
    return "malformed_phone"


def _spoil_name_again(rng: random.Random, card: Written) -> str:
    return spoil_name(rng, card)


_SPOILERS = {"name": _spoil_name_again, "phone": _spoil_phone, "birth": spoil_birth}
