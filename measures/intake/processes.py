"""Runs the programs that handle files from outside: bounded, and without the secrets of the site's environment."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from measures.parsing import DocumentError

ROOT = Path(__file__).resolve().parent.parent.parent
# The site's secrets stand in the environment: what is not named here does not reach the process.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR")


def run(command: list[str], data: bytes = b"", **environment: str) -> bytes:
    """What `command` writes to standard output, with `data` as its standard input.

    It may take DOCUMENT_SECONDS of processor time, twice that by the clock, and DOCUMENT_MEMORY_MB of memory.
    Raises DocumentError `too_slow`, or ProcessError where the program ended by a signal or with an error.
    """
    seconds, megabytes = settings.DOCUMENT_SECONDS, settings.DOCUMENT_MEMORY_MB
    process = subprocess.Popen(  # noqa: S603 -- the command is this package's own
        [sys.executable, "-m", "measures.intake.limits", str(seconds), str(megabytes), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | environment,
        start_new_session=True,
    )
    with process:
        try:
            output, errors = process.communicate(data, timeout=2 * seconds)
        except subprocess.TimeoutExpired:
            raise DocumentError("too_slow", detail=str(seconds)) from None
        finally:
            if process.returncode is None:  # not yet waited for: its number is still its own
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == -signal.SIGXCPU:
        raise DocumentError("too_slow", detail=str(seconds))
    if process.returncode:
        raise ProcessError(process.returncode, errors)
    return output


class ProcessError(DocumentError):
    """The program ended by a signal or with an error; `errors` is what it wrote to standard error."""

    def __init__(self, returncode: int, errors: bytes) -> None:
        super().__init__("stopped", detail=str(settings.DOCUMENT_MEMORY_MB))
        self.returncode, self.errors = returncode, errors.decode(errors="replace")
