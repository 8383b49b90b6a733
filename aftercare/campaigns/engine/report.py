"""The figures of a planning: eligible = messages + tasks + control + the suppressed, reason by reason."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aftercare.campaigns.engine.arbitration import VERDICTS
from aftercare.campaigns.engine.plan import Plan


class NotConserved(AssertionError):
    """The figures of a run do not add up: the run is rolled back, because somebody would be lost without a word."""


@dataclass
class CampaignFigures:
    """What one campaign came to on a day. `cost` is in roubles, `parts` SMS parts of the planned messages."""

    key: str
    traffic_class: str
    eligible: int = 0
    messages: int = 0
    tasks: int = 0
    control: int = 0
    suppressed: dict[str, int] = field(default_factory=dict)
    parts: int = 0
    cost: Decimal = Decimal(0)

    @property
    def is_conserved(self) -> bool:
        return self.eligible == self.messages + self.tasks + self.control + sum(self.suppressed.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "campaign": self.key,
            "class": self.traffic_class,
            "eligible": self.eligible,
            "messages": self.messages,
            "tasks": self.tasks,
            "control": self.control,
            "suppressed": dict(sorted(self.suppressed.items())),
        }


@dataclass
class RunReport:
    """A day's figures, campaign by campaign, the most important first."""

    day: dt.date
    dry_run: bool
    campaigns: list[CampaignFigures]

    @property
    def messages(self) -> int:
        return sum(one.messages for one in self.campaigns)

    def as_json(self) -> dict[str, Any]:
        """The shape that `aftercare_run --json` prints."""
        reasons = {reason for one in self.campaigns for reason in one.suppressed}
        return {
            "date": self.day.isoformat(),
            "dry_run": self.dry_run,
            "campaigns": [one.as_json() for one in self.campaigns],
            "totals": {
                **{name: sum(getattr(one, name) for one in self.campaigns) for name in ("eligible", *ENDS)},
                "suppressed": {
                    reason: sum(one.suppressed.get(reason, 0) for one in self.campaigns) for reason in sorted(reasons)
                },
            },
        }


ENDS = ("messages", "tasks", "control")


def figures(plan: Plan, planned: Iterable[tuple[Any, int, int, Decimal]]) -> list[CampaignFigures]:
    """Counts the ends of all candidates. `planned` holds (campaign, messages, parts, cost) as they were written.

    A message that was chosen and not written stood there already: its occasion has been served. Raises NotConserved
    when the ends do not add up to the candidates.
    """
    found = {
        entry.campaign.pk: CampaignFigures(entry.campaign.key, entry.version.traffic_class) for entry in plan.entries
    }
    for campaign, eligible in plan.ask("SELECT campaign_id, count(*) FROM plan_candidate GROUP BY 1"):
        found[campaign].eligible = eligible
    for campaign, arm, count in plan.ask("SELECT campaign_id, arm, count(*) FROM plan_known GROUP BY 1, 2"):
        _add(found[campaign], "control" if arm == "control" else "already_served", count)
    for campaign, verdict, count in plan.ask(
        f"SELECT campaign_id, verdict, count(*) FROM ({VERDICTS}) v GROUP BY 1, 2"
    ):
        _add(found[campaign], verdict, count)
    written = {campaign: (messages, parts, cost) for campaign, messages, parts, cost in planned}
    for campaign, one in found.items():
        chosen, (one.messages, one.parts, one.cost) = one.messages, written.get(campaign, (0, 0, Decimal(0)))
        if chosen > one.messages:
            _add(one, "already_served", chosen - one.messages)
        if not one.is_conserved:
            raise NotConserved(f"{plan.day} {one}")
    return list(found.values())


def _add(one: CampaignFigures, verdict: str, count: int) -> None:
    if verdict == "message":
        one.messages += count
    elif verdict == "control":
        one.control += count
    else:
        one.suppressed[verdict] = one.suppressed.get(verdict, 0) + count
