"""A process that is killed half way: a fork of the one that runs the test, which has loaded everything already.

How the site starts such a process is another question, of tests/intake/test_detached.py and tests/deployment.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from django.db import connections


@dataclass
class Fork:
    """A process and what it prints."""

    pid: int
    printed: TextIO

    def wait(self) -> tuple[int, str]:
        """Its exit code, negative where a signal has ended it, and the rest of what it printed or failed of."""
        with self.printed:
            rest = self.printed.read()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), rest


def fork(work: Callable[[], object]) -> Fork:
    """Do the work in a process that opens database connections of its own; those of the test are closed."""
    connections.close_all()
    read_end, write_end = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: those of the test runner hold no lock of ours
        pid = os.fork()
    if pid == 0:
        do_and_exit(work, write_end)
    os.close(write_end)
    return Fork(pid, os.fdopen(read_end, encoding="utf-8"))


def do_and_exit(work: Callable[[], object], output: int) -> None:
    """Nothing that the test has still to do is done here: no fixture ends, no file that it has begun is written."""
    sys.stdout = sys.stderr = os.fdopen(output, "w", encoding="utf-8")
    try:
        work()
    except BaseException:
        traceback.print_exc()
        sys.stdout.flush()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


def die(*arguments: object, **named: object) -> None:
    print("half way", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
