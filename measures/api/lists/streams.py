"""A full pull: every row that matches, some hundreds at a time, in constant memory."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO

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
from measures.prepared import pipelined, released
from measures.turns import Turn

BATCH = 500  # a statement costs as much as some seventy records
EXPANDED_BATCH = 50  # of records with all that `expand=` names, such as whole documents
BETWEEN_PAUSES = 50  # records, some milliseconds
# One pull of a process is at work at a time. One whose reader is slow is not at work.
AT_WORK = Turn()


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
            return flat_value(orjson.loads(value.contents))
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


def send_batch_query(resource: AnyResource, queryset: QuerySet[Model] | None, last: int) -> Callable[[], list[Row]]:
    """Asks for the rows after that of `last`."""
    size = EXPANDED_BATCH if resource.context.expand else BATCH
    if queryset is None:
        answer = resource.send_page_query(size, last)
        return lambda: resource.rows(answer())
    pks = list(queryset.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size])
    return lambda: resource.rows_of(pks)


def stream_parts(
    renderer: StreamRenderer, resource: AnyResource, queryset: QuerySet[Model] | None, fields: list[str]
) -> Iterator[bytes]:
    """All rows, batch by batch: while one is written, the database is at work on the next.

    Each goes on after the last row of the one before: no transaction stays open, and no connection is held, while a
    slow caller reads or another pull is at work.
    """
    loaded: tuple[AnyResource, list[Row]] | None = None
    alias = router.db_for_read(resource.model)
    with AT_WORK, released(alias):
        rows = send_batch_query(resource, queryset, 0)()
    while rows:
        batch = type(resource)(resource.context), rows
        with AT_WORK, released(alias), pipelined(alias):
            batch[0].send_related_query(rows)
            next_rows = send_batch_query(resource, queryset, rows[-1].id)
            part = render_batch(renderer, loaded, fields)
            AT_WORK.pause()
            batch[0].load_related(rows)
            AT_WORK.pause()
            loaded, rows = batch, next_rows()
        yield part
    with AT_WORK:
        part = render_batch(renderer, loaded, fields)
    yield part


def render_batch(renderer: StreamRenderer, batch: tuple[AnyResource, list[Row]] | None, fields: list[str]) -> bytes:
    """Before the first batch, the head."""
    if not batch:
        return renderer.header(fields)
    resource, rows = batch
    parts = []
    for start in range(0, len(rows), BETWEEN_PAUSES):
        AT_WORK.pause()
        records = resource.make_records(rows[start : start + BETWEEN_PAUSES])
        parts.append(renderer.render_records(records, fields))
    return b"".join(parts)


def stream(renderer: StreamRenderer, resource: AnyResource, queryset: QuerySet[Model] | None) -> StreamingHttpResponse:
    """All rows of `queryset`; None stands for all that the reader sees."""
    chosen = [field.name for field in resource.selected_fields]
    return StreamingHttpResponse(
        stream_parts(renderer, resource, queryset, chosen),
        content_type=f"{renderer.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{resource.name}.{renderer.format}"'},
    )
