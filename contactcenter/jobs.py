"""Jobs of the beat table that this floor owns."""

from contactcenter import escalating, status_links
from contactcenter.calls import asking, comparing, ending, exchange_alarms, hearing, retention, subscriptions
from contactcenter.desk import states
from contactcenter.recordings import fetching
from contactcenter.recordings import retention as recordings_retention
from contactcenter.reviews import sampling
from optics_crm.core.ticks import job


@job("contactcenter.calls_waiting")
def apply_waiting() -> None:
    """Every few seconds: what the exchanges told and the request that took it did not apply."""
    hearing.apply_waiting()


@job("contactcenter.calls_silent")
def end_silent() -> None:
    """Each minute: calls whose end was never told."""
    ending.end_silent()


@job("contactcenter.ask_callers")
def ask_callers() -> None:
    """Every few minutes: callers of a while ago who gave no mark get a link, a share of them."""
    asking.ask_callers()


@job("contactcenter.calls_prune")
def forget_bodies() -> None:
    """Each hour: bodies of the exchanges older than 90 days."""
    retention.forget_bodies()


@job("contactcenter.links_prune")
def forget_links() -> None:
    """Each hour: links of clients whose term is over."""
    status_links.forget_expired()


@job("contactcenter.escalate")
def escalate() -> None:
    """Every two minutes: tickets of whose term 80, 100 or 150 % are gone, told to whom it concerns."""
    escalating.escalate_late()


@job("contactcenter.states_unseen")
def end_unseen_states() -> None:
    """Each minute: operators who closed their screen and said nothing."""
    states.end_unseen()


@job("contactcenter.recordings")
def fetch_recordings() -> None:
    """Every few seconds: recordings that are due."""
    fetching.fetch_due()


@job("contactcenter.recordings_prune")
def forget_recordings() -> None:
    """Each hour: recordings older than their term."""
    recordings_retention.forget_old()


@job("contactcenter.compare")
def compare_with_exchanges() -> None:
    """Every few seconds: what is due of yesterday's comparison; nothing for most of the day."""
    comparing.compare_due()


@job("contactcenter.subscriptions")
def renew_subscriptions() -> None:
    """Every few minutes: orders for events that expire soon."""
    subscriptions.renew()


@job("contactcenter.exchange_alarms")
def look_at_exchanges() -> None:
    """Each minute: has an exchange fallen silent?"""
    exchange_alarms.look_round()


@job("contactcenter.reviews")
def draw_reviews() -> None:
    """Each hour: the sample of talks of the week that is over, once."""
    sampling.draw_last_week()
