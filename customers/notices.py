"""Words that this floor must get to a client: the floor with the outbox plugs in who carries them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from customers.models import Person, Phone
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Notice:
    """Ready words for one number. `occasion` is sent once; what did not leave within `lives` is dropped.

    `is_code`: the client asked for it a moment ago and waits for it, and nobody else may read it.
    """

    person: Person
    phone: Phone
    text: str
    occasion: str
    lives: dt.timedelta
    is_code: bool = False


Carrier = Callable[[Notice], None]
CARRIERS: Registry[Carrier] = Registry("carriers of notices")


def carries(channel: str) -> Callable[[Carrier], Carrier]:
    """Makes a function the carrier of notices by this channel, within the transaction of whoever writes them."""

    def decorate(carry: Carrier) -> Carrier:
        return CARRIERS.add(channel, carry)

    return decorate


def send(channel: str, notice: Notice) -> None:
    """Hands a notice over; it leaves after the commit."""
    CARRIERS.get(channel)(notice)
