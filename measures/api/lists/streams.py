"""A full pull: every row that matches, some hundreds at a time, in constant memory."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import TypeAlias

import orjson
from django.db import router
from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from measures.api.records.resource import AnyResource
from measures.api.records.rows import Representation, Row
from measures.api.renderers import encode, encode_line
from measures.exports.contents import Cell
from measures.exports.writers.as_csv import as_text
from measures.prepared import pipelined, receive, released
from measures.turns import Turn

BATCH = 250  # more are not quicker
KEYS = 5_000  # asked for at once: the next batch is asked for before the rows at hand are read
EXPANDED_BATCH = 50  # of records with all that `expand=` names, such as whole documents
BETWEEN_PAUSES = 20  # records, half a millisecond
# One pull of a process is at work at a time. One whose reader is slow is not at work.
AT_WORK = Turn()
Batch: TypeAlias = tuple[AnyResource, list[Row]]


class StreamRenderer(BaseRenderer):
    """Names a format for negotiation; what is streamed is written by `render_records`, errors as JSON."""

    charset = None

    def render(self, data: object, accepted_media_type: str | None = None, renderer_context: object = None) -> bytes:
        return b"" if data is None else encode(data)

    @staticmethod
    def header(fields: list[str]) -> bytes:
        return b""

    @staticmethod
    def render_records(records: list[Representation], fields: list[str]) -> bytes:
        raise NotImplementedError


class NDJSONRenderer(StreamRenderer):
    """A line of JSON for each record."""

    media_type = "application/x-ndjson"
    format = "ndjson"

    @staticmethod
    def render_records(records: list[Representation], fields: list[str]) -> bytes:
        return b"".join(map(encode_line, records))


class CSVRenderer(StreamRenderer):
    """One column a field, one flat cell a value; with a byte order mark, by which spreadsheets know UTF-8."""

    media_type = "text/csv"
    format = "csv"

    @staticmethod
    def header(fields: list[str]) -> bytes:
        return "\ufeff".encode() + csv_line(fields)

    @staticmethod
    def render_records(records: list[Representation], fields: list[str]) -> bytes:
        return b"".join([csv_line([csv_cell(record.get(name)) for name in fields]) for record in records])


def csv_line(cells: list[str]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def csv_cell(value: object) -> str:
    """The value in words; one that a spreadsheet could run as a formula is quoted, as in the reports."""
    return as_text(flat_value(value))


def flat_value(value: object) -> Cell:
    """What stands in a single cell for a value; of a list the parts, joined by 、."""
    match value:
        case None | str() | int():
            return value
        case list():
            return "、".join(str(flat_value(part)) for part in value)
        case dict():
            return short_name(value)
        case orjson.Fragment():
            return flat_value(orjson.loads(encode(value)))
    return encode(value).decode().strip('"')


def short_name(part: Representation) -> Cell:
    """A record within a record by its key, a body by its name, a target by its words, a passage by its place."""
    match part:
        case {"role": role, "body": {"name": name}}:
            return f"{name}（{role}）"
        case {"name": name} | {"slug": name} | {"metric": _, "text": name}:
            return flat_value(name)
        case {"edition": edition, "start": start, "end": end}:
            return f"{edition}:{start}-{end}"
        case {"edition": edition, "text": words}:
            return f"{edition}：{words or ''}"
        case {"plan": str(plan), "code": code}:
            return f"{plan}/{code}"
        case {"code": code}:
            return flat_value(code)
    return "、".join(f"{name} {flat_value(number)}" for name, number in part.items())


def key_batches(queryset: QuerySet[Model], size: int) -> Iterator[list[int]]:
    """All primary keys in their order, so many at a time."""
    last = 0
    while keys := list(queryset.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:KEYS]):
        for start in range(0, len(keys), size):
            yield keys[start : start + size]
        last = keys[-1]


def stream_parts(
    renderer: StreamRenderer, resource: AnyResource, queryset: QuerySet[Model], fields: list[str]
) -> Iterator[bytes]:
    """All rows, batch by batch: while one is made and the one before is written, the database is at work on the next.

    No transaction stays open, and no connection is held, while a slow caller reads or another pull is at work.
    """
    alias = router.db_for_read(resource.model)
    batches = key_batches(queryset, EXPANDED_BATCH if resource.context.expand else BATCH)
    loaded: Batch | None = None
    with AT_WORK, released(alias):
        coming = send_batch_query(resource, next(batches, []))
    while coming:
        with AT_WORK, released(alias), pipelined(alias):
            following = send_batch_query(resource, next(batches, []))
            reader, rows = type(resource)(resource.context), coming()
            reader.send_related_query(rows)
            part = render_batch(renderer, loaded, fields, alias)
            AT_WORK.pause()
            reader.load_related(rows)
            loaded, coming = (reader, rows), following
        yield part
    with AT_WORK:
        part = render_batch(renderer, loaded, fields, alias)
    yield part


def send_batch_query(resource: AnyResource, pks: list[int]) -> Callable[[], list[Row]] | None:
    return resource.send_rows_query(pks) if pks else None


def render_batch(renderer: StreamRenderer, batch: Batch | None, fields: list[str], alias: str) -> bytes:
    """Before the first batch, the head."""
    if not batch:
        return renderer.header(fields)
    resource, rows = batch
    parts = []
    for start in range(0, len(rows), BETWEEN_PAUSES):
        AT_WORK.pause()
        receive(alias)
        records = resource.make_records(rows[start : start + BETWEEN_PAUSES])
        parts.append(renderer.render_records(records, fields))
    return b"".join(parts)


def stream(renderer: StreamRenderer, resource: AnyResource, queryset: QuerySet[Model] | None) -> StreamingHttpResponse:
    """All rows of `queryset`; None stands for all that the reader sees."""
    if queryset is None:
        queryset = resource.records_visible_to(resource.context.visibility).all()
    chosen = [field.name for field in resource.selected_fields]
    return StreamingHttpResponse(
        stream_parts(renderer, resource, queryset, chosen),
        content_type=f"{renderer.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{resource.name}.{renderer.format}"'},
    )
