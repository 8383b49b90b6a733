"""What one planning works on: the day, the moment, the approved campaigns, and how its statements are run."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from django.db import connection

from aftercare.campaigns.preset import Preset, preset_of
from aftercare.models import Campaign, CampaignVersion, Step, Variant
from optics_crm.core import ids


@dataclass(frozen=True)
class Entry:
    """A campaign that takes part in the day, with its approved version and its first step."""

    campaign: Campaign
    version: CampaignVersion
    step: Step
    variants: tuple[Variant, ...]
    preset: Preset

    @property
    def rides(self) -> bool:
        """Whether its occasion can be told by a sentence in another's message."""
        return all(variant.joined_text for variant in self.variants)


@dataclass
class Plan:
    """One planning. `only` narrows it to people (explanations); `at` is the moment at which messages are planned."""

    day: dt.date
    at: dt.datetime
    entries: Sequence[Entry]
    only: Sequence[uuid.UUID] | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.params = {
            "day": self.day,
            "at": self.at,
            "only": list(self.only or []),
            "code_secret": token_hex(16),
            **ids.series(),
        }

    @property
    def scope(self) -> str:
        """The condition on cards `c` that narrows occasions to the people asked for."""
        return "AND c.person_id = ANY(%(only)s::uuid[])" if self.only is not None else ""

    @property
    def kind(self) -> str:
        """What kind of tables it keeps: see `schema`."""
        return "UNLOGGED" if self.only is None else "TEMP"

    def run(self, statement: str, extra: Mapping[str, Any] | None = None) -> int:
        """Runs a statement with the plan's parameters; the number of rows."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self.params, **(extra or {})})
            return cursor.rowcount

    def spelt(self, statement: str, extra: Mapping[str, Any]) -> str:
        """The statement with its values written out, to become a part of a larger one; see `run_spelt`."""
        with connection.cursor() as cursor:
            text: bytes = cursor.mogrify(statement, {**self.params, **extra})
            return text.decode()

    def run_spelt(self, statement: str) -> int:
        """Runs a statement whose values are written out."""
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount

    def ask(self, statement: str, extra: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a question with the plan's parameters."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self.params, **(extra or {})})
            return list(cursor.fetchall())

    def create(self, table: str, query: str, extra: Mapping[str, Any] | None = None, *, analyse: str = "") -> None:
        """Keeps the answer of a query as a table of the plan; `analyse` names the columns that are asked for later."""
        self.run(f"CREATE {self.kind} TABLE {table} AS {query}", extra)
        self.run(f"ANALYZE {table} {f'({analyse})' if analyse else ''}")

    def begin(self, timeout: str) -> None:
        """Sets the transaction's limits and writes down the campaigns."""
        self.run(f"SET LOCAL statement_timeout = '{timeout}'; SET LOCAL jit = off; SET LOCAL work_mem = '192MB'")
        self.run("SET LOCAL default_statistics_target = 20")  # of the plan's tables: counts and most common values do
        self.by_pieces()
        self._describe_campaigns()

    def by_pieces(self) -> None:
        """Lets further processes help with any table, even one whose rows are few and dear."""
        self.run("SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL min_parallel_index_scan_size = 0")
        self.run("SET LOCAL parallel_tuple_cost = 0.01")

    def by_whole_tables(self) -> None:
        """Gives further processes whole parts of a union and no pieces of a table."""
        self.run("SET LOCAL min_parallel_table_scan_size = '1TB'; SET LOCAL min_parallel_index_scan_size = '1TB'")

    def _describe_campaigns(self) -> None:
        self.run(
            f"""CREATE {self.kind} TABLE plan_campaign (campaign_id uuid, key text, version_id uuid, step_id uuid,
                 step_number int, traffic_class text, priority int, holdout int, salt text, cap_days int,
                 cap_messages int, expires_days int, rides boolean, certificate_value numeric, certificate_days int,
                 certificate_worth text, certificate_until text)"""
        )
        for entry in self.entries:
            version = entry.version
            self.run(
                """INSERT INTO plan_campaign VALUES (%(campaign)s, %(key)s, %(version)s, %(step)s, %(number)s,
                     %(traffic)s,
                     %(priority)s, %(holdout)s, %(salt)s, %(cap_days)s, %(cap_messages)s, %(expires)s, %(rides)s,
                     %(value)s, %(value_days)s,
                     translate(to_char(%(value)s::numeric, 'FM999G999G990'), ',.', '  '),
                     to_char(%(day)s::date + %(value_days)s::int, 'DD.MM.YY'))""",
                {
                    "campaign": entry.campaign.pk,
                    "key": entry.campaign.key,
                    "version": version.pk,
                    "step": entry.step.pk,
                    "number": entry.step.number,
                    "traffic": version.traffic_class,
                    "priority": version.priority,
                    "holdout": int(version.holdout_percent * 100),
                    "salt": entry.campaign.salt,
                    "cap_days": version.cap_days,
                    "cap_messages": version.cap_messages,
                    "expires": max(version.expires_after_days, 1),
                    "rides": entry.rides,
                    "value": version.certificate_value,
                    "value_days": version.certificate_days,
                },
            )
        self.run("ANALYZE plan_campaign")


def running_campaigns() -> list[Entry]:
    """Active campaigns with an approved version, the most important first."""
    versions = (
        CampaignVersion.objects.filter(status="approved", campaign__status="active")
        .select_related("campaign")
        .prefetch_related("steps__variants")
        .order_by("priority", "campaign__key")
    )
    return [_entry(version) for version in versions]


def entry_of(version: CampaignVersion) -> Entry:
    """A version as it would run, approved or not (the dry run of a draft)."""
    return _entry(version)


def _entry(version: CampaignVersion) -> Entry:
    step = sorted(version.steps.all(), key=lambda one: one.number)[0]
    return Entry(version.campaign, version, step, tuple(step.variants.all()), preset_of(version.campaign.preset))
