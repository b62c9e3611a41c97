"""`HUP` replaces the processes of the server one after the other, and who asks meanwhile is answered; one that is
killed is replaced; terminated, a server ends, also while it is still starting."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest
import requests
from django.contrib.auth.models import User
from requests.adapters import HTTPAdapter

from measures.models import ApiToken, Plan
from tests.factories import make_plan
from tests.serving import ROOT, database_url, free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.django_db(transaction=True)]

# The production server, but that a new process has one second to begin before the old one is stopped, not ten.
PROGRAM = "from policyhub import server; server.START_SECONDS = 1; server.server().serve()"
WORKERS = 2
PATIENCE = 120  # seconds, on a busy machine; less than a process is given before it is killed


class Server:
    """The production server in a process of its own, whose log can be read."""

    def __init__(self, log: Path, port: int = 0, workers: int = WORKERS, timeout: int = 2 * PATIENCE) -> None:
        self.log, self.port, self.read = log, port or free_port(), 0
        settings = {"DEBUG": "0", "SECRET_KEY": "only-in-this-test-" * 4, "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "0"}
        settings |= {"DATABASE_URL": database_url(), "BIND": f"127.0.0.1:{self.port}", "WEB_WORKERS": str(workers)}
        settings["WEB_TIMEOUT"] = str(timeout)
        with log.open("w") as output:
            command = [sys.executable, "-c", PROGRAM]
            self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=output, stderr=output)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """What the log says since the test began."""
        return self.log.read_text()[self.read :]

    def says(self, words: str, times: int = 1) -> bool:
        return self.said().count(words) >= times

    def workers(self) -> dict[int, str]:
        """The names that the log gives the processes, by their ids."""
        started = re.findall(r"Spawning (worker-\d) with PID: (\d+)", self.log.read_text())
        return {int(pid): name for name, pid in started if psutil.pid_exists(int(pid))}

    def worker_of(self, client: socket.socket) -> str:
        """The name of the process that has taken a client's connection."""
        for pid, name in self.workers().items():
            if client.getsockname() in [connection.raddr for connection in psutil.Process(pid).net_connections()]:
                return name
        return ""


