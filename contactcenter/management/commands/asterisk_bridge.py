"""`manage.py asterisk_bridge`: the process beside an Asterisk that tells the CRM of its calls."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from contactcenter.asterisk.bridge import Bridge, Config
from contactcenter.asterisk.translating import KEY_CAUSES
from optics_crm.core.commands import unusable
from optics_crm.env import env_int, env_text


class Command(BaseCommand):
    """Runs until SIGTERM; configured by the environment alone (docs/telephony.md)."""

    help = "Hears an Asterisk by AMI and queue_log, and posts its calls to the CRM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        bridge = Bridge(_config())
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: over.set())
        bridge.start()
        over.wait()
        bridge.stop()


def _config() -> Config:
    url, user, secret = env_text("BRIDGE_URL"), env_text("ASTERISK_USER"), env_text("ASTERISK_SECRET")
    if path := env_text("ASTERISK_SECRET_FILE"):
        secret = Path(path).read_text(encoding="utf-8").strip()
    if not (url and user and secret):
        raise unusable(_("Set BRIDGE_URL, ASTERISK_USER and ASTERISK_SECRET: docs/telephony.md says how."))
    queue_log, key_cause = env_text("ASTERISK_QUEUE_LOG"), env_text("ASTERISK_KEY_CAUSE", KEY_CAUSES[0])
    if key_cause not in KEY_CAUSES:
        raise unusable(_("ASTERISK_KEY_CAUSE is voicemail or noAnswer."))
    return Config(
        host=env_text("ASTERISK_HOST", "127.0.0.1"),
        port=env_int("ASTERISK_PORT", default=5038, low=1, high=65535),
        user=user,
        secret=secret,
        url=url,
        spool=Path(env_text("BRIDGE_SPOOL", os.fspath(Path.home() / ".optics-bridge"))),
        queue_log=Path(queue_log) if queue_log else None,
        key_cause=key_cause,
    )
