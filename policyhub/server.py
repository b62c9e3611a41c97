"""The server: `python -m policyhub.server` runs Granian with the settings of the environment.

A half-sent head costs Granian nothing; a body or download that crawls holds one of a process's many threads, and no
database connection (`policyhub.request_body`, `policyhub.middleware.FreeConnectionMiddleware`). A process is replaced,
one at a time and the new one first, when it is a day old or has grown too large.
"""

import gc
import logging
import os
import signal
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Thread
from time import sleep
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from granian._granian import ListenerSpec
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer, WorkerProcess

from policyhub import env, json_log

LIFETIME_SECONDS = 24 * 60 * 60
START_SECONDS = 10  # that a new process has to begin before the one it replaces is stopped
LAST_SECONDS = 1  # in which a process that is to end closes the connections that clients keep, each with an answer
MOST_CONNECTIONS = 10_000  # half-sent and idle ones included
HEAD_SECONDS = 10
HEAD_BYTES = 64 * 1024  # a filter of two hundred public ids takes eight thousand


def application() -> WSGIApplication:
    """The WSGI application of each process of the server.

    The garbage collector skips what is loaded by now (`gc.freeze`) and runs less often: a page makes some thousand
    objects, which reference counting frees when it is sent.
    """
    from policyhub.wsgi import application

    keep_sqlite_readable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    answering = LastAnswers(application)
    watch_replicas()
    return answering


def watch_replicas() -> None:
    """Learn the positions of the replicas before the first request, in case the primary is away by then."""
    from django.conf import settings

    if settings.DATABASE_REPLICAS:
        from policyhub.replicas.monitor import monitor

        monitor()


class LastAnswers:
    """WSGI middleware: after a TERM, answers close their connections, and a little later the process ends.

    When Granian ends it closes idle connections, even where the next request is already on its way.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application, self.are_given = application, False
        hold_back_term()  # from the threads that are started from now on, too, but for the one that waits for it
        Thread(target=self.wait_for_term, daemon=True).start()

    def wait_for_term(self) -> None:
        """Wait for a TERM, then end Granian by an INT."""
        signal.sigwait({signal.SIGTERM})
        self.are_given = True
        sleep(LAST_SECONDS)
        os.kill(os.getpid(), signal.SIGINT)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.application(environ, closing(start_response) if self.are_given else start_response)


def closing(start_response: StartResponse) -> StartResponse:
    """Adds `Connection: close`."""
    return lambda status, headers, *error: start_response(status, [*headers, ("Connection", "close")], *error)


def keep_sqlite_readable() -> None:
    """Hold one connection to a SQLite file for as long as the process lives.

    The last one to close removes the write-ahead log; on a full disk the next could not make it again, nor read.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master")


def hold_back_term() -> None:
    """Block TERM before a fork: a child would lose a TERM that arrives before its own handler is set."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def let_term_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def end_when_told() -> None:
    """Let a new process end at a TERM that arrives before it has loaded the application and handles TERM itself.

    Until then a forked process has the handler of the main process, which does nothing in a child: a restart right
    after a start would wait until the child is killed.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    let_term_through()


class Server(MPServer):
    """Granian with a socket for each process, which is made before the process and kept when it is replaced.

    The system distributes new connections evenly among the sockets; at a single one, an idle process may accept all
    that arrive at once. Granian itself would close such a socket with its process and reset the connections that wait
    there. A second server, such as a newer version, may listen at the same address.
    """

    def _init_shared_socket(self) -> None:
        made = [ListenerSpec(self.bind_addr, self.bind_port, self.backlog).build() for _ in range(self.workers)]
        self.listeners = [(holder, socket.socket(fileno=holder.get_fd())) for holder in made]
        for _holder, listener in self.listeners:
            listener.set_inheritable(True)
        vars(self).update(_ssp=None, _sso=None)

    def _spawn_worker(self, idx: int, *args: object, **named: object) -> WorkerProcess:
        holder, listener = self.listeners[idx]
        vars(self).update(_shd=holder, _sso=listener)  # what it gives to the next process
        return super()._spawn_worker(idx, *args, **named)


def server(target: str = "policyhub.server:application") -> MPServer:
    """Granian as the environment says; `target` names the function that makes the application.

    Raises ImproperlyConfigured where a setting is malformed.
    """
    host, port = env.address("BIND", "0.0.0.0:8000")
    os.register_at_fork(before=hold_back_term, after_in_parent=let_term_through, after_in_child=end_when_told)
    # Granian warns of more threads than a busy processor needs; ours wait for slow clients.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    return Server(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=env.number("WEB_WORKERS", 2),
        blocking_threads=env.number("WEB_THREADS", 256),
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
        respawn_failed_workers=True,
        respawn_interval=START_SECONDS,
        workers_lifetime=LIFETIME_SECONDS,
        workers_max_rss=env.number("WEB_MEMORY", 1024),
        workers_kill_timeout=env.number("WEB_TIMEOUT", 60),
        log_dictconfig=json_log.server_log() if env.choice("LOG_FORMAT", ["text", "json"]) == "json" else None,
    )


@contextmanager
def metrics_folder() -> Iterator[None]:
    """A folder in which the processes of this server keep the values for `/metrics`, for as long as it runs."""
    with tempfile.TemporaryDirectory(prefix="policyhub-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


if __name__ == "__main__":
    with metrics_folder() if env.token("METRICS_TOKEN") else nullcontext():
        server().serve()
