"""Waiting for what a test has set going."""

import socket
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float = 300, pause: float = 0.02) -> None:
    """So long that only what never comes is given up: a busy machine is no failure."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(pause)


def wait_for_port(port: int) -> None:
    """Until something listens there."""

    def is_listening() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(is_listening)
