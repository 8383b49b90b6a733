"""Jobs of the beat table that this floor owns, and its long work."""

from django.utils.translation import gettext_lazy as _

from customers.card_keys import fill_keys
from customers.followup_ladder import escalate_late
from customers.grown_up import ask_grown_ups
from customers.identity import night
from customers.identity.health import count
from customers.identity.incoming import job as import_check
from customers.identity.scan import scan_all
from optics_crm.core.long_jobs import KINDS, Progress, long_job, ring
from optics_crm.core.models import Job
from optics_crm.core.progress import OPEN
from optics_crm.core.ticks import job

BASE_HEALTH = "customers.base_health"
IMPORT_CHECK = import_check.KIND


@job(BASE_HEALTH)
def start_counting() -> None:
    """Every few minutes: was base health counted today? A chain of a million takes longer than a tick may."""
    if count.is_due() and not Job.objects.filter(kind=BASE_HEALTH, state__in=OPEN).exists():
        ring(Job.objects.create(kind=BASE_HEALTH, title=str(KINDS.get(BASE_HEALTH).title)).pk)


@long_job(BASE_HEALTH, _("Count of base health"))
def count_health(work: Progress) -> str:
    """The counts of today. The first time of all the base is scanned before, and the months that are over are counted
    too: what was twice in it then is known only now.
    """
    days = count.days_to_count()
    if len(days) > 1:
        scan_all()
    count.count_days(days, work.report)
    return ""


@job(night.KIND)
def start_the_night() -> None:
    """Every few minutes: is it night, and were the day's cards compared with everybody?"""
    if night.is_due():
        ring(Job.objects.create(kind=night.KIND, title=str(KINDS.get(night.KIND).title)).pk)


@long_job(night.KIND, _("Scan for duplicates"))
def scan_the_night(work: Progress) -> str:
    """The new and changed cards of the day; safe to repeat."""

    def report(_what: str, number: int) -> None:
        work.report(number)

    night.scan_night(report)
    return ""


@job("customers.grown_up")
def come_of_age() -> None:
    """Each hour: who has come of age is asked for a phone and consents of their own."""
    ask_grown_ups()


@job("customers.card_keys")
def keys_of_cards() -> None:
    """Each hour: keys that are missing, or that an older normaliser made, chunk by chunk."""
    fill_keys()


@job("customers.followups_late")
def tell_chiefs() -> None:
    """Each minute: promises that have become late are told to the chiefs of those who keep them."""
    escalate_late()
