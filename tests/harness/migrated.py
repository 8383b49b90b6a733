"""A migrated cluster kept among the caches: the same migrations are run once on a machine, not once a run."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.harness.servers import Servers

ROOT = Path(__file__).parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "optics-crm"
KEPT = 3
# what the migrations are made of: themselves, the operation and the texts that they use, the packages that run them
SOURCES = (
    "*/migrations/0*.py",
    "optics_crm/*/migrations/0*.py",
    "optics_crm/core/create_tables.py",
    "customers/consent_texts.py",
    "requirements.lock",
)


def place() -> Path:
    """Where the cluster of the present migrations is kept, if it is."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return CACHE / f"cluster-{digest.hexdigest()[:20]}"


def found() -> str:
    """A cluster to begin with; "" where the migrations have to be run."""
    kept = place()
    return str(kept) if kept.is_dir() else ""


def keep(servers: Servers) -> None:
    """Copies the stopped cluster of these servers, and forgets those of older migrations."""
    kept = place()
    if kept.is_dir():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    subprocess.run(["cp", "-a", str(servers.postgres.cluster), str(draft)], check=True)
    try:
        draft.rename(kept)
    except OSError:  # another run was faster
        shutil.rmtree(draft, ignore_errors=True)
    clusters = sorted((path for path in CACHE.glob("cluster-*")), key=lambda path: path.stat().st_mtime)
    for old in clusters[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from sorted(ROOT.glob(pattern))
