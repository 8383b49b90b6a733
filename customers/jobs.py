"""Jobs of the beat table that this floor owns, and its long work."""

from django.utils.translation import gettext_lazy as _

from customers.card_keys import fill_keys
from customers.identity.health import count
from optics_crm.core.long_jobs import KINDS, Progress, long_job, ring
from optics_crm.core.models import Job
from optics_crm.core.progress import OPEN
from optics_crm.core.ticks import job

BASE_HEALTH = "customers.base_health"


@job(BASE_HEALTH)
def start_counting() -> None:
    """Every few minutes: was base health counted today? A chain of a million takes longer than a tick may."""
    if count.is_due() and not Job.objects.filter(kind=BASE_HEALTH, state__in=OPEN).exists():
        ring(Job.objects.create(kind=BASE_HEALTH, title=str(KINDS.get(BASE_HEALTH).title)).pk)


@long_job(BASE_HEALTH, _("Count of base health"))
def count_health(work: Progress) -> str:
    """The counts of today; of an installation that was never counted also those of the months before."""
    count.count_days(count.days_to_count(), work.report)
    return ""


@job("customers.card_keys")
def keys_of_cards() -> None:
    """Each hour: keys that are missing, or that an older normaliser made, chunk by chunk."""
    fill_keys()
