"""Jobs of the beat table that this floor owns."""

from optics_crm.core.ticks import job
from orders import exam_offers, reservations
from orders.commerceml import imports


@job("orders.commerceml")
def read_commerceml() -> None:
    """Every few seconds: files of CommerceML whose doorbell was lost, or whose reader died."""
    imports.wake_reader()


@job("orders.commerceml_prune")
def forget_sessions() -> None:
    """Each hour: sessions of CommerceML that are over, with their files."""
    imports.forget_old()


@job("orders.reservations_expire")
def expire_reservations() -> None:
    """Every five minutes: what was put aside and not fetched in time is free again."""
    reservations.expire_reservations()


@job("orders.exam_offers")
def look_at_offers() -> None:
    """Each hour: open offers after exams against what was bought, should two facts have met unseen."""
    exam_offers.settle_open()
