"""What a channel and a provider are, and the four things that can come of handing over a message."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.utils.functional import Promise

from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Channel:
    """A way by which a person is reached. `mask` shows an address to those who need not know it."""

    key: str
    label: str | Promise
    icon: str
    mask: Callable[[str], str]


class Outgoing(NamedTuple):
    """A message on its way to a provider; `client_ref` is the name by which both sides know it."""

    client_ref: str
    channel: str
    to: str
    text: str
    valid_until: dt.datetime
    campaign: str | None = None
    step: int | None = None
    occasion: str | None = None
    occasions: list[str] | None = None


class Outcome(StrEnum):
    """What became of a hand-over. LATER: certainly not taken, may be tried again. UNKNOWN: nobody can say yet."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """The outcome for one message, with the provider's own id or the reason of the refusal."""

    outcome: Outcome
    provider_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """A later word about a message. `status` is one of `outbox.receipts.STATUSES`."""

    provider_id: str
    client_ref: str
    status: str
    payload: Mapping[str, Any] = field(default_factory=dict)


class ChannelError(Exception):
    """A whole call failed and certainly nothing was taken.

    `permanent`: the provider understood and refuses; otherwise try again, after `retry_after` seconds where it said so.
    """

    def __init__(self, why: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.retry_after = retry_after


class OutcomeUnknown(Exception):
    """The call went out and no answer that can be read came back: some, all or none may have been taken."""


class Provider(Protocol):
    """Who carries messages.

    `takes_once`: the same `client_ref` given twice is sent once, and a look-up that does not find it means that it was
    not taken. Only then is a lost message sent again; with any other provider it stays unknown and a person decides.
    """

    key: str
    batch_size: int
    takes_once: bool

    @property
    def call_seconds(self) -> float:
        """The longest that a call may take."""

    def send(self, batch: Sequence[Outgoing]) -> dict[str, Answer]:
        """Answers by client_ref; raises ChannelError or OutcomeUnknown for the whole call."""

    def look_up(self, refs: Sequence[str]) -> dict[str, str]:
        """Provider ids of those that were taken; raises ChannelError or OutcomeUnknown when it cannot tell."""

    def hook_token(self) -> str:
        """The secret that the provider's receipts bring; empty: none are expected."""

    def read_receipts(self, body: Any) -> list[Receipt]:
        """Receipts from the JSON that the provider posts; ValueError with one sentence when it is none."""

    def close(self) -> None:
        """Lets go of connections."""


CHANNELS: Registry[Channel] = Registry("channels")
PROVIDERS: Registry[Provider] = Registry("message providers")


def provider_of(channel: str) -> Provider:
    """Who carries this channel here: MESSAGE_PROVIDERS, the sandbox for whatever it does not name."""
    return PROVIDERS.get(settings.MESSAGE_PROVIDERS.get(channel, "sandbox"))
