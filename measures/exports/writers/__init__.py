"""The formats, by the ending of their files: what they are called in a response, and who writes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from measures.exports.contents import Report
from measures.exports.writers import as_csv, as_html, as_xlsx, as_zip


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `chunks` gives a file piece by piece. `inline`: a browser shows it in place of saving it.

    `policy` is the Content-Security-Policy that a response needs in place of the site's.
    """

    extension: str
    content_type: str
    chunks: Callable[[Report], Iterator[bytes]]
    inline: bool = False
    policy: str = ""


FORMATS = {
    each.extension: each
    for each in (
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx.chunks),
        Format("csv", "text/csv; charset=utf-8", as_csv.chunks),
        Format("zip", "application/zip", partial(as_zip.chunks, extension="xlsx", write=as_xlsx.chunks)),
        Format("html", "text/html; charset=utf-8", as_html.chunks, inline=True, policy=as_html.POLICY),
    )
}
