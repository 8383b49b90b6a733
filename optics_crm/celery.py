"""The Celery app and the whole beat table. Redis is a doorbell: what is to be done stands in PostgreSQL."""

import os
from dataclasses import dataclass

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optics_crm.settings")

QUEUES = ("tick", "send", "sync", "ui")  # one kind of work each, so that a slow one never delays another


@dataclass(frozen=True)
class Line:
    """One line of the beat table: the job (registered with core.ticks.job), its period and its queue."""

    job: str
    every_seconds: int
    queue: str = "tick"


BEAT = (
    Line("core.pulse", 5),  # the worker lives
    Line("core.sweep", 15),  # ticks whose doorbell was lost
    Line("core.news", 5),  # reactions to news, when their doorbell was lost
    Line("core.parked", 10, "sync"),  # rows of the exchange that waited for something which is here by now
    Line("core.load_files", 5, "sync"),  # files of rows whose doorbell was lost, or whose worker died
    Line("core.exchange_alarms", 120),  # what is wrong with the exchange, told to whom it concerns
    Line("orders.commerceml", 10, "sync"),  # CommerceML files that are too large for the call that asks for them
    Line("orders.commerceml_prune", 3600),  # sessions of CommerceML that are over
    Line("orders.exam_offers", 3600),  # open offers after exams, against what was bought
    Line("core.prune", 3600),  # old ticks, heartbeats, news
    Line("customers.base_health", 300),  # once a day: which cards are wrong
    Line("customers.grown_up", 3600),  # who came of age: asked for a phone and consents of their own
    Line("customers.followups_late", 60),  # promises past their term: told to the chiefs, once per step
    Line("customers.identity_night", 600),  # once a night: new cards against everybody
    Line("customers.card_keys", 3600),  # keys that are missing, or that an older normaliser made
    Line("aftercare.daily_run", 60),  # every morning: who hears from us today
    Line("aftercare.rollup", 60),  # what each person bought, of those whose facts have changed
    Line("aftercare.prune", 3600),  # reasons of silence that nobody asks any more
    Line("aftercare.stages", 900),  # the life cycle: counts of the day, moves of the month
    Line("contactcenter.escalate", 120),  # tickets that use up their terms, told upwards
    Line("contactcenter.links_prune", 3600),  # links of clients whose term is over
    Line("orders.reservations_expire", 300),  # what was put aside here and is past its day
    Line("aftercare.post_purchase", 1800),  # calls after purchases whose day has come
    Line("contactcenter.calls_waiting", 2, "ui"),  # what an exchange told and its request could not apply
    Line("contactcenter.calls_silent", 60, "ui"),  # calls whose end was never told
    Line("contactcenter.states_unseen", 60, "ui"),  # operators who closed their screen and said nothing
    Line("contactcenter.recordings", 15, "sync"),  # recordings of talks that are due to be fetched
    Line("contactcenter.compare", 10, "sync"),  # in the night: do the exchanges and we say the same
    Line("contactcenter.subscriptions", 120, "sync"),  # orders for events that expire
    Line("contactcenter.exchange_alarms", 60, "ui"),  # exchanges that have fallen silent
    Line("contactcenter.recordings_prune", 3600),  # recordings older than their term
    Line("contactcenter.reviews", 3600),  # talks of the week that is over, drawn for a review
    Line("contactcenter.ask_callers", 300),  # those who talked and gave no mark: a share gets a link
    Line("contactcenter.calls_prune", 3600),  # what the exchanges told, older than 90 days
    Line("aftercare.pump", 1, "send"),  # messages that are due, leases that ran out, outcomes to be asked
)


def queue_of(job: str) -> str:
    """The queue that the beat table gives a job."""
    return next((line.queue for line in BEAT if line.job == job), "tick")


def broker_url(redis_url: str) -> str:
    """Kombu's spelling of a redis-py address."""
    return redis_url.replace("unix://", "redis+socket://", 1)


app = Celery("optics_crm")
VISIBILITY_SECONDS = 900  # seven times the hard time limit: no live task is ever handed out again
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,  # a black-holed connection is noticed, dropped and made anew
        "retry_on_timeout": True,
        "global_keyprefix": "crm:",
    },
    visibility_timeout=VISIBILITY_SECONDS,
    result_backend_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=5,
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_acks_on_failure_or_timeout=True,  # a failure is a row with its next try, not a redelivery
    task_time_limit=120,
    task_soft_time_limit=100,
    task_serializer="json",
    accept_content=["json"],
    task_publish_retry_policy={"max_retries": 2, "interval_start": 0, "interval_max": 0.5},
    task_default_queue="tick",
    task_routes={f"{queue}.*": queue for queue in QUEUES},
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_soft_shutdown_timeout=15,
    worker_enable_soft_shutdown_on_idle=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,  # killing a sender mid-call only makes "unknown"
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    enable_utc=True,
    timezone="UTC",
    beat_scheduler="optics_crm.core.beat:TickScheduler",
    beat_max_loop_interval=5,
    # beat_schedule stays empty: TickScheduler reads BEAT
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery would replace the handlers of settings.py."""
