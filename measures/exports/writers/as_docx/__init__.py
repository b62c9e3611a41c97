"""A Word document by the conventions of official documents (GB/T 9704-2012), to print and to go on working with.

Written as text piece by piece, since a tree of elements costs ten times the time and the memory of all its words.
"""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone

from measures.exports.contents import Report
from measures.exports.writers.as_docx import package
from measures.exports.writers.as_docx.document import Document

CHUNK = 64 * 1024


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces. It is written whole to a temporary file first: an archive's index stands at its end."""
    with TemporaryFile() as file:
        write(report, file)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def write(report: Report, file: IO[bytes]) -> None:
    """Write the parts of the archive; the styles last, since the headings decide them."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", package.content_types())
        archive.writestr("_rels/.rels", package.relationships())
        archive.writestr("docProps/core.xml", package.properties(report, timezone.now()))
        archive.writestr("word/_rels/document.xml.rels", package.document_relationships())
        document = Document(report)
        with archive.open("word/document.xml", "w") as part:
            part.write(package.DOCUMENT_START.encode())
            for piece in document.chunks():
                part.write(piece.encode())
            part.write(package.DOCUMENT_END.encode())
        archive.writestr("word/styles.xml", package.HEAD + document.looks.styles())
        archive.writestr("word/settings.xml", package.SETTINGS)
        archive.writestr("word/fontTable.xml", package.fonts())
        archive.writestr("word/odd.xml", package.footer(is_odd=True))
        archive.writestr("word/even.xml", package.footer(is_odd=False))
