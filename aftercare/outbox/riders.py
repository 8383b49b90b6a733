"""Messages with several occasions: one whose purpose is met leaves alone, and the others are told all the same.

A rider whose purpose is met goes out of the message. When it is the winner's, that message is cancelled, and the first
rider that still holds gets one of its own, with its campaign's text, which carries the rest.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aftercare.models import TrafficClass
from aftercare.outbox import arrays, rules
from aftercare.outbox.texts import rendered
from aftercare.templates_grammar import MORE
from optics_crm.core.ids import new_id

Rider = dict[str, Any]

# whoever calls has locked the messages; one that was handed over is left alone, one that was only claimed is taken back
_LESS = f"""
    WITH judged AS MATERIALIZED (
        SELECT m.id, {rules.MET} AS met FROM unnest(%(held)s::uuid[]) AS held(id)
        JOIN aftercare_message m ON m.id = held.id JOIN aftercare_campaign c ON c.id = m.campaign_id
    ), unmarked AS MATERIALIZED (
        SELECT g.message_id FROM judged j JOIN aftercare_sending g ON g.message_id = j.id
        WHERE cardinality(j.met) > 0 AND g.submitted_at IS NULL ORDER BY g.message_id FOR UPDATE OF g
    ), gone AS (
        DELETE FROM aftercare_sending WHERE message_id = ANY(ARRAY(SELECT message_id FROM unmarked))
        RETURNING message_id
    )
    SELECT m.id, m.occasion, m.campaign_id, m.params::text, j.met, m.channel
    FROM judged j JOIN aftercare_message m ON m.id = j.id
    WHERE cardinality(j.met) > 0
      AND (EXISTS (SELECT FROM gone WHERE gone.message_id = m.id)
           OR NOT EXISTS (SELECT FROM aftercare_sending g WHERE g.message_id = m.id))
"""

_LIGHTER = """
    UPDATE aftercare_message m SET occasions = v.occasions, params = v.params, fence = m.fence + 1,
           state = CASE WHEN v.is_over THEN 'cancelled' ELSE m.state END,
           reason = CASE WHEN v.is_over THEN 'bought_already' ELSE m.reason END
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(id uuid, occasions text[], params jsonb, is_over boolean)
    WHERE m.id = v.id
"""

_EXIT = """
    UPDATE aftercare_enrolment e SET state = 'exited', exited_at = (SELECT app_now()), exit_reason = 'bought_already'
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(campaign uuid, occasion text)
    WHERE e.campaign_id = v.campaign AND e.occasion = v.occasion AND e.state = 'active'
"""

_TEXTS = """
    SELECT v.id::text, v.text, w.traffic_class FROM aftercare_variant v JOIN aftercare_step s ON s.id = v.step_id
    JOIN aftercare_campaignversion w ON w.id = s.version_id WHERE v.id = ANY(%(variants)s::uuid[])
"""

# everything of the address is the carrier's; the person, the card and the run are the rider's own
_PROMOTED = """
    INSERT INTO aftercare_message (id, campaign_id, step_id, step_number, variant_id, run_id, occasion, occasions,
        person_id, card_id, about_id, household_id, salon_id, phone_id, channel, address, traffic_class, priority,
        params, parts, cost, not_before, expires_at, planned_at)
    SELECT x.id, w.campaign_id, s.id, s.number, v.id, u.id, x.occasion, x.occasions, p.id, e.card_id, x.about,
           x.household, x.salon, m.phone_id, m.channel, m.address, w.traffic_class, w.priority, x.params, x.parts,
           x.cost, m.not_before, x.until, m.planned_at
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS x(id uuid, carrier uuid, variant uuid, occasion text, occasions text[],
             recipient uuid, about uuid, household uuid, salon uuid, until timestamptz, params jsonb, parts int,
             cost numeric)
    JOIN aftercare_message m ON m.id = x.carrier
    JOIN aftercare_variant v ON v.id = x.variant JOIN aftercare_step s ON s.id = v.step_id
    JOIN aftercare_campaignversion w ON w.id = s.version_id
    JOIN aftercare_enrolment e ON e.campaign_id = w.campaign_id AND e.occasion = x.occasion
    JOIN customers_person p ON p.id = x.recipient
    LEFT JOIN aftercare_campaignrun carried ON carried.id = m.run_id
    LEFT JOIN aftercare_campaignrun u ON u.campaign_id = w.campaign_id AND u.day = carried.day
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Joined:
    """A waiting message with riders, some of whose occasions are met; `campaign` is the winner's."""

    id: uuid.UUID
    occasion: str
    campaign: uuid.UUID
    params: dict[str, Any]
    met: list[str]
    channel: str

    @property
    def own_params(self) -> dict[str, Any]:
        return {name: value for name, value in self.params.items() if name != MORE}

    @property
    def riders(self) -> list[Rider]:
        return [one for one in self.params[MORE] if "occasion" in one]

    @property
    def left(self) -> list[Rider]:
        """The riders that still hold, the most important first."""
        return [one for one in self.riders if one["occasion"] not in self.met]

    @property
    def is_promoting(self) -> bool:
        """Whether the winner's purpose is met and somebody else's is not."""
        return self.occasion in self.met and bool(self.left)


