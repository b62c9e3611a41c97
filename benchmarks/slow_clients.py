"""Do slow clients stop the others? `python -m benchmarks.slow_clients` measures for a minute and prints times.

Under the production server on PostgreSQL, someone asks one thing after another: `/healthz`, a page of the admin, a
list of the API, a save. In turns: alone; while 300 slow clients arrive at once (100 half-sent requests, 100 bodies that
trickle to an address that reads them, 100 readers of a full pull); while these crawl.
"""

import argparse
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from statistics import median
from threading import Event, Thread
from time import monotonic, perf_counter

import psycopg

from benchmarks.api import data, servers
from benchmarks.api.load import HOST
from benchmarks.api.servers import Site
from benchmarks.writing import NOT_THROTTLED, address_of, cpu_seconds

MEASURES, ROUNDS, EACH = 10_000, 4, 100
PHASES = ("alone", "arriving", "crawling")
WANTED = {"healthz": 0.2, "save": 2.0}  # seconds at the most, any of them
TIMES = 2  # a page or list, at the median, of its time alone
ACCOUNT = """
from django.contrib.auth.models import User
from django.test import Client
from measures.models import ApiToken
user = User.objects.create_superuser("reader")
client = Client()
client.force_login(user)
print(ApiToken.objects.create(user, name="benchmark", read_only=False)[1], client.cookies["sessionid"].value)
"""
Times = dict[tuple[str, str], list[float]]  # seconds by phase and what was asked


@dataclass
class SlowClients:
    """Connections that send or read next to nothing, until they are closed."""

    port: int
    token: str
    senders: list[socket.socket] = field(default_factory=list)
    readers: list[socket.socket] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def arrive(self) -> None:
        """All at once."""
        head = f"GET /api/v1/plans/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: "
        body = (
            f"PATCH {address_of(1)} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {self.token}\r\n"
            'If-Match: "1"\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"note": "'
        )
        pull = f"GET /api/v1/measures/?format=ndjson HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
        for _ in range(EACH):
            self.senders += [self.connect(head), self.connect(body)]
            self.readers.append(self.connect(pull))

    def connect(self, message: str) -> socket.socket:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", self.port))
        client.sendall(message.encode())
        client.setblocking(False)
        return client

    def crawl(self) -> None:
        """Four times a second a byte more, or a kilobyte less, of each."""
        while not self.over.wait(0.25):
            for client in self.senders:
                attempt(client.send, b"o")
            for client in self.readers:
                attempt(client.recv, 1024)

    def close(self) -> None:
        for client in self.senders + self.readers:
            client.close()


def attempt(act: Callable[..., object], given: object) -> None:
    with suppress(OSError):  # nothing is there yet, or the head took too long
        act(given)


class Visitor:
    """Asks one thing after another, each on a connection of its own."""

    def __init__(self, port: int, token: str, session: str) -> None:
        self.port, self.token = port, token
        signed_in, write = {"Cookie": f"sessionid={session}"}, {"If-Match": "*", "Content-Type": "application/json"}
        self.asked: dict[str, tuple[str, str, dict[str, str]]] = {
            "healthz": ("GET", "/healthz", {}),
            "page": ("GET", "/admin/measures/measure/", signed_in),
            "list": ("GET", "/api/v1/measures/", {}),
            "save": ("PATCH", address_of(2), write | {"Authorization": f"Bearer {token}"}),
        }
        self.saved = 0

    def ask(self, name: str) -> float:
        """The seconds until it is answered; 200 is the only answer."""
        method, path, headers = self.asked[name]
        self.saved += 1
        body = f'{{"note": "批注{self.saved}"}}'.encode() if name == "save" else None
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        began = perf_counter()
        connection.request(method, path, body, {"Host": HOST, **headers})
        answer = connection.getresponse()
        text = answer.read()
        took = perf_counter() - began
        connection.close()
        assert answer.status == 200, (name, answer.status, text[:500])
        return took

    def visit(self, phase: str, seconds: float, times: Times) -> None:
        until = monotonic() + seconds
        while monotonic() < until:
            for name in self.asked:
                times[phase, name].append(self.ask(name))


def measure_round(visitor: Visitor, seconds: float, times: Times, site: Site) -> list[float]:
    """One phase after the other; the workers' processor time in each."""
    slow, spent = SlowClients(visitor.port, visitor.token), [cpu_seconds(site.workers)]
    visitor.visit("alone", seconds, times)
    spent.append(cpu_seconds(site.workers))
    arriving = Thread(target=slow.arrive)
    arriving.start()
    visitor.visit("arriving", seconds, times)
    arriving.join()
    spent.append(cpu_seconds(site.workers))
    crawling = Thread(target=slow.crawl)
    crawling.start()
    visitor.visit("crawling", seconds, times)
    spent.append(cpu_seconds(site.workers))
    slow.over.set()
    crawling.join()
    slow.close()
    return [after - before for before, after in pairwise(spent)]


@contextmanager
def serving(**settings: str) -> Iterator[tuple[Site, Visitor]]:
    with servers.postgresql("slow") as [database]:
        servers.migrate(database)
        shell = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", ACCOUNT]
        environment = servers.environment(database)
        done = subprocess.run(shell, cwd=servers.ROOT, env=environment, check=True, capture_output=True)
        with psycopg.connect(database, autocommit=True) as connection:
            data.load(connection, MEASURES)
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=servers.ROOT,
            env=environment,
            check=True,
        )
        with servers.site("policyhub.server:application", database, **NOT_THROTTLED, **settings) as site:
            yield site, Visitor(site.port, *done.stdout.decode().split())


def report(times: Times, spent: list[list[float]]) -> list[str]:
    """Print a line for each thing asked; what misses."""
    missed = []
    print("median, longest in ms".ljust(22), *(phase.rjust(16) for phase in PHASES), "times alone".rjust(16))
    for name in ("healthz", "page", "list", "save"):
        middles = [median(times[phase, name]) for phase in PHASES]
        longest = [max(times[phase, name]) for phase in PHASES]
        cells = (f"{one * 1000:7.0f},{most * 1000:7.0f}" for one, most in zip(middles, longest, strict=True))
        ratios = [each / middles[0] for each in middles[1:]]
        fine = max(longest) <= WANTED[name] if name in WANTED else max(ratios) <= TIMES
        missed += [] if fine else [name]
        shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(
            name.ljust(22), *(cell.rjust(16) for cell in cells), shown.rjust(16), "ok" if fine else "MISS", flush=True
        )
    print("workers, s of processor".ljust(22), *(f"{sum(each):16.2f}" for each in zip(*spent, strict=True)))
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slow_clients", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="length of a phase (four rounds of three)")
    given = parser.parse_args()
    times: Times = defaultdict(list)
    with serving() as (site, visitor):
        visitor.visit("before", 2, times)
        spent = [measure_round(visitor, given.seconds, times, site) for _ in range(ROUNDS)]
    missed = report(times, spent)
    if missed:
        sys.exit(f"Missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
