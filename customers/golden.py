"""What we believe about a person, computed from the cards: the only place that writes the golden fields of
`Person`.
"""

import uuid
from collections.abc import Collection

from django.db import connection, transaction

from customers.golden_sql import REFRESH
from customers.moments import CONSENT_CHANGED, PEOPLE_CHANGED

# taken in one order by everybody, so that two doors refreshing one family wait for each other instead of
# deadlocking
LOCK = "SELECT id FROM customers_person WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE"


@transaction.atomic
def refresh_people(ids: Collection[uuid.UUID]) -> None:
    """Computes the golden fields, contacts, consent flags and bucket of these people from their cards,
    set-based.

    Each field is the first one given in the order of belief (chosen by hand, verified desk, newest desk, newest
    source).
    Consent is the most restrictive over all cards, tombstones included; a refused `pd` refuses `ads` too. A
    person without a live card keeps the name and loses the contacts. `revision` and `updated_at` move only
    where something changed.

    Happens inside: `PEOPLE_CHANGED` for people whose row changed, `CONSENT_CHANGED` for those whose flags
    changed. Whoever moves cards between people, or records a withdrawal, lets these happen itself for the
    ids concerned: hearing a moment twice is harmless. Call it in the transaction of the change, with at most
    some thousands of ids at a time.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [wanted])
        cursor.execute(REFRESH, {"ids": wanted, "whose": wanted})
        changed = cursor.fetchall()
    PEOPLE_CHANGED.happen([person for person, _consent in changed])
    CONSENT_CHANGED.happen([person for person, consent in changed if consent])
