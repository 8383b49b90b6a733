"""`manage.py sandbox_gateway`: the process that plays every provider of messages in demo mode."""

import asyncio
import json
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from aftercare.channels.sandbox import hook_token
from aftercare.sandbox import places
from aftercare.sandbox.faults import Faults
from aftercare.sandbox.ledger import Ledger, LedgerBusy
from aftercare.sandbox.postman import Postman
from aftercare.sandbox.server import Gateway

KEEP_ALIVE_SECONDS = 75


class Command(BaseCommand):
    """Runs until told to end; exit code 2 and one line when it cannot start."""

    help = "Runs the sandbox gateway of messages on loopback."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="that of SANDBOX_URL or of last time unless given")
        parser.add_argument("--receipts-url", default="", help="where receipts go; this copy's own hook unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("sandbox_rooms")
        try:
            faults = Faults.parse(settings.SANDBOX_FAULTS)
            ledger = Ledger(places.sent_file(settings.DATA_DIR))
            listener = self._listen(options["port"])
        except (ValueError, LedgerBusy, OSError) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        hook = options["receipts_url"] or self._own_hook()
        postman = Postman(ledger, faults, hook, hook_token, places.receipts_file(settings.DATA_DIR))
        asyncio.run(self._serve(Gateway(ledger, faults), postman, listener))

    def _own_hook(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.HOST, settings.HOST)  # noqa: S104
        return f"http://{host}:{settings.PORT}/hooks/sms/sandbox/"

    def _listen(self, port: int) -> socket.socket:
        """On the wanted port, else on that of last time, else on any free one; says where in the address file."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        last = urlsplit(settings.SANDBOX_URL or places.address(settings.DATA_DIR)).port or 0
        try:
            listener.bind(("127.0.0.1", port or last))
        except OSError:
            if port or settings.SANDBOX_URL:
                raise
            listener.bind(("127.0.0.1", 0))
        path = places.address_file(settings.DATA_DIR)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}", "pid": os.getpid()}))
        draft.replace(path)
        return listener

    async def _serve(self, gateway: Gateway, postman: Postman, listener: socket.socket) -> None:
        config = uvicorn.Config(
            gateway,
            access_log=False,
            log_level="warning",
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        walk = asyncio.create_task(postman.walk())
        try:
            await server.serve(sockets=[listener])
        finally:
            walk.cancel()
