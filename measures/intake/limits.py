"""Run a program within limits: `python -m measures.intake.limits SECONDS MEGABYTES program argument …`."""

import os
import resource
import sys


def set_limits(seconds: int, megabytes: int) -> None:
    """Limit this process and those it starts to so much processor time and memory, and let none write a core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    set_limits(int(sys.argv[1]), int(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 -- the program is one that `intake` names
