"""Addresses: street, house and flat as one key, the city apart."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

LONGEST = 300
_WORDS = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_INDEX = 6  # digits of a postal code
_HYPHENED = re.compile(r"\b(?:пр-к?т|пр-д|б-р|м-н|мкр-н|р-н)\b\.?")
_STREET = frozenset(
    (
        "ул",
        "улица",
        "пр",
        "просп",
        "проспект",
        "пркт",
        "пер",
        "переулок",
        "пл",
        "площадь",
        "бр",
        "бул",
        "бульвар",
        "ш",
        "шоссе",
        "наб",
        "набережная",
        "проезд",
        "тупик",
        "аллея",
        "мкр",
        "микрорайон",
        "мрн",
        "квартал",
        "россия",
        "рф",
    )
)
_HOUSE = frozenset(("д", "дом", "зд", "здание", "влад", "владение"))
_FLAT = frozenset(("кв", "квартира", "оф", "офис", "комн", "комната", "пом"))
_BLOCK = frozenset(("к", "корп", "корпус", "стр", "строение", "литер", "лит"))
_TOWN = frozenset(("г", "гор", "город", "пос", "поселок", "с", "село", "дер", "деревня", "рп", "пгт", "станица"))
_REGION = frozenset(("обл", "область", "респ", "республика", "край", "р", "район", "рн", "ао"))
# nine of ten: [г. Бор, ] [ул. ]Мира[, д. ]12[, кв. ]34
_COMMON = re.compile(
    r"(?:(?:г\.? )?([а-я]+(?: [а-я]+)?), )?(?:ул\. |улица )?([а-я]{3,}),? (?:д\. |дом )?(\d{1,4})"
    r"(?:, кв\. | кв |-)(\d{1,5})"
)
_CITY = 100
_MARKS = {word: mark for words, mark in ((_HOUSE, "house"), (_FLAT, "flat"), (_BLOCK, "block")) for word in words}
_KINDS = _STREET | _TOWN | _REGION | _MARKS.keys()


@dataclass(slots=True)
class _Place:
    """What the pieces of an address have told so far."""

    city: str = ""
    street: list[str] = field(default_factory=list)
    house: str = ""
    block: str = ""
    flat: str = ""

    def number(self, token: str, mark: str) -> None:
        """A number stands for what the word before it says, else for the house, then for the flat."""
        if mark and not getattr(self, mark):
            setattr(self, mark, token)
        elif not self.house:
            self.house = token
        elif not self.flat:
            self.flat = token

    @property
    def key(self) -> str:
        if not (self.street and self.house):
            return ""
        block = f"к{self.block}" if self.block else ""
        return f"{' '.join(sorted(self.street))}|{self.house}{block}|{self.flat}"


def address_key(raw: str, city: str = "") -> tuple[str, str]:
    """(`street|house|flat` or "" without a house, city). Type words, index, region and order of words do not count.

    `city` is what a field of its own says; otherwise it is read from the address.
    """
    if not raw:
        return "", city_key(city[:_CITY]) if city else ""
    text = raw[:LONGEST].lower().replace("ё", "е")
    common = _COMMON.fullmatch(text)
    if common:
        town, street, house, flat = common.groups()
        if street not in _KINDS and (town is None or _KINDS.isdisjoint(town.split())):
            return f"{street}|{house}|{flat}", city_key((city or town or "")[:_CITY])
    return read_address(text, city)


def read_address(text: str, city: str) -> tuple[str, str]:
    """The same of any lower-case text, piece by piece."""
    place = _Place(city=city_key(city[:_CITY]) if city else "")
    if "р-" in text or "м-" in text:
        text = _HYPHENED.sub(" ", text)
    for piece in text.split(","):
        _read(piece, place)
    if place.house and not place.street and not city:  # Ленина, д. 5: what stood alone was the street
        place.street, place.city = place.city.split(), ""
    return place.key, place.city


@lru_cache(maxsize=10_000)
def city_key(raw: str) -> str:
    """A town without its kind: г. Бор is бор."""
    return " ".join(word for word in _WORDS.findall(raw.lower().replace("ё", "е")) if word not in _TOWN)


def _read(piece: str, place: _Place) -> None:
    tokens = _WORDS.findall(piece)
    if not tokens:
        return
    if not _DIGIT.search(piece):
        if not _REGION.isdisjoint(tokens):
            return
        town = city_key(piece[:_CITY])
        if not place.street and (
            tokens[0] in _TOWN or town == place.city or (not place.city and _STREET.isdisjoint(tokens))
        ):
            place.city = place.city or town
            return
    _read_street(tokens, place)


def _read_street(tokens: list[str], place: _Place) -> None:
    mark = ""
    had_words = bool(place.street)
    for token in tokens:
        if token[0].isdigit():
            if len(token) != _INDEX:
                place.number(token, mark)
            mark = ""
        elif token in _MARKS:
            mark = _MARKS[token]
        elif len(token) == 1 and place.house and not place.flat:
            place.house += token
        elif len(token) > 1 and token not in _STREET and token not in _TOWN:
            if place.house and not had_words and not place.street:
                place.street.append(place.house)  # 8 Марта, 40 лет Победы: the number is the street's
                place.house = ""
            place.street.append(token)