def listening(port: int) -> list[str]:
    """The sockets of this host that listen at a port: their lines in Linux's table, state 0A."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return [line for line in lines if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"]


@contextmanager
def running(log: Path, port: int = 0, workers: int = WORKERS, timeout: int = 2 * PATIENCE) -> Iterator[Server]:
    server = Server(log, port, workers, timeout)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Server]:
    """One server for the tests that leave it running: each of its processes takes more than a second to start."""
    with running(tmp_path_factory.mktemp("server") / "log") as server:
        wait_until(lambda: server.says("Started worker-", times=WORKERS))
        yield server


@pytest.fixture
def server(started: Server) -> Server:
    started.read = len(started.log.read_text())
    return started


def ask_until(stopped: threading.Event, pause: float, address: str, answers: list[int]) -> None:
    """A process that ends closes a connection from which it has read nothing; who asks again, as the handbook's proxy
    does, is answered."""
    with requests.Session() as caller:
        caller.mount("http://", HTTPAdapter(max_retries=1))
        while not stopped.wait(pause):
            answers.append(caller.get(address, headers={"Connection": "close"}, timeout=PATIENCE).status_code)


@contextmanager
def asking(address: str, pause: float = 0.01) -> Iterator[list[int]]:
    """The codes of answers to requests that are made all the while, with a pause of so many seconds between them."""
    stopped, answers = threading.Event(), list[int]()
    caller = threading.Thread(target=ask_until, args=(stopped, pause, address, answers))
    caller.start()
    try:
        yield answers
    finally:
        stopped.set()
        caller.join()


def ask_on(port: int, stopped: threading.Event, answers: list[int]) -> None:
    """By one connection until an answer closes it, then by the next; 0 for a request on one that broke in use."""
    while not stopped.is_set():
        used, kept = False, True
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as caller:
            while kept and not stopped.wait(0.02):
                answers.append(0)
                caller.request("GET", "/healthz")
                answer = caller.getresponse()
                answer.read()
                answers[-1], used, kept = answer.status, True, not answer.will_close
            continue
        if not used:  # what an ending process has just taken, it closes
            answers.pop()


@contextmanager
def keeping(port: int, clients: int = 16) -> Iterator[list[list[int]]]:
    """The codes of answers to clients that keep their connections."""
    stopped, answers = threading.Event(), [list[int]() for _ in range(clients)]
    callers = [threading.Thread(target=ask_on, args=(port, stopped, each)) for each in answers]
    for caller in callers:
        caller.start()
    try:
        yield answers
    finally:
        stopped.set()
        for caller in callers:
            caller.join()


def begin_to_write(server: Server, user: User) -> tuple[socket.socket, bytes]:
    """A connection that has sent all of a PATCH but its last bytes, and these."""
    _, secret = ApiToken.objects.create(user, name="test", read_only=False)
    body = b'{"title": "rest"}'
    head = f"PATCH /api/v1/plans/example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {secret}\r\n"
    head += f'If-Match: "1"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'
    client = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
    client.sendall(head.encode() + body[:-3])
    return client, body[-3:]


def test_all_processes_are_replaced_and_every_request_is_answered(server: Server, editor: User) -> None:
    make_plan("example")
    with requests.Session() as idle:
        before = server.workers()
        assert idle.get(f"{server.address}/healthz").status_code == 200  # and its connection stays open
        client, rest = begin_to_write(server, editor)
        wait_until(lambda: server.worker_of(client))
        writing = server.worker_of(client)
        with client, asking(f"{server.address}/readyz") as answers, keeping(server.port) as kept:
            server.process.send_signal(signal.SIGHUP)
            wait_until(lambda: server.says(f"Stopping old {writing}"))
            client.sendall(rest)
            assert client.recv(12) == b"HTTP/1.1 200"
            wait_until(lambda: server.says(f"Stopped old worker-{WORKERS}"))
            answered = len(answers)
            wait_until(lambda: len(answers) > answered + 5)
        assert set(answers) == set().union(*kept) == {200}
        assert len(listening(server.port)) == WORKERS
        assert Plan.objects.get().title == "rest"
        assert len(server.workers()) == WORKERS
        assert not server.workers().keys() & before.keys()
        order = re.findall(r"(Respawning|Stopped) (?:old )?(worker-\d)", server.said())
        assert order == [(step, f"worker-{n + 1}") for n in range(WORKERS) for step in ("Respawning", "Stopped")]


def test_connections_that_come_at_once_are_shared_out_among_the_processes(server: Server) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(32)]
        wait_until(lambda: all(map(server.worker_of, clients)))
        taken = Counter(map(server.worker_of, clients))
    assert len(taken) == WORKERS
    assert min(taken.values()) > 3


def test_a_new_version_started_beside_the_old_takes_over_and_no_request_fails(tmp_path: Path) -> None:
    with running(tmp_path / "old", workers=1) as old, ExitStack() as stack:
        wait_until(lambda: old.says("Started worker-"))
        with asking(f"{old.address}/healthz") as answers:
            new = stack.enter_context(running(tmp_path / "new", old.port, workers=1))
            wait_until(lambda: new.says("Started worker-") and len(listening(old.port)) == 2)
            old.process.terminate()
            assert old.process.wait(PATIENCE) == 0
            answered = len(answers)
            wait_until(lambda: len(answers) > answered + 20)
        assert set(answers) == {200}


def test_a_process_that_is_killed_is_replaced_and_the_site_stays(server: Server) -> None:
    """Asked less often than where processes change places: many seconds pass before another is started."""
    killed = min(server.workers())
    with asking(f"{server.address}/healthz", pause=0.2) as answers:
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: server.says("Started worker-"))
        answered = len(answers)
        wait_until(lambda: len(answers) > answered + 5)
    assert set(answers) == {200}
    assert len(server.workers().keys() - {killed}) == WORKERS


FORKED = """
import os, signal
from policyhub.server import server
signal.signal(signal.SIGTERM, lambda *_: None)  # as the main process has one
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))  # called before the server's own
server()
child = os.fork() or os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_process_that_is_terminated_in_the_instant_of_its_fork_ends() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == -signal.SIGTERM


def test_a_server_terminated_while_it_starts_ends_at_once(tmp_path: Path) -> None:
    """In one of three tries: Granian loses a signal that comes in the instant in which it begins to listen for it."""
    assert any(ends_unkilled(tmp_path / name) for name in ("first", "second", "third"))


def ends_unkilled(log: Path) -> bool:
    with running(log, workers=1, timeout=PATIENCE // 2) as server:
        wait_until(lambda: len(server.workers()) == 1)
    return server.process.returncode == 0 and not server.says("Killing")
