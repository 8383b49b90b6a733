"""How much memory the machine gives, and where the processes of one statement share it."""

import os
import shutil
from pathlib import Path

SHARED_FOLDER = Path("/dev") / "shm"
ENOUGH = 512 * 2**20


def memory_bytes() -> int:
    """Physical memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def shared_memory() -> str:
    """PostgreSQL's `dynamic_shared_memory_type`: memory, or files where there is little (64 MB in most containers).

    The daily run of a million people joins tables of a hundred megabytes by several processes.
    """
    is_small = SHARED_FOLDER.exists() and shutil.disk_usage(SHARED_FOLDER).total < ENOUGH
    return "mmap" if is_small else "posix"
