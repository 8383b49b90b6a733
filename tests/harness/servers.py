"""PostgreSQL and Valkey of one pytest process.

Each process has servers of its own: how far the feed of changes may read depends on every transaction of a server, and
a long test beside would hold it back. Only the first process migrates; the others start from a copy of its cluster.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from optics_crm.services.places import prepare_data_folder
from optics_crm.services.postgres import Postgres
from optics_crm.services.valkey import Valkey

CLUSTER, RUN = "TESTS_CLUSTER", "TESTS_RUN"
# Tests lose nothing by a power cut; the fault tests start a copy with the real settings
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"} | {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",  # the run is over before it pays
}


class Servers:
    """The pair in a folder of its own; entering the environment is what makes Django find it.

    `cluster` is a stopped cluster to begin with, such as another process has left with `leave_cluster`.
    """

    def __init__(self, cluster: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="optics-tests-"))
        prepare_data_folder(self.folder)
        if cluster:
            subprocess.run(["cp", "-a", cluster, str(self.folder / "postgres")], check=True)
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

    def leave_cluster(self) -> None:
        """Ends PostgreSQL and tells the processes to come where its cluster and the folder of the run are."""
        self.postgres.stop()
        os.environ |= {CLUSTER: str(self.postgres.cluster), RUN: str(self.folder)}
        os.environ.pop("DJANGO_SETTINGS_MODULE")  # they read the settings once they have servers of their own

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        for server in (self.postgres, self.valkey):
            if server.socket:
                shutil.rmtree(server.socket if server.socket.is_dir() else server.socket.parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
