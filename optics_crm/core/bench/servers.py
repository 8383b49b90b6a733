"""The servers of a benchmark: those that run already, else the embedded pair for as long as it takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from optics_crm.env import database
from optics_crm.services.endpoints import Endpoints, forget_endpoints, read_endpoints, write_endpoints
from optics_crm.services.lock import FolderLock
from optics_crm.services.places import prepare_data_folder
from optics_crm.services.postgres import Postgres
from optics_crm.services.valkey import Valkey


@contextmanager
def servers() -> Iterator[None]:
    """Lets Django find a PostgreSQL and a Redis within its block; raises CannotStart in one sentence."""
    folder = settings.DATA_DIR
    if os.environ.get("DATABASE_URL", "").strip() or _run_already(folder):
        yield
        return
    prepare_data_folder(folder)
    lock = FolderLock(folder)
    lock.take("make-bench")
    postgres, valkey = Postgres(folder), Valkey(folder)
    try:
        postgres.start()
        valkey.start()
        write_endpoints(folder, Endpoints(postgres.url, valkey.url))
        connection.close()
        connection.settings_dict.update(database(folder))
        settings.REDIS_URL = valkey.url
        yield
    finally:
        connection.close()
        forget_endpoints(folder)
        valkey.stop()
        postgres.stop()
        lock.close()


def _run_already(folder: Path) -> bool:
    """Whether a copy serves this folder: the file alone may be left over from one that was killed."""
    if not read_endpoints(folder).known:
        return False
    lock = FolderLock(folder)
    try:
        return not lock.is_free()
    finally:
        lock.close()
