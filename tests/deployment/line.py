"""A server of PostgreSQL that tests can take away, and bring back."""

import os
import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class Line:
    """A socket in `folder` that hands on to the suite's server until it is cut or frozen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".s.PGSQL.5432"
        self.frozen = False
        self.ends: dict[socket.socket, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.lock = threading.Lock()
        threading.Thread(target=self.carry, daemon=True).start()
        self.restore()

    def restore(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(50)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(f"{real_folder()}/.s.PGSQL.5432")
            with self.lock:
                for end, other in ((near, far), (far, near)):
                    self.ends[end] = other
                    self.selector.register(end, selectors.EVENT_READ)

    def carry(self) -> None:
        while True:
            for key, _ in self.selector.select(0.05):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                with self.lock:
                    if self.frozen or end not in self.ends:
                        continue
                    self.hand_on(end)

    def hand_on(self, end: socket.socket) -> None:
        try:
            data = end.recv(65536)
            self.ends[end].sendall(data)
        except OSError:  # whom the data is for has just gone
            data = b""
        if not data:
            self.hang_up(end)

    def hang_up(self, end: socket.socket) -> None:
        for side in (end, self.ends[end]):
            self.selector.unregister(side)
            del self.ends[side]
            side.close()

    def cut(self) -> None:
        self.path.unlink(missing_ok=True)
        with suppress(OSError):  # cut before
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            while self.ends:
                self.hang_up(next(iter(self.ends)))


def real_folder() -> str:
    [folder] = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"]
    return folder
