"""Whether an embedded database is as this code wants it: a fingerprint kept beside it."""

import hashlib
import json
import os
from pathlib import Path

FILE_NAME = "prepared.json"
PARTS = ("*/migrations/*.py", "optics_crm/core/migrations/*.py", "static/**/*", "requirements.lock")


def fingerprint(base: Path) -> str:
    """Changes when a migration, a static file or the set of packages does."""
    digest = hashlib.sha256()
    for pattern in PARTS:
        for path in sorted(base.glob(pattern)):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path.relative_to(base)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_prepared(base: Path, folder: Path) -> bool:
    """Whether the last preparation of this folder's own cluster was by this very code."""
    try:
        stored = json.loads((folder / FILE_NAME).read_text())
    except (OSError, ValueError):
        return False
    return bool(stored == {"fingerprint": fingerprint(base)})


def note_prepared(folder: Path, seen: str) -> None:
    """Everything has been prepared for the code of that fingerprint."""
    (folder / FILE_NAME).write_text(json.dumps({"fingerprint": seen}))


def write_address(path: Path, url: str) -> None:
    """Puts the present address into demo.json, which an earlier start may have written for another port."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return
    if content.get("url") != url:
        draft = path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({**content, "url": url}, file, ensure_ascii=False, indent=1)
        draft.replace(path)
