"""Fixtures of this floor."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contactcenter.standin import running


@pytest.fixture
def standin(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The calls that the stand-in was asked to connect."""
    with running(settings, tmp_path, monkeypatch) as asked:
        yield asked
