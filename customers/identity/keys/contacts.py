"""Phones and e-mails as keys."""

import re
from functools import lru_cache

from optics_crm.core import phones

_NOT_DIGITS = str.maketrans("", "", " ()-.+\t\u00a0")
_RUSSIAN = re.compile(r"(?:[78]?)([3489]\d{9})", re.ASCII)
_LONGEST = 60
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
_NO_DOTS = frozenset(("gmail.com", "googlemail.com"))
_YANDEX = frozenset(("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua"))


@lru_cache(maxsize=20_000)
def phone_key(raw: str) -> str:
    """E.164, or "" for no number. One of a range that does not exist is kept: the other digits still tell."""
    text = raw[:_LONGEST]
    plain = _RUSSIAN.fullmatch(text.translate(_NOT_DIGITS))
    if plain and not (text.lstrip().startswith("+8") or len(set(plain[1])) < 3):
        return "+7" + plain[1]
    return phones.normalise(text)


def email_key(raw: str) -> str:
    """Lower case, without dots and tags that the mail service ignores. A mistyped domain stays another domain."""
    text = raw[:254].strip().lower()
    if not _EMAIL.fullmatch(text):
        return ""
    name, _, domain = text.rpartition("@")
    if domain in _NO_DOTS:
        name, domain = name.partition("+")[0].replace(".", ""), "gmail.com"
    elif domain in _YANDEX:
        name, domain = name.partition("+")[0].replace(".", "-"), "yandex.ru"
    return f"{name}@{domain}" if name else ""
