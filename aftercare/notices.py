"""Notices of the floors below leave by the same outbox as everything else."""

from aftercare.outbox.service import send_service
from customers.notices import Notice, carries


@carries("sms")
def by_sms(notice: Notice) -> None:
    send_service(
        notice.person,
        notice.text,
        notice.occasion,
        phone=notice.phone,
        lives=notice.lives,
        is_code=notice.is_code,
    )
