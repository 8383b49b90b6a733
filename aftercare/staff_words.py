"""Words to people of ours go by the channels of the outbox, past its rules: they are no messages to clients."""

import datetime as dt

from aftercare.channels.base import ChannelError, Outcome, OutcomeUnknown, Outgoing, provider_of
from optics_crm.core import clock
from optics_crm.core.staff_words import NotCarried, Word, carries

LIVES = dt.timedelta(hours=1)


def _carry(channel: str, word: Word) -> None:
    outgoing = Outgoing(word.ref, channel, word.address, word.text, clock.now() + LIVES)
    try:
        answer = provider_of(channel).send([outgoing]).get(word.ref)
    except (ChannelError, OutcomeUnknown) as error:
        raise NotCarried(str(error)) from error
    if answer is None or answer.outcome is not Outcome.ACCEPTED:
        raise NotCarried(answer.reason if answer else "no answer")


@carries("email")
def by_email(word: Word) -> None:
    _carry("email", word)


@carries("telegram")
def by_telegram(word: Word) -> None:
    _carry("telegram", word)
