"""Tasks that a doorbell starts."""

from celery import shared_task

from aftercare.outbox import pump


@shared_task(name="send.pump")
def pump_now() -> None:
    """The same as the tick of each second, for those who will not wait for it."""
    pump.drain()
