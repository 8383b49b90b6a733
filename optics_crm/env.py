"""Readers of environment variables: each says in one sentence what is wrong with a value."""

import os
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from optics_crm.services.endpoints import read_endpoints

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def env_text(name: str, default: str = "") -> str:
    """The value without blanks around it; an empty value counts as absent."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off in any case."""
    if name not in os.environ:
        return default
    word = os.environ[name].strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")


def env_int(name: str, *, default: int, low: int = 0, high: int = 2**31 - 1) -> int:
    """A whole number within [low, high]."""
    raw = env_text(name)
    if not raw:
        return default
    if not re.fullmatch(r"-?[0-9]+", raw) or not low <= int(raw) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {raw!r}.")
    return int(raw)


def env_float(name: str, *, default: float, low: float, high: float) -> float:
    """A number within [low, high]."""
    raw = env_text(name)
    try:
        value = float(raw) if raw else default
    except ValueError:
        value = high + 1
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name} must be a number from {low:g} to {high:g}, not {raw!r}.")
    return value


def env_list(name: str, *, default: Sequence[str]) -> list[str]:
    """Words separated by commas."""
    if not env_text(name):
        return list(default)
    return [word.strip() for word in os.environ[name].split(",") if word.strip()]


def env_moment(name: str) -> datetime | None:
    """A moment of ISO 8601 with its offset, such as 2026-11-21T11:00:00+03:00."""
    raw = env_text(name)
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ImproperlyConfigured(
            f"{name} must be a moment with its offset, such as 2026-11-21T11:00:00+03:00, not {raw!r}."
        )
    return moment


def env_secret(name: str, folder: Path, *, generate: bool) -> str:
    """The secret itself, or the content of the file that NAME_FILE names.

    With `generate` (demo mode) a missing one is made once and kept in `folder`, readable by its owner only.
    """
    value = env_text(name)
    file_name = env_text(f"{name}_FILE")
    if not value and file_name:
        try:
            value = Path(file_name).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error
    if value:
        return value
    if not generate:
        raise ImproperlyConfigured(f"{name} is missing: set {name} or {name}_FILE (DEMO=0 needs it).")
    return _kept_secret(folder / name.lower())


def _kept_secret(path: Path) -> str:
    """What the file holds; written first when it is not there (two processes may race for it)."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR {path.parent} cannot be written: {error.strerror}.") from error
    return path.read_text() or _kept_secret(path)


def data_dir(base: Path) -> Path:
    """The folder of everything that is not code; DATA_DIR, `.data` beside manage.py unless set."""
    return Path(env_text("DATA_DIR", str(base / ".data"))).expanduser().absolute()


def database(folder: Path) -> dict[str, Any]:
    """Django's connection settings: DATABASE_URL, else the embedded server that `make run` started."""
    url = env_text("DATABASE_URL") or read_endpoints(folder).database_url
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def redis_url(folder: Path) -> str:
    """redis://, rediss:// or unix:// address: REDIS_URL, else the embedded server."""
    url = env_text("REDIS_URL") or read_endpoints(folder).redis_url
    if not re.match(r"(redis|rediss|unix)://", url):
        raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0 or unix:///path/to/socket.")
    return url
