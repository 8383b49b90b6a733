"""Tasks that a doorbell starts."""

from celery import shared_task

from orders.commerceml import imports


# a text cannot be read on from its middle, so the limit is that of long work; a copy that Redis hands out again
# meanwhile finds the lease and goes away
@shared_task(name="sync.read_commerceml", time_limit=3600, soft_time_limit=3540)
def read_commerceml() -> None:
    """Reads files of CommerceML that wait into rows of the exchange."""
    imports.read_all()
