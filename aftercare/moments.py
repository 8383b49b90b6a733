"""What this floor does within the transaction of a change below. Beside this: `rollup_moments` marks changed people."""

import uuid
from collections.abc import Collection

from aftercare import rollup_moments  # noqa: F401  # its listeners
from aftercare.outbox import cancel, doubles
from customers.moments import CONSENT_CHANGED, PEOPLE_MERGED
from orders.moments import PURCHASES_CHANGED


@CONSENT_CHANGED.during
def stop_messages(persons: Collection[uuid.UUID]) -> None:
    """Advertising that waits stops the moment its consent does."""
    cancel.cancel_forbidden(persons)


@PEOPLE_MERGED.during
def stop_doubles(persons: Collection[uuid.UUID]) -> None:
    """Who turned out to be one person is greeted and advertised to as one."""
    doubles.cancel_doubles(persons)


@PURCHASES_CHANGED.during
def stop_reminders(cards: Collection[uuid.UUID]) -> None:
    """Who has bought is not reminded of buying."""
    cancel.cancel_bought(cards)
