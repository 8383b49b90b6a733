"""Why two entries may be one person's, in words: the codes of the check and of the scan, as sentences for people."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.identity.keys import Record

VERDICTS = {
    "same": gettext_lazy("The same person"),
    "relative": gettext_lazy("A relative: link them?"),
    "perhaps": gettext_lazy("Perhaps the same person"),
}
REASONS = {
    "phone": gettext_lazy("same phone"),
    "phone_slip": gettext_lazy("phones differ by one digit"),
    "email": gettext_lazy("same e-mail"),
    "email_name": gettext_lazy("same name in the e-mail"),
    "address": gettext_lazy("same address"),
    "last": gettext_lazy("same surname"),
    "last_sounds": gettext_lazy("surnames sound alike"),
    "last_slip": gettext_lazy("surnames differ by one letter"),
    "last_differs": gettext_lazy("another surname"),
    "first": gettext_lazy("same name"),
    "first_short": gettext_lazy("the name is a short form"),
    "first_near": gettext_lazy("names are spellings of one"),
    "first_slip": gettext_lazy("names differ by one letter"),
    "first_initial": gettext_lazy("same initial"),
    "first_differs": gettext_lazy("another name"),
    "father": gettext_lazy("same patronymic"),
    "father_slip": gettext_lazy("patronymics differ by one letter"),
    "father_differs": gettext_lazy("another patronymic"),
    "born": gettext_lazy("same birth date"),
    "born_swap": gettext_lazy("day and month of birth change places"),
    "born_year": gettext_lazy("birth dates differ by the year"),
    "born_day": gettext_lazy("birth dates differ by the day or the month"),
    "born_vague": gettext_lazy("same year of birth, the day was not known"),
    "born_differs": gettext_lazy("another birth date"),
    "sex_differs": gettext_lazy("another sex"),
    "child": gettext_lazy("a child by the patronymic and the age"),
}
AGAINST = {code for code in REASONS if code.endswith("_differs")}


def in_words(codes: Iterable[str], one: Record | None = None, other: Record | None = None) -> list[str]:
    """A phrase for each code, what speaks for it first; with both entries a phrase shows what stands on each."""
    ordered = sorted(codes, key=_place)
    return [_phrase(code, one, other) for code in ordered]


def sentence(codes: Iterable[str], one: Record | None = None, other: Record | None = None) -> str:
    """The phrases as one line."""
    return "; ".join(in_words(codes, one, other))


def _phrase(code: str, one: Record | None, other: Record | None) -> str:
    words = str(REASONS.get(code, code.replace("_", " ")))
    field = FIELDS.get(code.partition("_")[0])
    if field is None or one is None or other is None:
        return words
    said = [str(getattr(entry, field) or "") for entry in (one, other)]
    if not all(said) or len({_read(part) for part in said}) == 1:
        return words
    words = str(REASONS.get(SHORT.get(code, code), words))
    return _("%(words)s: %(one)s - %(other)s") % {"words": words, "one": said[0], "other": said[1]}


def _read(word: str) -> str:
    return word.casefold().replace("ё", "е").strip(" .")


# equal as keys and written in two ways
SHORT = {"first": "first_short"}
FIELDS = {"last": "last_name", "first": "first_name", "father": "middle_name"}
ORDER = list(REASONS)


def _place(code: str) -> tuple[bool, int]:
    return code in AGAINST, ORDER.index(code) if code in REASONS else len(ORDER)
