"""The daily run: one idempotent transaction for all campaigns of a day."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext as _

from aftercare.campaigns.engine.arbitration import arbitrate
from aftercare.campaigns.engine.candidates import collect
from aftercare.campaigns.engine.ledger import imagine, write
from aftercare.campaigns.engine.limits import limit
from aftercare.campaigns.engine.plan import Entry, Plan, running_campaigns
from aftercare.campaigns.engine.recipients import judge
from aftercare.campaigns.engine.report import CampaignFigures, RunReport, figures
from aftercare.campaigns.engine.schema import own_schema, temporary_tables
from aftercare.campaigns.engine.wording import word
from aftercare.models import CampaignRun
from optics_crm.core import clock
from optics_crm.core.errors import DomainError

__all__ = ["CampaignFigures", "RunReport", "planned_day", "run_day"]

LOCK = 7_301_001  # one daily run at a time, on however many hosts


@transaction.atomic
def run_day(day: dt.date, *, at: dt.datetime | None = None, dry_run: bool = False) -> RunReport:
    """Plans the messages of a day for every active campaign, once.

    `at` is the moment at which they are planned (now unless told): hours, caps and expiry count from it. A second run
    finds everybody served and writes nothing; one that runs at the same time waits for this one; one that is killed
    leaves nothing behind. With `dry_run` the figures are those of a run at this moment, and nothing is written.
    Raises DomainError for a day that has not come, unless dry or told the moment: its messages would be due too early.
    """
    if at is None and not dry_run and day > clock.today():
        raise DomainError("future_day", _("%(day)s has not come yet: only a dry run is possible.") % {"day": day})
    if not dry_run:
        _wait_for_turn()
    entries = running_campaigns()
    if not entries:
        return RunReport(day, dry_run, [])
    with planned_day(day, at=at, entries=entries) as plan:
        report = RunReport(day, dry_run, figures(plan, imagine(plan) if dry_run else write(plan)))
    if not dry_run:
        _store(day, plan.at, report.campaigns)
    return report


@contextmanager
def planned_day(
    day: dt.date,
    *,
    at: dt.datetime | None = None,
    entries: Iterable[Entry] | None = None,
    only: list[object] | None = None,
    timeout: str = "10min",
) -> Iterator[Plan]:
    """The plan of the day, in the running transaction; its tables are there within the block. Writes nothing else."""
    chosen = running_campaigns() if entries is None else list(entries)
    plan = Plan(day, at or clock.now(), chosen, only)  # type: ignore[arg-type]  # ids of people
    with own_schema() if only is None else temporary_tables():
        plan.begin(timeout)
        for stage in (collect, judge, limit, arbitrate, word):
            stage(plan)
        yield plan


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'; SET LOCAL lock_timeout = '10min'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _store(day: dt.date, at: dt.datetime, found: list[CampaignFigures]) -> None:
    """Keeps the figures with the runs. People whom an earlier run of the same day served stay its messages."""
    runs = {run.campaign.key: run for run in CampaignRun.objects.filter(day=day).select_related("campaign")}
    for one in found:
        run = runs[one.key]
        if run.finished_at is None or one.messages or one.control != run.control:
            _fold(run, one)
            run.finished_at = at
            run.save(update_fields=["eligible", "messages", "control", "suppressed", "finished_at"])


def _fold(run: CampaignRun, one: CampaignFigures) -> None:
    before, joined = run.messages, run.suppressed.get("joined", 0)
    suppressed = dict(one.suppressed)
    if run.finished_at is not None:
        served = max(suppressed.pop("already_served", 0) - before - joined, 0)
        suppressed["joined"] = suppressed.get("joined", 0) + joined
        suppressed["already_served"] = served
    run.messages = before + one.messages
    run.control = one.control
    run.suppressed = {reason: count for reason, count in sorted(suppressed.items()) if count}
    run.eligible = run.messages + run.tasks + run.control + sum(run.suppressed.values())
