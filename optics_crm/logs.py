"""Structured logs: one JSON line an event, phones and names masked wherever they come from."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

PHONE = re.compile(
    r"(?<![\w.-])(?:\+?[78][\s(-]{0,3}\d{3}[\s)-]{0,3}\d{3}[\s-]?\d{2}[\s-]?\d{2}|\+\d{8,15}|9\d{9})(?!\w)"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# Two or three capitalised Cyrillic words in a row are taken for a name
FULL_NAME = re.compile(r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?:\s+[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?){1,2}\b")
PERSONAL_KEYS = re.compile(
    r"(^|_)(phones?|names?|last_name|first_name|middle_name|full_name|email|address|birth_date|text|password|token|secret)$"
)
OUR_KEYS = {"logger_name", "task_name", "file_name", "job_name", "process_name"}
MASK = "***"


def mask_text(text: str) -> str:
    """The text with every phone, e-mail and full name in it hidden; a phone keeps its last two digits."""
    text = PHONE.sub(lambda found: f"+7{MASK}{re.sub(r'[^0-9]', '', found[0])[-2:]}", text)
    return FULL_NAME.sub(MASK, EMAIL.sub(MASK, text))


def masked(value: Any, key: str = "") -> Any:
    """The value as a log may hold it; containers are walked."""
    if PERSONAL_KEYS.search(key) and key not in OUR_KEYS and value:
        return mask_text(value) if PHONE.fullmatch(str(value)) else MASK
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {name: masked(item, str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return value


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The processor: nothing passes it unmasked, tracebacks included."""
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = masked(value, key)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure(*, level: str, as_json: bool) -> None:
    """Sends everything, the libraries' logs too, through one formatter to stderr."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_event, last],
        "foreign_pre_chain": SHARED,
    }
    quiet = dict.fromkeys(
        ("axes", "asyncio", "uvicorn.access", "celery.app.trace", "celery.worker.strategy"), "WARNING"
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {name: {"level": level} for name, level in quiet.items()},
        }
    )
