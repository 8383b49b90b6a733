"""Surnames without their gender: Иванова and Иванов, Белая and Белый are one key."""

import re
from functools import lru_cache

from customers.identity.keys.text import squeeze

_LOOKS = re.compile(
    "(?:ов|ев|ин|ын|ова|ева|ина|ына|[сц]к(?:ий|ая|ои|ой|и)|ых|их|ко|юк|чук|дзе|швили|ян|ец|[иы]й|ая|ун|як|ук|аш|ер)$"
)
_MALE = re.compile("(?:[оеё]в|[иы]н|[сц]кий|цкой|ской)$")
_FEMALE = re.compile("(?:[оеё]ва|[иы]на|[сц]кая)$")
_ADJECTIVE = re.compile("(?:ая|яя|ои|и)$")
_POSSESSIVE = re.compile("(?<=[ое]в|ин)а$")
_SOUNDS = (("тс", "ц"), ("дс", "ц"), ("дт", "т"), ("стн", "сн"), ("здн", "зн"))
_SAME_SOUND = str.maketrans("оеябдвгжзю", "аииптфкшсу")


@lru_cache(maxsize=300_000)
def surname(text: str) -> str:
    """The gender-neutral key of a cleaned surname; of a double one both parts, as they stand."""
    return "-".join(part for part in map(_one, re.split(r"[\s\-]+", text)) if part)


@lru_cache(maxsize=100_000)
def looks_like_surname(word: str) -> bool:
    """Whether the ending is a surname's."""
    return len(word) > 3 and _LOOKS.search(word) is not None


def sex_of_surname(word: str) -> str:
    """`m`, `f` or "" where the ending does not tell."""
    if _FEMALE.search(word):
        return "f"
    return "m" if _MALE.search(word) else ""


@lru_cache(maxsize=300_000)
def sound(key: str) -> str:
    """How a surname key sounds, unstressed vowels and voiced consonants alike: for looking up what was heard."""
    for spelt, heard in _SOUNDS:
        key = key.replace(spelt, heard)
    return squeeze(key.translate(_SAME_SOUND))


def _one(part: str) -> str:
    key = squeeze(part)
    if len(key) < 4:
        return key
    if key.endswith("а"):
        return _POSSESSIVE.sub("", key)
    return _ADJECTIVE.sub("и", key)
