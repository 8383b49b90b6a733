"""Two texts beside each other, letter by letter: which pieces one has and the other has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 400  # a text that is longer is compared as far as this


@dataclass(frozen=True)
class Piece:
    """A part of a text; `differs` is true where the other text has something else there."""

    text: str
    differs: bool


def compare(left: str, right: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The pieces of both; capitals and ё say nothing, an empty text differs in nothing."""
    left, right = left[:LONGEST], right[:LONGEST]
    if not left or not right:
        return _whole(left), _whole(right)
    matcher = SequenceMatcher(None, _plain(left), _plain(right), autojunk=False)
    if matcher.ratio() < 0.4:  # nothing in common: letters that happen to agree would only confuse
        return [Piece(left, True)], [Piece(right, True)]
    ones: list[Piece] = []
    others: list[Piece] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        _add(ones, left[start:end], kind != "equal")
        _add(others, right[other_start:other_end], kind != "equal")
    return ones, others


def are_equal(left: str, right: str) -> bool:
    """The same but for capitals and ё."""
    return _plain(left) == _plain(right)


def _whole(text: str) -> Sequence[Piece]:
    return [Piece(text, False)] if text else []


def _add(pieces: list[Piece], text: str, differs: bool) -> None:
    if text:
        pieces.append(Piece(text, differs))


def _plain(text: str) -> str:
    """Letter for letter as long as the text itself."""
    return "".join(_lower(letter) for letter in text)


def _lower(letter: str) -> str:
    low = letter.lower()
    return "е" if low == "ё" else low if len(low) == 1 else letter
