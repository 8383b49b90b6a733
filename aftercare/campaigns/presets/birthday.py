"""A plain greeting on the birthday, without an offer: service."""

import datetime as dt
import uuid

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.preset import DefaultText, Preset, Words, add_preset
from customers.models import Person
from optics_crm.core import formats


def occasions(scope: str) -> str:
    """People whose birthday it is; 29 February is greeted on the 28th in common years."""
    return f"""
SELECT DISTINCT ON (o.id) c.person_id, c.id AS card_id,
       'birthday:' || extract(year FROM %(day)s::date)::int || ':' || coalesce(c.guid, c.id) AS occasion,
       o.home_salon_id AS salon_id, o.birth_date AS anchor_on, NULL::date AS ends_on, false AS bought
  FROM (SELECT extract(month FROM %(day)s::date) AS month, extract(day FROM %(day)s::date) AS day
        UNION ALL
        SELECT 2, 29 WHERE extract(month FROM %(day)s::date) = 2 AND extract(day FROM %(day)s::date) = 28
                       AND extract(month FROM %(day)s::date + 1) = 3) today
  JOIN customers_person o ON extract(month FROM o.birth_date) = today.month
                         AND extract(day FROM o.birth_date) = today.day
  JOIN customers_card c ON c.person_id = o.id
 WHERE o.merged_into_id IS NULL AND o.birth_date < %(day)s {scope}
 ORDER BY o.id, c.id = o.oldest_card DESC NULLS LAST, c.created_at, c.id
"""


def not_now(person: uuid.UUID, day: dt.date) -> Words:
    born = Person.objects.filter(pk=person).values_list("birth_date", flat=True).first()
    if born is None:
        return gettext("the birth date is not known")
    return gettext("born on %(day)s") % {"day": formats.exact(born)}


add_preset(
    Preset(
        key="birthday",
        name="С днём рождения",
        who=_("It is the client's birthday"),
        traffic_class="service",
        priority=50,
        window={},
        fields=(),
        occasions=occasions,
        exits_on="",
        default=DefaultText(
            text="{имя|Дорогие друзья}, с днём рождения! Здоровья и ясного взгляда!",
            joined="И с днём рождения!",
        ),
        not_now=not_now,
        expires_after_days=1,
    )
)
