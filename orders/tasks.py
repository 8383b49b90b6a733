"""Tasks that a doorbell starts."""

from celery import shared_task

from orders.commerceml import imports


@shared_task(name="sync.read_commerceml")
def read_commerceml() -> None:
    """The same as the tick of every few seconds, for those who will not wait for it."""
    imports.read_all()
