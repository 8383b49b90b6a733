"""Files of the gateway under DATA_DIR/sandbox."""

import json
from pathlib import Path


def folder(data_dir: Path) -> Path:
    return data_dir / "sandbox"


def sent_file(data_dir: Path) -> Path:
    """What a phone would have got, one JSON object a line."""
    return folder(data_dir) / "sent.ndjson"


def address_file(data_dir: Path) -> Path:
    """Where the running gateway listens; it keeps its port over restarts."""
    return folder(data_dir) / "gateway.json"


def address(data_dir: Path) -> str:
    """The URL that the gateway of this data folder gave last; empty when there was none."""
    try:
        return str(json.loads(address_file(data_dir).read_text())["url"])
    except (OSError, ValueError, KeyError):
        return ""


def receipts_file(data_dir: Path) -> Path:
    """Up to which byte of the sent file receipts have been posted."""
    return folder(data_dir) / "receipts.offset"
