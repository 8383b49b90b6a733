"""Which test goes to which process: what is dear to set up is set up once, what takes long is begun first."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# A running copy is shared by these tests, so they stay together
TOGETHER = ("tests/faults/",)
# Tests of these files share nothing and are dear: they fill whatever process is free
APART = ("tests/browser/test_pages.py", "tests/test_access.py")
FIRST = ("tests/faults/", "tests/services/test_running_copy.py", "tests/services/", "tests/browser/")


def order(items: list[pytest.Item]) -> None:
    """Those that wait for other processes first, then those with a browser; the short ones fill the end."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    if nodeid.startswith(APART):
        return len(FIRST)
    return next((n for n, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST) + 1)


class ByFile(LoadScopeScheduling):  # xdist tells no types
    """Files are the units of work, but for those above."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid.partition("::")[0])
