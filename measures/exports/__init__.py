"""Reports: one generator of rows a report, one writer a format.

`chunks` gives a file piece by piece; `respond` answers a request with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponseBase, StreamingHttpResponse

from measures.exports import as_csv, as_xlsx
from measures.exports.filenames import disposition, filename
from measures.exports.ledger import ledger
from measures.exports.table import Table
from measures.querysets import MeasureQuerySet


@dataclass(frozen=True, slots=True)
class Format:
    content_type: str
    chunks: Callable[[Table], Iterator[bytes]]


REPORTS: dict[str, Callable[[MeasureQuerySet], Table]] = {"ledger": ledger}
FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx.chunks),
    "csv": Format("text/csv; charset=utf-8", as_csv.chunks),
}


def chunks(report: str, format_name: str, queryset: MeasureQuerySet) -> Iterator[bytes]:
    """The report of `queryset` as pieces of a file. Raises KeyError for a report or format that there is not."""
    return named_chunks(report, format_name, queryset)[1]


def named_chunks(report: str, format_name: str, queryset: MeasureQuerySet) -> tuple[str, Iterator[bytes]]:
    """The same, with the name that the file should have."""
    table = REPORTS[report](queryset)
    return filename(table.title, format_name), FORMATS[format_name].chunks(table)


def respond(report: str, format_name: str, queryset: MeasureQuerySet) -> HttpResponseBase:
    """A download of the report of `queryset`, which must hold only what the reader may see."""
    name, pieces = named_chunks(report, format_name, queryset)
    headers = {"Content-Disposition": disposition(name, f"{report}.{format_name}")}
    return StreamingHttpResponse(pieces, content_type=FORMATS[format_name].content_type, headers=headers)
