"""Who has come of age: the system asks for a phone and consents of their own.

Until then a grown-up had signed and messages went to the parent. From the eighteenth birthday the person is written to
directly, so somebody has to ask: once, by a promise to the client.
"""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.consents import MINOR_UNTIL
from customers.followups import kind, open_followup
from customers.models import Person
from optics_crm.core import clock, formats

KIND = "grown_up"
LOOKS_BACK_DAYS = 60
DUE_IN = dt.timedelta(days=14)
NAME = "coming of age"

kind(KIND, gettext_lazy("of age: own phone and consent"), "user-check", "consultant")

# people whom we met as children; not those who have agreed since, or have been asked (by any of their cards)
CAME_OF_AGE = """
SELECT p.id, eighteen.on_day
  FROM customers_person p
  CROSS JOIN LATERAL (SELECT (p.birth_date + make_interval(years => %(years)s))::date AS on_day) eighteen
 WHERE p.birth_date BETWEEN %(first)s AND %(last)s AND p.merged_into_id IS NULL AND p.deceased_on IS NULL
   AND EXISTS (SELECT 1 FROM customers_card c WHERE c.person_id = p.id AND c.deleted_at IS NULL)
   AND EXISTS (SELECT 1 FROM customers_card c
                WHERE c.person_id = p.id AND coalesce(c.source_created_at, c.created_at) < eighteen.on_day)
   AND NOT EXISTS (SELECT 1 FROM customers_card c JOIN customers_consent k ON k.card_id = c.id
                    WHERE c.person_id = p.id AND k.purpose = 'pd' AND k.status = 'given' AND k.at >= eighteen.on_day)
   AND NOT EXISTS (SELECT 1 FROM customers_card c JOIN customers_followup f ON f.occasion = 'grown_up:' || c.id
                    WHERE c.person_id = p.id)
 ORDER BY p.id
"""


def ask_grown_ups() -> int:
    """Opens a promise for everybody who came of age within the last 60 days and whom we knew as a child; returns how
    many were opened. Whoever has agreed to the processing of personal data since is not asked. Safe to repeat.
    """
    last = clock.years_after(clock.today(), -MINOR_UNTIL)
    days: dict[str, int | dt.date] = {
        "years": MINOR_UNTIL,
        "first": last - dt.timedelta(days=LOOKS_BACK_DAYS),
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(CAME_OF_AGE, days)
        found: dict[uuid.UUID, dt.date] = dict(cursor.fetchall())
    for person in Person.objects.filter(pk__in=found).select_related("home_salon"):
        open_followup(
            NAME,
            KIND,
            title=_("Ask %(name)s for an own phone and own consents") % {"name": person.short_name},
            reason=_("came of age on %(day)s") % {"day": formats.exact(found[person.pk])},
            due_at=clock.now() + DUE_IN,
            person=person,
            salon=person.home_salon,
            occasion=f"grown_up:{person.oldest_card}",
        )
    return len(found)
