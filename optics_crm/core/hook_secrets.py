"""How other people's programs are known at our hooks: secrets, and where they knock from."""

import hashlib
import hmac
import os
from pathlib import Path

import structlog
from django.conf import settings

from optics_crm.core.errors import DomainError
from optics_crm.core.sync import networks
from optics_crm.env import env_list

log = structlog.get_logger("optics.hooks")
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


def may_knock(name: str, address: str) -> bool:
    """Whether the address lies in the networks of HOOK_<NAME>_NETWORKS; none set: from everywhere.

    A list that cannot be read keeps the door shut, and the log says so.
    """
    told = env_list(f"{PREFIX}{name.upper()}_NETWORKS", default=())
    try:
        return networks.holds(networks.read(told), address)
    except DomainError as error:
        log.error("hook_networks_malformed", hook=name, fault=str(error.message))
        return False
