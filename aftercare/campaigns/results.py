"""What a campaign brought: the funnel, the hold-out beside it, and why the others heard nothing."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db import connection

from aftercare import suppression
from aftercare.models import Campaign
from optics_crm.core.statistics import share_of

HORIZON_DAYS = 60

# served occasions with the message that carried them; an order counts once, for the person, within the horizon
FUNNEL = """
WITH taken AS (
    SELECT coalesce(p.merged_into_id, p.id) AS person_id, e.occasion, e.arm, e.enrolled_on
      FROM aftercare_enrolment e JOIN customers_person p ON p.id = e.person_id
     WHERE e.campaign_id = %(campaign)s AND e.enrolled_on >= %(since)s AND e.enrolled_on <= %(until)s
),
own AS (
    SELECT count(*) AS messages, count(*) FILTER (WHERE state IN ('accepted', 'delivered', 'failed')) AS sent,
           count(*) FILTER (WHERE state = 'delivered') AS delivered, coalesce(sum(cost), 0) AS cost
      FROM aftercare_message
     WHERE run_id IN (SELECT id FROM aftercare_campaignrun
                       WHERE campaign_id = %(campaign)s AND day BETWEEN %(since)s AND %(until)s)
),
people AS (
    SELECT arm, person_id, min(enrolled_on) AS day FROM taken GROUP BY 1, 2
),
outcome AS (
    SELECT p.arm, p.day, EXISTS (
        SELECT 1 FROM orders_purchase o JOIN customers_card c ON c.id = o.card_id
         WHERE c.person_id = p.person_id AND o.kind = 'sale' AND o.is_posted AND o.deleted_at IS NULL
           AND o.sold_on > p.day AND o.sold_on <= least(p.day + %(horizon)s, %(until)s)
           AND o.gone_on IS NULL) AS ordered
      FROM people p
)
SELECT (SELECT count(*) FROM taken WHERE arm = 'treatment'), own.messages, own.sent, own.delivered, own.cost,
       count(*) FILTER (WHERE arm = 'treatment'), count(*) FILTER (WHERE arm = 'treatment' AND ordered),
       count(*) FILTER (WHERE arm = 'control'), count(*) FILTER (WHERE arm = 'control' AND ordered),
       count(*) FILTER (WHERE day + %(horizon)s <= %(until)s), count(*)
  FROM own LEFT JOIN outcome ON true GROUP BY own.messages, own.sent, own.delivered, own.cost
"""

# each silent occasion once, by its latest reason, unless it was served after all
SILENT = """
SELECT reason, count(*) FROM (
    SELECT DISTINCT ON (s.occasion) s.occasion, s.reason FROM aftercare_suppression s
      JOIN aftercare_campaignrun u ON u.id = s.run_id
     WHERE u.campaign_id = %(campaign)s AND u.day BETWEEN %(since)s AND %(until)s
     ORDER BY s.occasion, u.day DESC
) latest
 WHERE reason = 'joined' OR NOT EXISTS (
     SELECT 1 FROM aftercare_enrolment e WHERE e.campaign_id = %(campaign)s AND e.occasion = latest.occasion)
 GROUP BY 1 ORDER BY 2 DESC
"""


@dataclass(frozen=True)
class Share:
    """`hits` of `n` people; `rate` is None where there is nobody."""

    n: int
    hits: int

    @property
    def rate(self) -> float | None:
        return self.hits / self.n if self.n else None


@dataclass(frozen=True)
class Silence:
    """A reason in words, and how many occasions ended with it."""

    reason: str
    words: suppression.Words
    count: int


@dataclass(frozen=True)
class Results:
    """A campaign's figures over [since, until]. `low` and `high` bound the difference of the two shares (95 %)."""

    since: dt.date
    until: dt.date
    served: int
    messages: int
    sent: int
    delivered: int
    cost: float
    treated: Share
    control: Share
    ripe: int
    people: int
    silent: list[Silence]

    @property
    def eligible(self) -> int:
        """Occasions considered: served, held out, and silent ones that are not told in another's message."""
        return self.served + self.control.n + sum(one.count for one in self.silent if one.reason != "joined")

    @property
    def difference(self) -> float | None:
        if self.treated.rate is None or self.control.rate is None:
            return None
        return self.treated.rate - self.control.rate

    @property
    def interval(self) -> tuple[float, float] | None:
        return newcombe(self.treated, self.control)

    @property
    def is_ripe(self) -> bool:
        """Whether everybody has had the whole horizon to order."""
        return self.people > 0 and self.ripe == self.people

    @property
    def longest_silence(self) -> int:
        return max((one.count for one in self.silent), default=0)


def results(campaign: Campaign, since: dt.date, until: dt.date) -> Results:
    """The figures of a campaign for occasions taken up from `since` to `until`; orders count up to `until`."""
    params: dict[str, Any] = {"campaign": campaign.pk, "since": since, "until": until, "horizon": HORIZON_DAYS}
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL, params)
        served, messages, sent, delivered, cost, treated, bought, control, ghosts, ripe, people = cursor.fetchone()
        cursor.execute(SILENT, params)
        silent = [Silence(reason, suppression.words(reason), count) for reason, count in cursor.fetchall()]
    shares = Share(treated, bought), Share(control, ghosts)
    # nobody taken up leaves one empty row of the outer join
    seen = people if served or control else 0
    return Results(since, until, served, messages, sent, delivered, cost, *shares, ripe, seen, silent)


def newcombe(one: Share, other: Share) -> tuple[float, float] | None:
    """The 95 % interval of one.rate - other.rate by Newcombe's method (Wilson intervals combined)."""
    if one.rate is None or other.rate is None:
        return None
    first, second = share_of(one.hits, one.n), share_of(other.hits, other.n)
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return None
    difference = one.rate - other.rate
    below = math.hypot(one.rate - first.low, second.high - other.rate)
    above = math.hypot(first.high - one.rate, other.rate - second.low)
    return difference - below, difference + above
