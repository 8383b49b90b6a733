"""How people answer a reminder: who comes, after how many days, for what; fewer of those who got no message."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Effect:
    """Shares (per 10,000) of those who come with a message and without, what they do, and how many of them buy."""

    with_message: int
    without: int
    purpose: str
    buys: int


# of those whom the end of free service brings, 73 of 100 buy again: the chain's own account
EFFECTS = {
    "service_ending": Effect(2400, 700, "glasses", 7300),
    "exam_no_purchase": Effect(1500, 600, "glasses", 10_000),
    "annual_check": Effect(1400, 600, "check", 4500),
    "full_check": Effect(650, 200, "glasses", 10_000),
    "birthday": Effect(250, 150, "extra", 10_000),
}
DAYS = 25  # within which they come


# luck is a function of the occasion, so that a day lived through again brings the same people
def _luck(word: str) -> str:
    return f"(('x' || substr(md5('{word}' || o.occasion), 1, 7))::bit(28)::int %% 10000)"


ANSWERING = f"""
SELECT o.key, o.occasion, o.card_id, o.treated, p.sex, p.birth_date, coalesce(p.home_salon_id, o.salon_id),
       {_luck("buys")}
  FROM (
    SELECT c.key, r.day, m.occasion, m.card_id, m.salon_id, true AS treated
      FROM aftercare_message m JOIN aftercare_campaignrun r ON r.id = m.run_id
      JOIN aftercare_campaign c ON c.id = m.campaign_id
     WHERE m.state = 'delivered' AND r.day BETWEEN %(day)s - {DAYS + 1} AND %(day)s - 1
    UNION ALL
    SELECT c.key, k.day, k.occasion, k.card_id, NULL, false
      FROM aftercare_control k JOIN aftercare_campaign c ON c.id = k.campaign_id
     WHERE k.day BETWEEN %(day)s - {DAYS + 1} AND %(day)s - 1
  ) o
  JOIN unnest(%(keys)s::text[], %(with)s::int[], %(without)s::int[]) AS e(key, with_message, without) ON e.key = o.key
  JOIN customers_card d ON d.id = o.card_id JOIN customers_person p ON p.id = d.person_id
 WHERE o.day + 1 + {_luck("day")} %% {DAYS} = %(day)s
   AND {_luck("comes")} < CASE WHEN o.treated THEN e.with_message ELSE e.without END
   AND p.birth_date IS NOT NULL
 ORDER BY o.key, o.occasion
"""


@dataclass(frozen=True)
class Answer:
    """Somebody came on that day because of an occasion (or would have come anyway)."""

    campaign: str
    occasion: str
    card: uuid.UUID
    treated: bool
    sex: str
    born: dt.date
    salon: uuid.UUID | None
    luck: int

    @property
    def effect(self) -> Effect:
        return EFFECTS[self.campaign]

    @property
    def buys(self) -> bool:
        return self.luck < self.effect.buys


def answers_of(day: dt.date) -> list[Answer]:
    """Who comes on that day, from the messages and the hold-out of the weeks before."""
    params: dict[str, Any] = {
        "day": day,
        "keys": list(EFFECTS),
        "with": [effect.with_message for effect in EFFECTS.values()],
        "without": [effect.without for effect in EFFECTS.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(ANSWERING, params)
        return [Answer(*row) for row in cursor.fetchall()]
