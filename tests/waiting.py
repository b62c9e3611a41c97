"""Waiting for a program that a test has started."""

import socket
import time


def wait_for_port(port: int) -> None:
    """Until something listens there. Raises TimeoutError after a minute: a busy machine is no failure."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)
