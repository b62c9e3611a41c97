"""A full pull: every row that matches, a thousand at a time, in constant memory."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from measures.api.parts import Record
from measures.api.renderers import encode
from measures.api.rows import Rows

BATCH = 1000


class StreamRenderer(BaseRenderer):
    """Names a format for negotiation; what is streamed is written by `write`, errors as JSON."""

    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else encode(data)

    @staticmethod
    def write(batches: Iterator[list[Record]], fields: list[str]) -> Iterator[bytes]:
        raise NotImplementedError


class NDJSONRenderer(StreamRenderer):
    media_type = "application/x-ndjson"
    format = "ndjson"

    @staticmethod
    def write(batches: Iterator[list[Record]], fields: list[str]) -> Iterator[bytes]:
        for records in batches:
            yield b"".join(encode(record) + b"\n" for record in records)


class CSVRenderer(StreamRenderer):
    """One column a field; a field that has parts is written as JSON."""

    media_type = "text/csv"
    format = "csv"

    @staticmethod
    def write(batches: Iterator[list[Record]], fields: list[str]) -> Iterator[bytes]:
        yield line(fields)
        for records in batches:
            yield b"".join(line([cell(record.get(name)) for name in fields]) for record in records)


def line(cells: list[str]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else encode(value).decode().strip('"')


def batches(rows: Rows, queryset: QuerySet[Any]) -> Iterator[list[Record]]:
    """Each batch goes on after the last row of the one before: no transaction stays open while a slow caller reads."""
    ordered, last = queryset.order_by("pk").values_list("pk", flat=True), 0
    while batch := list(ordered.filter(pk__gt=last)[:BATCH]):
        last = batch[-1]
        yield rows.of(batch)


def stream(renderer: StreamRenderer, rows: Rows, queryset: QuerySet[Any], fields: list[str]) -> StreamingHttpResponse:
    chosen = list(rows.reading.fields) or fields
    return StreamingHttpResponse(
        renderer.write(batches(rows, queryset), chosen),
        content_type=f"{renderer.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{rows.resource}.{renderer.format}"'},
    )
