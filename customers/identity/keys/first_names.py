"""First names: a short form stands for a set of canonical names, Саша for Александр and Александра."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from customers.identity.keys.tables import rows
from customers.identity.keys.text import squeeze

_OWN_RIGHT = 300  # a short form that so many bear in their passport is a name in its own right too (Рита, Алёна)
_TOO_VAGUE = 2  # a short form of more names does not join them into one group (Аля, Слава)
_TYPO_LENGTH = 5  # in shorter words one letter makes another name


@dataclass(frozen=True, slots=True)
class FirstName:
    """What a word says as a first name: canonical names, the group they are looked up by; sex, initial if plain."""

    names: frozenset[str]
    group: str
    sex: str
    initial: str
    known: bool


class Book:
    """The tables, and what follows from them."""

    def __init__(self) -> None:
        self.sexes: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.forms: dict[str, set[str]] = defaultdict(set)
        self.near: dict[str, int] = {}
        self._leaders: dict[str, str] = {}
        for name, sex, count in rows("names"):
            self.sexes[name], self.counts[name] = sex, int(count)
        short = [(name, sex, forms.split()) for name, sex, forms in rows("short_forms")]
        for name, sex, forms in short:
            self.sexes.setdefault(name, sex)
            for form in forms:
                self.forms[form].add(name)
        canonical = {name for name, _, _ in short}
        for form, names in self.forms.items():
            if form in canonical or self.counts.get(form, 0) >= _OWN_RIGHT:
                names.add(form)
        for name in self.sexes:
            self.forms.setdefault(name, {name})
        self._join()
        self.squeezed: dict[str, str] = {}
        for form in sorted(self.forms, key=self._weight):
            self.squeezed[squeeze(form)] = form
        self.deletes: dict[str, list[str]] = defaultdict(list)
        for form in self.forms:
            if len(form) >= _TYPO_LENGTH:
                for shorter in _deletes(form):
                    self.deletes[shorter].append(form)

    def _weight(self, form: str) -> int:
        return max(self.counts.get(name, 0) for name in (form, *self.forms[form]))

    def _join(self) -> None:
        for number, (line,) in enumerate(rows("variants")):
            first, *others = line.split()
            for name in (first, *others):
                self.near.setdefault(name, number)
            for other in others:
                self._union(first, other)
        for form, names in self.forms.items():
            if len(names - {form}) <= _TOO_VAGUE and len({name[:2] for name in names - {form}}) == 1:
                for name in names:
                    self._union(name, form)

    def _union(self, a: str, b: str) -> None:
        a, b = self.leader(a), self.leader(b)
        if a == b:
            return
        if self.counts.get(b, b in self.sexes) > self.counts.get(a, a in self.sexes):
            a, b = b, a
        self._leaders[b] = a

    def leader(self, name: str) -> str:
        """The most common name of the group that short forms and spellings join this one to."""
        while name in self._leaders:
            name = self._leaders[name]
        return name

    def nearest(self, word: str) -> str | None:
        """The commonest known form one slip of the finger away; None where there is none."""
        found = {form for shorter in (word, *_deletes(word)) for form in self.deletes.get(shorter, ())}
        found = {form for form in found if abs(len(form) - len(word)) <= 1}
        return max(found, key=self._weight) if found else None


@cache
def book() -> Book:
    """The tables, read at first use."""
    return Book()


@lru_cache(maxsize=50_000)
def first_name(word: str) -> FirstName:
    """What a cleaned word says as a first name; an unknown one stands for itself."""
    names = book()
    form = word if word in names.forms else names.squeezed.get(squeeze(word))
    if form is None:
        near = names.nearest(word) if len(word) >= _TYPO_LENGTH else None
        return FirstName(
            frozenset((word,)), names.leader(near or word), names.sexes.get(near or "", ""), word[:1], known=False
        )
    canonical = names.forms[form]
    sexes = {names.sexes[name] for name in canonical}
    letters = {name[0] for name in canonical}
    return FirstName(frozenset(canonical), names.leader(form), _only(sexes), _only(letters), known=True)


def near(a: str, b: str) -> bool:
    """Whether two canonical names are spellings of one that passports keep apart: наталья and наталия."""
    kinds = book().near
    return a == b or (a in kinds and kinds[a] == kinds.get(b))


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _deletes(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]
