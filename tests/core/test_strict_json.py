"""JSON from outside: what is refused, and that nothing breaks the reader."""

import pytest

from optics_crm.core import strict_json
from optics_crm.core.strict_json import BadJson


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"NaN",
        b"[-Infinity]",
        b"1e400",
        b"9" * 5000,
        b'{"a": 1, "a": 1}',
        rb'"a\u0000b"',
        rb'{"a": ["\ud800"]}',
        rb'{"\udfff": 1}',
        b'"\xed\xa0\x80"',
        nested(21),
        nested(900),
        nested(30_000),
        b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_cannot_be_kept_is_refused(raw: bytes) -> None:
    with pytest.raises(BadJson):
        strict_json.read(raw)


def test_ordinary_json_is_read() -> None:
    assert strict_json.read(r'{"a": [1, 2.5, "я\u0451\ud83d\ude00"], "b": null}'.encode()) == {
        "a": [1, 2.5, "яё😀"],
        "b": None,
    }
    strict_json.read(nested(20))
