"""Where the running embedded servers listen: a private file in DATA_DIR that every `manage.py` reads."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "services.json"


@dataclass(frozen=True)
class Endpoints:
    """Addresses of the two servers; `known` when a running copy wrote them."""

    database_url: str
    redis_url: str
    known: bool = True


def read_endpoints(folder: Path) -> Endpoints:
    """What the file says; without one the addresses where the servers would be, so that connecting fails."""
    try:
        stored = json.loads((folder / FILE_NAME).read_text())
        return Endpoints(stored["database_url"], stored["redis_url"])
    except (OSError, ValueError, KeyError):
        run = folder / "run"
        database_url = f"postgresql://crm@/crm?host={run / 'pg'}"
        return Endpoints(database_url, f"unix://{run / 'valkey' / 's'}", known=False)


def write_endpoints(folder: Path, endpoints: Endpoints) -> None:
    """Replaces the file in one step, readable by its owner only."""
    draft = folder / f"{FILE_NAME}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(endpoints), file)
    draft.replace(folder / FILE_NAME)


def forget_endpoints(folder: Path) -> None:
    """The servers are gone; a command run now says so instead of waiting for them."""
    (folder / FILE_NAME).unlink(missing_ok=True)
