"""Words for people of ours that must reach them wherever they are: an alarm. The floor with the channels carries."""

from collections.abc import Callable
from dataclasses import dataclass

from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Word:
    """Ready text for one address; `ref` names it, so that a repetition is the same word."""

    ref: str
    address: str
    text: str


class NotCarried(Exception):
    """The word has not left; it may be tried again."""


Carrier = Callable[[Word], None]
CARRIERS: Registry[Carrier] = Registry("carriers of words to staff")


def carries(channel: str) -> Callable[[Carrier], Carrier]:
    """Makes a function the carrier by this channel; it raises NotCarried where the word has not left."""

    def decorate(carry: Carrier) -> Carrier:
        return CARRIERS.add(channel, carry)

    return decorate


def send(channel: str, word: Word) -> None:
    """Hands a word over at once; raises NotCarried."""
    CARRIERS.get(channel)(word)
