"""Pauses the garbage collector while a whole plan is in memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Meanwhile hundreds of thousands of objects are made that all stay, and each search would look at all of them.

    It takes a third of the time of reading a large fixture.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
