"""A load generator: keep-alive connections that each ask again as soon as they are answered."""

import http.client
import json
import selectors
import socket
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter, process_time, sleep
from typing import Any

HOST = "policyhub.test"
CONNECTIONS = 16


class AnswerError(Exception):
    """An answer with another status than the expected one, or none; says what was asked and what came."""


@dataclass(frozen=True)
class Rate:
    """Answers a second, the median seconds of one, and the share of a core that asking took."""

    per_second: float
    seconds: float
    effort: float


class Caller:
    """One connection, one request at a time."""

    def __init__(self, port: int, message: bytes, status: int) -> None:
        self.port, self.message, self.expected = port, message, b"HTTP/1.1 %d " % status
        self.connect()

    def connect(self) -> None:
        sleep(0.005)  # of callers that come in one instant, one idle worker may take all, and the other rest
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def asked_for(self) -> str:
        """The first line of the request."""
        return self.message.partition(b"\r\n")[0].decode()

    def ask(self) -> None:
        self.asked, self.received, self.length = perf_counter(), bytearray(), -1
        self.socket.sendall(self.message)

    def hear(self) -> bool:
        """Take in what came; True when the answer is complete."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise AnswerError(f"{self.asked_for}: the server closed the connection")
        self.received += part
        if self.length < 0 and (end := self.received.find(b"\r\n\r\n")) >= 0:
            self.length = end + 4 + self.announced(bytes(self.received[:end]).lower())
        return len(self.received) == self.length

    def announced(self, head: bytes) -> int:
        """Bytes of the body. Only the expected status is an answer."""
        if not head.startswith(self.expected.lower()):
            raise AnswerError(f"{self.asked_for}: {bytes(self.received[:500])!r}")
        self.last = b"connection: close" in head
        _, _, rest = head.partition(b"content-length:")
        return int(rest.split(b"\r\n")[0]) if rest else 0


@dataclass(frozen=True)
class Answer:
    """A whole answer to one request; the names of its headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def fetch(port: int, path: str) -> Answer:
    """One answer, read to its end. Raises AnswerError for anything but 200."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", path, headers={"Host": HOST})
        response = connection.getresponse()
        answer = Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
    if answer.status != 200:
        raise AnswerError(f"GET {path}: {answer.status} {answer.body[:500]!r}")
    return answer


def request(path: str, **headers: str) -> bytes:
    """The bytes of a GET request; `headers` with underscores for hyphens."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {HOST}",
        *(f"{name.replace('_', '-')}: {headers[name]}" for name in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def load(port: int, message: bytes, *, connections: int = CONNECTIONS, seconds: float = 2, status: int = 200) -> Rate:
    """Ask for `seconds`, then wait for what is still under way: a slow answer counts with the time that it took.

    Raises AnswerError at the first answer with another status.
    """
    callers = [Caller(port, message, status) for _ in range(connections)]
    try:
        began, effort = perf_counter(), process_time()
        times = answer_times(callers, began + seconds)
        took = perf_counter() - began
        return Rate(len(times) / took, sorted(times)[len(times) // 2], (process_time() - effort) / took)
    finally:
        for caller in callers:
            caller.socket.close()


def answer_times(callers: list[Caller], until: float) -> list[float]:
    """The seconds that each answer took: all callers ask again and again until then."""
    selector, times = selectors.DefaultSelector(), []
    for caller in callers:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.ask()
    while selector.get_map():
        for key, _ in selector.select():
            caller = key.data
            if not caller.hear():
                continue
            now = perf_counter()
            times.append(now - caller.asked)
            if caller.last or now > until:
                selector.unregister(caller.socket)
                caller.socket.close()
            if now > until:
                continue
            if caller.last:
                caller.connect()
                selector.register(caller.socket, selectors.EVENT_READ, caller)
            caller.ask()
    return times
