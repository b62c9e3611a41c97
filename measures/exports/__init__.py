"""Reports: one generator of rows a report, one writer a format.

`chunks` gives a file piece by piece; `respond` answers a request with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

from measures.exports import as_csv, as_xlsx
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
    return FORMATS[format_name].chunks(REPORTS[report](queryset))


def respond(report: str, format_name: str, queryset: MeasureQuerySet) -> HttpResponseBase:
    """A download of the report of `queryset`, which must hold only what the reader may see."""
    table, form = REPORTS[report](queryset), FORMATS[format_name]
    filename = get_valid_filename(f"{table.title}.{format_name}")
    headers = {"Content-Disposition": content_disposition_header(True, filename)}
    return StreamingHttpResponse(form.chunks(table), content_type=form.content_type, headers=headers)
