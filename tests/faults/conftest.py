"""One running copy for all fault tests of the outbox: short leases, places to die that can be armed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.faults.outbox import LEASE_SECONDS, NOON, Outbox
from tests.harness.stack import Stack


@pytest.fixture(scope="package")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    armed: Path = tmp_path_factory.mktemp("failpoints")
    options = {"OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS), "SANDBOX_READ_SECONDS": "1", "FAILPOINTS_DIR": str(armed)}
    with Stack(customers=0, CLOCK=NOON, **options) as stack:
        yield Outbox(stack, armed)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}