def lighten(held: str | None) -> int:
    """Takes the met occasions out of messages that the caller has locked (an array literal); how many it changed.

    One whose every purpose is met is left with the winner's occasion alone, for the caller to close.
    """
    rows = rules.ask(_LESS, {"held": held, **rules.exits()}) if held else []
    changed = [Joined(key, occasion, campaign, json.loads(params), met, channel)
               for key, occasion, campaign, params, met, channel in rows]  # fmt: skip
    if changed:
        promoted = [one for one in changed if one.is_promoting]
        rules.run(_EXIT, {"rows": json.dumps([gone for one in changed for gone in _ended(one)])})
        rules.run(_LIGHTER, {"rows": json.dumps([_lighter(one) for one in changed])})
        _promote(promoted)
    return len(changed)


def _ended(one: Joined) -> list[dict[str, str]]:
    """The met occasions with their campaigns."""
    met = [{"campaign": str(one.campaign), "occasion": one.occasion}] if one.is_promoting else []
    return met + [{"campaign": rider["campaign"], "occasion": rider["occasion"]}
                  for rider in one.riders if rider["occasion"] in one.met]  # fmt: skip


def _lighter(one: Joined) -> dict[str, Any]:
    stays = [] if one.occasion in one.met else one.left
    return {
        "id": str(one.id),
        "occasions": [one.occasion, *(rider["occasion"] for rider in stays)],
        "params": _with_riders(one.own_params, str(one.campaign), stays),
        "is_over": one.is_promoting,
    }


def _promote(messages: list[Joined]) -> None:
    if not messages:
        return
    variants = {one.left[0]["variant"] for one in messages}
    texts = {key: (text, kind) for key, text, kind in rules.ask(_TEXTS, {"variants": arrays.plain(variants)})}
    rows = [_own_message(one, *texts[one.left[0]["variant"]]) for one in messages if one.left[0]["variant"] in texts]
    rules.run(_PROMOTED, {"rows": json.dumps(rows)})


def _own_message(one: Joined, text: str, traffic_class: str) -> dict[str, Any]:
    """What the first rider needs to be told by itself."""
    first, *others = one.left
    key = new_id()
    params = _with_riders(first["params"], first["campaign"], others)
    words = rendered(
        key,
        text,
        params,
        channel=one.channel,
        traffic_class=traffic_class,
        wants_link=traffic_class == TrafficClass.ADVERTISING,
        is_template=True,
    )
    return {
        "id": str(key),
        "carrier": str(one.id),
        "variant": first["variant"],
        "occasion": first["occasion"],
        "occasions": [rider["occasion"] for rider in one.left],
        "recipient": first["to"],
        "about": first.get("about"),
        "household": first.get("household"),
        "salon": first.get("salon"),
        "until": first["until"],
        "params": params,
        "parts": words.parts,
        "cost": str(words.cost),
    }


def _with_riders(params: Mapping[str, Any], campaign: str, riders: list[Rider]) -> dict[str, Any]:
    """The values of a message and its riders, each sentence told once, and not where the message says the same."""
    said = [(campaign, {name: value for name, value in params.items() if name != "имя"})]
    told = []
    for rider in riders:
        words = (rider["campaign"], rider["params"])
        told.append({**rider, "told": words not in said})
        said.append(words)
    return {**params, MORE: told} if told else dict(params)
