"""The formats, by the ending of their files: what they are called in a response, and who writes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from measures.exports.contents import Report
from measures.exports.writers import as_csv, as_docx, as_html, as_json, as_zip

# A word processor takes minutes to lay out more: some 2,500 pages.
MOST_IN_A_DOCUMENT = 5_000


def xlsx_chunks(report: Report) -> Iterator[bytes]:
    """A workbook; its library is loaded with the first one, not by every process at its start."""
    from measures.exports.writers import as_xlsx

    return as_xlsx.chunks(report)


IN_AN_ARCHIVE = {"xlsx": xlsx_chunks, "docx": as_docx.chunks}


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `chunks` gives a file piece by piece. `inline`: a browser shows it in place of saving it.

    `policy` is the Content-Security-Policy that a response needs in place of the site's.
    `most` is how many measures programs still open it with, 0 where there is no end.
    """

    extension: str
    content_type: str
    chunks: Callable[[Report], Iterator[bytes]]
    inline: bool = False
    policy: str = ""
    most: int = 0


FORMATS = {
    each.extension: each
    for each in (
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_chunks),
        Format("csv", "text/csv; charset=utf-8", as_csv.chunks),
        Format("json", "application/json", as_json.chunks),
        Format("zip", "application/zip", partial(as_zip.chunks, writers=IN_AN_ARCHIVE)),
        Format("html", "text/html; charset=utf-8", as_html.chunks, inline=True, policy=as_html.POLICY),
        Format(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            as_docx.chunks,
            most=MOST_IN_A_DOCUMENT,
        ),
    )
}
