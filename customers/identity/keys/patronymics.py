"""Patronymics, book and colloquial, to the father's name: Александрович, Саныч, Алексанна are александр."""

import re
from functools import cache, lru_cache

from customers.identity.keys.first_names import book
from customers.identity.keys.tables import rows
from customers.identity.keys.text import squeeze

_MALE = re.compile("(?:ович|евич|ич|ыч|оглы|углы|улы)$")
_FEMALE = re.compile("(?:овна|евна|ична|инична|ишна|кызы|гызы)$")
_FATHERED = re.compile(r"(.{2,}?)[\s-]*(?:оглы|углы|кызы|гызы|улы)$")
_STEM = re.compile("(?:ьевич|ьевна|евич|евна|ович|овна|инична|ична|ич|ыч)$")
_TYPO_LENGTH = 7


@cache
def _forms() -> dict[str, str]:
    """Squeezed form -> father's name, written by rule for every male name, then the table of exceptions."""
    names = book()
    males = sorted(
        (name for name, sex in names.sexes.items() if sex == "m"), key=lambda name: names.counts.get(name, 0)
    )
    forms = {squeeze(form): name for name in males for form in _written(name)}
    forms.update((squeeze(form), father) for form, father in rows("patronymics"))
    return forms


def _written(name: str) -> list[str]:
    if name.endswith(("ий", "ей", "ай", "ой", "уй")):
        stem, vowel = name[:-1], name[-2]
        if vowel == "и":
            soft = name[:-2] + "ь"
            return [
                soft + "евич",
                soft + "евна",
                stem + "евич",
                stem + "евна",
                name[:-2] + "ич",
                soft + "ич",
                name[:-2] + "на",
            ]
        return [
            stem + "евич",
            stem + "евна",
            stem + "ич",
            name[:-2] + "ич",
            name[:-2] + "евна",
            stem + "вна",
            stem + "на",
        ]
    if name.endswith("ь"):
        stem = name[:-1]
        return [stem + "евич", stem + "евна", stem + "ич", stem + "ович", stem + "овна", stem + "на", name + "евич"]
    if name.endswith(("а", "я")):
        stem = name[:-1]
        rest = [
            stem + "ич",
            stem + "ична",
            stem + "инична",
            stem + "ишна",
            stem + "инишна",
            stem + "ович",
            stem + "овна",
        ]
        return [*rest, stem + "евич", stem + "евна", stem + "ыч"]
    if name.endswith(("о", "и", "у", "ы", "е")):
        return [name[:-1] + "ович", name[:-1] + "овна", name + "евич", name + "евна", name + "вич", name + "вна"]
    rest = [name + "ович", name + "овна", name + "ыч", name + "ич", name + "на", name + "евич", name + "евна"]
    return [*rest, name + "овыч"]


@cache
def _deletes() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    common = book().counts
    for form, father in _forms().items():
        if len(form) >= _TYPO_LENGTH and common.get(father, 0) >= 200:
            for i in range(len(form)):
                table.setdefault(form[:i] + form[i + 1 :], []).append(father)
            table.setdefault(form, []).append(father)
    return table


@lru_cache(maxsize=50_000)
def father_of(word: str) -> str:
    """The canonical father's name; one slip of the finger is forgiven. Of an unknown patronymic its stem."""
    key = squeeze(word)
    known = _forms().get(key)
    if known:
        return known
    fathered = _FATHERED.fullmatch(word)
    if fathered:
        return fathered[1].strip()
    if len(key) >= _TYPO_LENGTH:
        near = {father for i in range(len(key)) for father in _deletes().get(key[:i] + key[i + 1 :], ())}
        near.update(_deletes().get(key, ()))
        if near:
            return max(near, key=_commonness)
    return _STEM.sub("", word) or word


@lru_cache(maxsize=50_000)
def is_patronymic(word: str) -> bool:
    """Whether the word is a known patronymic or ends like one."""
    return squeeze(word) in _forms() or (len(word) > 5 and (_MALE.search(word) or _FEMALE.search(word)) is not None)


def is_listed_patronymic(word: str) -> bool:
    """Whether it is the patronymic of a name we know: of the surnames in -ович and -евич hardly any is."""
    return squeeze(word) in _forms()


def sex_of_patronymic(word: str) -> str:
    """`m`, `f` or "" where the ending does not tell."""
    if word.endswith(("на", "кызы", "гызы")):
        return "f"
    return "m" if word.endswith(("ич", "ыч", "оглы", "углы", "улы")) else ""


def _commonness(name: str) -> int:
    return book().counts.get(name, 0)
