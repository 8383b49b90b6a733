"""Marks people for a rebuild of their roll-up, in the transaction that changes their facts."""

import uuid
from collections.abc import Collection

from django.db import connection

from customers.moments import EXAMS_CHANGED, PEOPLE_CHANGED
from optics_crm.core.sync.tables import uuid_array
from orders.moments import PURCHASES_CHANGED


@PEOPLE_CHANGED.during
def mark_people(person_ids: Collection[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO aftercare_dirtyperson (person, at) SELECT unnest(%s::uuid[]), (SELECT app_now())",
            [uuid_array(set(person_ids))],
        )


@EXAMS_CHANGED.during
@PURCHASES_CHANGED.during
def mark_owners(card_ids: Collection[uuid.UUID]) -> None:
    """The people to whom these cards belong."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO aftercare_dirtyperson (person, at)
               SELECT DISTINCT person_id, (SELECT app_now()) FROM customers_card WHERE id = ANY(%s::uuid[])""",
            [uuid_array(set(card_ids))],
        )
