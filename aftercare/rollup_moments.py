"""Marks people for a rebuild of their roll-up, in the transaction that changes their facts."""

import uuid
from collections.abc import Collection

from django.db import connection

from customers.moments import EXAMS_CHANGED, PEOPLE_CHANGED
from orders.moments import PURCHASES_CHANGED


@PEOPLE_CHANGED.during
def mark_people(person_ids: Collection[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO aftercare_dirtyperson (person, at) SELECT unnest(%s::uuid[]), app_now()",
            [list(set(person_ids))],
        )


@EXAMS_CHANGED.during
@PURCHASES_CHANGED.during
def mark_owners(card_ids: Collection[uuid.UUID]) -> None:
    """The people to whom these cards belong."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO aftercare_dirtyperson (person, at)
               SELECT DISTINCT person_id, app_now() FROM customers_card WHERE id = ANY(%s::uuid[])""",
            [list(set(card_ids))],
        )
