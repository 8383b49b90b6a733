"""PostgreSQL and Valkey of one run: pytest's first process starts them, the others find them in the environment."""

import os
import shutil
import tempfile
from pathlib import Path

from optics_crm.services.places import prepare_data_folder
from optics_crm.services.postgres import Postgres
from optics_crm.services.valkey import Valkey

# Tests lose nothing by a power cut; the fault tests start a copy with the real settings
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"}


class Servers:
    """The pair in a folder of its own; entering the environment is what makes Django find it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="optics-tests-"))
        prepare_data_folder(self.folder)
        self.postgres = Postgres(self.folder, extra=FAST)
        self.valkey = Valkey(self.folder, append_only=False)

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        os.environ |= {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DJANGO_SETTINGS_MODULE": "optics_crm.settings",
        }
        for name in ("DEMO", "CLOCK", "PORT", "HOST", "SECRET_KEY"):
            os.environ.pop(name, None)

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        for server in (self.postgres, self.valkey):
            if server.socket:
                shutil.rmtree(server.socket if server.socket.is_dir() else server.socket.parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
