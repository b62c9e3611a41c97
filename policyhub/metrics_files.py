"""The files in which the processes of a server add up what `/metrics` tells; those of processes that are gone are one.

A server that runs for months replaces its processes again and again, and each leaves two files, which would all be read
for each page.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

GONE = "gone"  # in the place of a process's id


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Inside, the files of the folder are read: of those that are gone they are one, and stay so."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in folder.glob("*_[0-9]*.db"):
            kind, _, process = file.stem.partition("_")
            if not is_running(int(process)):
                add_up(file, folder / f"{kind}_{GONE}.db")
                file.unlink()
        yield


def is_running(process: int) -> bool:
    """Whether a process of this user's has that id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def add_up(file: Path, into: Path) -> None:
    """Counters and histograms are sums, bucket by bucket."""
    sums = MmapedDict(str(into))
    for key, value, at, _ in MmapedDict.read_all_values_from_file(str(file)):
        before, _ = sums.read_value(key)
        sums.write_value(key, before + value, at)
    sums.close()
