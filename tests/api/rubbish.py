"""Bad input (the table of the trust page): values, bodies, headers and queries that no door may stumble over."""

import copy
import gzip
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

NASTY: Sequence[Any] = [
    None, "", " ", "x", "😀" * 50, "я" * 400, "x" * 30_000, "\u202eабв", "a\u0301" * 100, "\u200d", "\ufeff",
    "\u0000", "\ud800",
    "'; DROP TABLE core_salon; --", "' OR '1'='1", "%s %(a)s {} {0.__class__}", "{{7*7}}${7*7}{% debug %}",
    "../../etc/passwd",
    "$(id)", "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "a\r\nX-Evil: 1", "NULL", "__proto__",
    0, -1, 1, 2**31, 2**63, 2**70, -(2**63), 10**400, 0.1, -1e308, 1e15, "NaN", "Infinity", "1e309", "1_000", "12,5",
    "−1", "٩",
    True, False, [], {}, [None], [[]], [{}], {"a": 1}, [{"number": 5}], list(range(2000)),
    {str(n): n for n in range(1500)},
    "2026-02-30", "2026-13-01", "9999-12-31", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "0001-01-01",
    "1850-01-01",
    "2026-01-01T24:00:00", "2026-01-01T00:00:00+23:59", "01.02.2026", "31.02.1984", "2026-10-25T02:30:00",
    "00000000-0000-0000-0000-000000000000", "{5f0c7c52-7f0c-11ee-9a52-00155d01c802}", "5f0c7c52", "not-a-uuid",
    "123", "+70000000000", "+7912345678٩", "8" * 200, "89123456789", "+375291234567", "+7 912 345 67 89 доб. 5",
    "-2.25", "0.10", "181", "200.00", "open", "closed", "done", "m", "sms", "supervisor",
]  # fmt: skip

DEEP = b"[" * 10_000 + b"]" * 10_000
BODIES: Sequence[bytes] = [
    b"", b" ", b"{", b"[]", b"null", b"0", b'"x"', b'{"a":1}garbage', b"{'a': 1}", b'{"a":NaN}', b'{"a":1e999}', DEEP,
    b'{"a":' + DEEP + b"}", b'{"a":"\\u0000"}', b'{"a":"\\ud800"}', b"\xff\xfe\x00", b"\xef\xbb\xbf{}",
    '{"a":"Иван"}'.encode("cp1251"),
    '{"a":"x"}'.encode("utf-16"), b'{"a":1,"a":2}', b'{"a":' + b"9" * 6000 + b"}",
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"a=1&b=2", b"\x00" * 100, b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", b"{}" * 1000,
    gzip.compress(b"{}"), gzip.compress(b"0" * 200_000), gzip.compress(b"{}")[:-4], b"x" * 1_100_000,
]  # fmt: skip
MEDIA_TYPES = (
    "application/json", "application/json", "application/json; charset=utf-7", "application/json; charset=cp1251",
    "text/plain", "",
    "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/xml",
    "application/json;;;", "x" * 300, "application/merge-patch+json",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")
HEADERS: Mapping[str, Sequence[str]] = {
    "HTTP_ACCEPT": ("*/*", "text/html", "application/xml", "image/png;q=x", "x", "application/json; indent=9999999",
        ","),
    "HTTP_AUTHORIZATION": ("Bearer", "Bearer x", "Bearer \x00", "Basic", "Basic eDp5", "Basic !!!", "Basic AAA6AA==",
        "Bearer " + "x" * 9000, "Token x", "Basic /w=="),
    "HTTP_IF_MATCH": ("*", '"1"', '"0"', "", "W/\"1\"", '"' * 99, "x" * 5000, '"1", "2"', "\x00", "é"),
    "HTTP_CONTENT_ENCODING": ("gzip", "deflate", "br", "gzip, gzip", "x"),
    "HTTP_X_REQUEST_ID": ("x" * 5000, "\x00", "é" * 20, "a\tb"),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE", "PATCH"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "x", "::1, evil"),
    "HTTP_HOST": ("evil.example", "", "a b", "[::1"),
    "CONTENT_LENGTH": ("-1", "x", "99999999999999999999", "0"),
    "HTTP_COOKIE": ("sid=x", "sid=" + "x" * 8000, "csrf=\x00; sid=;;", "django_language=xx"),
    "HTTP_ACCEPT_LANGUAGE": ("xx", "en" * 500),
}  # fmt: skip
QUERIES = (
    "ordering=password", "page=-1", "page_size=1000000000", "page_size=-1", "page_size=%D9%A3",
    "filter[_connector]=OR", "id[]=1&id[]=2",
    "id=1&id=2", "cursor=%00", "cursor=%ff", "cursor=W10", "cursor=WyIxIiwgIjIiXQ",
    "cursor=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwgIjIiXQ",
    "a=" + "x" * 8000, "&&&=", "%", "a%5b%5d=1", "format=xml", "_method=DELETE", "search=%25%25%25",
    "search=%5C%5C%5C", "search=" + "%D0%B0" * 300,
    "phone=%2B7912", "dry_run=1&dry_run=1", "updated_since=", "updated_since=0001-01-01",
    "updated_since=9999-12-31T23:59:59-23:59",
    "updated_since=2026-11-21T10:00:00%2B03:00", "guid=%7B5f0c7c52-7f0c-11ee-9a52-00155d01c802%7D", "expand=phones",
    "fields=id,password",
)  # fmt: skip
IDS = (
    "1",
    "none",
    "%F0%9F%98%80",
    "..%2f..%2fetc",
    "%00",
    "%ff",
    "'%20OR%201=1",
    "00000000-0000-0000-0000-000000000000",
    "a" * 3000,
    "%0d%0aX:1",
    "~",
)


def spoiled(random: Random, value: Any) -> Any:
    """The value with something nasty at one to three places, or with a key that nobody knows."""
    value = copy.deepcopy(value)
    for _time in range(random.randint(1, 3)):
        value = put(value, random.choice(places(value)), copy.deepcopy(random.choice(NASTY)))
    if isinstance(value, dict) and random.random() < 0.2:
        value[random.choice(("is_staff", "id", "__proto__", "merged_into", "", "я"))] = random.choice(NASTY)
    return value


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, child in inner for deeper in places(child, (*path, key)))][:300]


def put(value: Any, path: tuple[Any, ...], nasty: Any) -> Any:
    if not path:
        return nasty
    at = value
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = nasty
    return value


def as_bytes(value: Any) -> bytes:
    """JSON with whatever stands in it, half surrogates and endless numbers included."""
    return json.dumps(value, ensure_ascii=True, default=str).encode()
