"""Who is left alone: asked about something else within the days of rest, or unwilling to be called."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from optics_crm.core import clock
from optics_crm.core.sync.tables import ask, uuid_array

LEFT_ALONE = """
SELECT k.place
  FROM unnest(%(places)s::int[], %(people)s::uuid[], %(talk)s::uuid[], %(phones)s::text[], %(abouts)s::uuid[],
              %(since)s::timestamptz[]) k(place, person, talk, phone, about, since)
 WHERE EXISTS (SELECT 1 FROM aftercare_postpurchasecall o WHERE o.purchase_id <> k.about
                  AND o.created_at > k.since AND (o.person_id = k.person OR o.phone = k.phone))
    OR EXISTS (SELECT 1 FROM aftercare_surveyanswer a WHERE a.way <> 'key' AND a.at > k.since
                  AND a.purchase_id IS DISTINCT FROM k.about AND (a.person_id = k.person OR a.phone = k.phone))
    OR EXISTS (SELECT 1 FROM aftercare_surveylink l WHERE l.created_at > k.since
                  AND l.purchase_id IS DISTINCT FROM k.about AND (l.person_id = k.person OR l.phone = k.phone))
    OR EXISTS (SELECT 1 FROM (
            SELECT DISTINCT ON (c.purpose) c.status FROM customers_consent c
              JOIN customers_card d ON d.id = c.card_id
             WHERE d.person_id IN (k.person, k.talk) AND c.purpose IN ('pd', 'calls')
             ORDER BY c.purpose, c.at DESC, c.id DESC) last
        WHERE last.status IN ('withdrawn', 'declined'))"""


@dataclass(frozen=True)
class Wish:
    """Somebody to be asked: whose experience it is, who answers the phone, on which number, about which purchase or
    call, after how many days of rest.
    """

    person: uuid.UUID
    talk_to: uuid.UUID
    phone: str
    about: uuid.UUID
    rest_days: int


def left_alone(wishes: Sequence[Wish]) -> set[int]:
    """The places in the list of those who are not to be disturbed now. One query."""
    if not wishes:
        return set()
    now = clock.now()
    words = {
        "places": list(range(len(wishes))),
        "people": uuid_array(one.person for one in wishes),
        "talk": uuid_array(one.talk_to for one in wishes),
        "phones": [one.phone for one in wishes],
        "abouts": uuid_array(one.about for one in wishes),
        "since": [now - dt.timedelta(days=one.rest_days) for one in wishes],
    }
    return {place for (place,) in ask(LEFT_ALONE, words)}
