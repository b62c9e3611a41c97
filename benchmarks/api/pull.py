"""Everything at once: PolicyHub's stream of all measures, beside (a) page by page and beside COPY of the same JSON."""

import http.client
import json
from collections.abc import Iterator
from time import perf_counter

import psycopg

from benchmarks.api import limit
from benchmarks.api.load import HOST, fetch
from benchmarks.api.questions import MEASURES
from benchmarks.api.servers import Site

PULL = f"{MEASURES}?format=ndjson"
PAGE = 1000


def stream(port: int, path: str = PULL) -> Iterator[bytes]:
    """The parts of an answer as they come."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Host": HOST})
    response = connection.getresponse()
    assert response.status == 200, response.read()
    while part := response.read1(1 << 20):
        yield part
    connection.close()


def timed_stream(port: int) -> tuple[float, int]:
    """Seconds of a full pull, and its lines."""
    began = perf_counter()
    lines = sum(part.count(b"\n") for part in stream(port))
    return perf_counter() - began, lines


def timed_pages(port: int, measures: int, sample: int = 8) -> float:
    """Seconds that all pages of (a) take, from some of them spread evenly: deep pages are slower than the first."""
    pages = measures // PAGE
    chosen = (
        [round(1 + at * (pages - 1) / (sample - 1)) for at in range(sample)] if pages > sample else range(1, pages + 1)
    )
    began = perf_counter()
    for page in chosen:
        assert len(fetch(port, f"/measures/?page_size={PAGE}&page={page}").json["results"]) == PAGE
    return (perf_counter() - began) / len(chosen) * pages


def timed_copy(database: str) -> tuple[float, int]:
    """Seconds of COPY, and its lines."""
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        began = perf_counter()
        with cursor.copy(limit.COPY.encode()) as rows:
            lines = sum(bytes(part).count(b"\n") for part in rows)
        return perf_counter() - began, lines


def memory(site: Site) -> tuple[int, int]:
    """Bytes of the worker that grew the most while it sent everything: before, and at its largest."""
    before = largest = site.memory()
    for _ in stream(site.port):
        largest = {pid: max(bytes_now, largest.get(pid, 0)) for pid, bytes_now in site.memory().items()}
    return max(((before[pid], largest[pid]) for pid in before), key=lambda pair: pair[1] / pair[0])


def first_lines(port: int, lines: int) -> list[dict[str, object]]:
    """The first records of a full pull."""
    received = bytearray()
    for part in stream(port):
        received += part
        if received.count(b"\n") >= lines:
            break
    return [json.loads(line) for line in bytes(received).split(b"\n")[:lines]]
