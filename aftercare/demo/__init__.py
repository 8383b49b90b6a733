"""This floor's part of the demo chain: standard campaigns, segments, the roll-up, and the history of campaigns."""

import datetime as dt

from aftercare import rollup
from aftercare.campaigns.standard import ensure_standard_campaigns
from aftercare.channels.sandbox import hook_token
from aftercare.demo.segments import SEGMENTS
from aftercare.demo.surveys import tell_answers
from aftercare.models import CampaignVersion, Segment
from optics_crm.core.demo import World, finish, setup
from optics_crm.core.long_jobs import KINDS
from optics_crm.core.models import Employee, Installation, Job

HISTORY = "aftercare.demo_history"
HISTORY_WITHIN = dt.timedelta(hours=1)  # if the history does not get ready, the daily run starts all the same


@setup("aftercare.campaigns")
def campaigns(world: World) -> None:
    """The standard campaigns, active, written by the marketer and approved by the second person."""
    staff = world.kept["staff"]
    before = world.first_day if not world.customers else world.as_of - dt.timedelta(days=120)
    approved = dt.datetime.combine(before, dt.time(9), dt.UTC)
    for campaign in ensure_standard_campaigns():
        campaign.salt = world.rng("salt", campaign.key).randbytes(8).hex()
        campaign.created_at = approved
        campaign.save(update_fields=["salt", "created_at"])
    CampaignVersion.objects.update(
        author=staff.get("marketer"),
        approver=staff.get("approver"),
        submitted_at=approved,
        approved_at=approved,
        created_at=approved,
    )
    world.told["sms"] = {"sandbox": {"token": hook_token()}}


@setup("aftercare.segments")
def segments(world: World) -> None:
    """Named rules to look at."""
    author = world.kept["staff"].get("marketer")
    Segment.objects.bulk_create(
        Segment(id=world.id("segment", name), name=name, description=what, rule=rule, author_id=author)
        for name, what, rule in SEGMENTS
    )


@finish("aftercare.rollup")
def roll_up(world: World) -> None:
    """What each person bought, built once from the facts."""
    if world.customers:
        rollup.rebuild()


@finish("aftercare.surveys")
def surveys(world: World) -> None:
    """What clients said after their purchases, and whom to call today."""
    if world.customers:
        tell_answers(world.as_of)


@finish("aftercare.history")
def queue_history(world: World) -> None:
    """Puts the past runs of the campaigns into the queue: a worker lives through them once the site is ready."""
    if not world.customers or not world.with_history:
        return
    owner = Employee.objects.filter(role="admin", is_superuser=True).first()
    Job.objects.create(kind=HISTORY, title=str(KINDS.get(HISTORY).title), owner=owner)
    Installation.objects.filter(id=1).update(campaigns_start_at=world.now + HISTORY_WITHIN)
