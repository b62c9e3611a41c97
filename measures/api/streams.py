"""A full pull: every row that matches, some hundreds at a time, in constant memory."""

import csv
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from measures.api.parts import Record, Row
from measures.api.reading import Rows
from measures.api.renderers import encode

BATCH = 500


class StreamRenderer(BaseRenderer):
    """Names a format for negotiation; what is streamed is written by `write`, errors as JSON."""

    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else encode(data)

    @staticmethod
    def head(fields: list[str]) -> bytes:
        return b""

    @staticmethod
    def write(records: list[Record], fields: list[str]) -> bytes:
        raise NotImplementedError


class NDJSONRenderer(StreamRenderer):
    media_type = "application/x-ndjson"
    format = "ndjson"

    @staticmethod
    def write(records: list[Record], fields: list[str]) -> bytes:
        return b"".join([encode(record, orjson.OPT_APPEND_NEWLINE) for record in records])


class CSVRenderer(StreamRenderer):
    """One column a field; a field that has parts is written as JSON."""

    media_type = "text/csv"
    format = "csv"

    @staticmethod
    def head(fields: list[str]) -> bytes:
        return line(fields)

    @staticmethod
    def write(records: list[Record], fields: list[str]) -> bytes:
        return b"".join([line([cell(record.get(name)) for name in fields]) for record in records])


def line(cells: list[str]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else encode(value).decode().strip('"')


def batches(resource: Rows, queryset: QuerySet[Any] | None) -> Iterator[tuple[Rows, list[Row]]]:
    """Each batch goes on after the last row of the one before: no transaction stays open while a slow caller reads."""
    last = None
    while True:
        part = type(resource)(resource.reading)
        rows = part.walk(BATCH, last) if queryset is None else part.of(following(queryset, last))
        if not rows:
            return
        last = rows[-1].id
        part.load(rows)
        yield part, rows


def following(queryset: QuerySet[Any], last: int | None) -> list[int]:
    return list(queryset.filter(pk__gt=last or 0).order_by("pk").values_list("pk", flat=True)[:BATCH])


def written(renderer: StreamRenderer, fields: list[str], loaded: Iterator[tuple[Rows, list[Row]]]) -> Iterator[bytes]:
    """Each batch is written in another thread while the next is asked for: so neither side waits for the other."""
    yield renderer.head(fields)
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead: Future[bytes] | None = None
        for part, rows in loaded:
            done, ahead = ahead, pool.submit(lambda part, rows: renderer.write(part.records(rows), fields), part, rows)
            if done:
                yield done.result()
        if ahead:
            yield ahead.result()


def stream(
    renderer: StreamRenderer, resource: Rows, queryset: QuerySet[Any] | None, fields: list[str]
) -> StreamingHttpResponse:
    """All rows of `queryset`; None stands for all that the reader sees."""
    chosen = list(resource.reading.fields) or fields
    return StreamingHttpResponse(
        written(renderer, chosen, batches(resource, queryset)),
        content_type=f"{renderer.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{resource.resource}.{renderer.format}"'},
    )
