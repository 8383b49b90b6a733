"""Files of the gateway under DATA_DIR/sandbox."""

from pathlib import Path


def folder(data_dir: Path) -> Path:
    return data_dir / "sandbox"


def sent_file(data_dir: Path) -> Path:
    """What a phone would have got, one JSON object a line."""
    return folder(data_dir) / "sent.ndjson"


def receipts_file(data_dir: Path) -> Path:
    """Up to which byte of the sent file receipts have been posted."""
    return folder(data_dir) / "receipts.offset"
