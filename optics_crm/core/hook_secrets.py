"""Secrets by which other people's programs are known at our hooks: exchanges, messengers, web forms."""

import hashlib
import hmac
import os
from pathlib import Path

from django.conf import settings

PREFIX = "HOOK_"


def demo_secret(name: str) -> str:
    """The secret that a demo tells in `demo.json`: made from the installation's key, kept nowhere else."""
    return hmac.new(settings.SECRET_KEY.encode(), f"hook:{name}".encode(), hashlib.sha256).hexdigest()[:32]


def secret_of(name: str) -> str:
    """The secret `mango.key`, given as HOOK_MANGO_KEY (or HOOK_MANGO_KEY_FILE); outside of demo mode "" where none is
    set, and the door stays shut.
    """
    variable = PREFIX + name.upper().replace(".", "_")
    if path := os.environ.get(f"{variable}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(variable, "").strip() or (demo_secret(name) if settings.DEMO else "")
