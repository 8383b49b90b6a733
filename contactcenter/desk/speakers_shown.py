"""Who may be speaking, as the operator's card lists them: numbered by keys, masked, doubles greyed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from contactcenter.reasons.ranking import Likely

KEYS = 9
# how a reason to call looks; one that is not named here is grey
LOOKS = {
    "order_ready": ("green", "circle-check"),
    "ticket_ready": ("green", "tool"),
    "ticket_late": ("red", "clock-exclamation"),
    "appointment_soon": ("blue", "calendar-event"),
    "adaptation": ("violet", "eyeglass"),
    "missed_call": ("amber", "phone-x"),
}


@dataclass(frozen=True)
class Speaker:
    """Somebody of the number. `key` chooses (1 to 9, 0: none); `name` is whole for the verified one alone.

    `twin_of` is the other one who looks like the same person: greyed, asked about by one key.
    """

    likely: Likely
    key: int
    name: str
    is_chosen: bool
    is_open: bool
    twin_of: uuid.UUID | None = None

    @property
    def reasons(self) -> list[tuple[str, str, str]]:
        """Why they may be calling: words, colour, picture."""
        return [(words, *LOOKS.get(code, ("grey", "history"))) for code, words in self.likely.reasons]


def masked_name(name: str) -> str:
    """`Иванова Анна Петровна` as `Анна Петровна И.`: enough to ask for, not enough to tell."""
    family, *given = name.split() or [""]
    return " ".join([*given, f"{family[:1]}."]) if given else f"{family[:1]}."


def speakers_of(people: Sequence[Likely], chosen: uuid.UUID | None, *, is_open: bool) -> list[Speaker]:
    """The people in the order of their chances, doubles last; `is_open`: the chosen one was made sure of."""
    twins = twins_of(people)
    ordered = sorted(people, key=lambda one: one.id in twins)
    return [
        Speaker(
            likely=one,
            key=place if place <= KEYS else 0,
            name=one.name if is_open and one.id == chosen else masked_name(one.name),
            is_chosen=one.id == chosen,
            is_open=is_open and one.id == chosen,
            twin_of=twins.get(one.id),
        )
        for place, one in enumerate(ordered, 1)
    ]


def twins_of(people: Sequence[Likely]) -> dict[uuid.UUID, uuid.UUID]:
    """Who looks like somebody who stands higher: the same first name and patronymic or surname, and no other age."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    for place, one in enumerate(people):
        for other in people[:place]:
            if other.id not in found and _alike(one, other):
                found[one.id] = other.id
                break
    return found


def _alike(one: Likely, other: Likely) -> bool:
    if one.age is not None and other.age is not None and one.age != other.age:
        return False
    ours, theirs = _words(one.name), _words(other.name)
    if len(ours) < 2 or len(theirs) < 2 or ours[1] != theirs[1]:
        return False
    return ours[0] == theirs[0] if 2 in (len(ours), len(theirs)) else ours[2] == theirs[2] and _near(ours[0], theirs[0])


def _near(one: str, other: str) -> bool:
    """The same surname, or of one beginning: the other was cut off or has another ending."""
    shorter = min(len(one), len(other))
    return one[: max(3, shorter - 2)] == other[: max(3, shorter - 2)]


def _words(name: str) -> list[str]:
    return name.casefold().replace("ё", "е").split()
