"""Bytes of a document → its text and lines, whatever the format. The format is told by the bytes, never by the name."""

from measures.parsing.extract.archive import open_archive
from measures.parsing.extract.docx import extract_docx
from measures.parsing.extract.html import extract_html, looks_like_html
from measures.parsing.extract.model import MAX_BYTES, Extracted, Line, LineKind
from measures.parsing.extract.pdf import extract_pdf
from measures.parsing.extract.plain import extract_plain
from measures.parsing.extract.xls import extract_xls
from measures.parsing.extract.xlsx import extract_xlsx
from measures.parsing.tree import DocumentError

__all__ = ["MAX_BYTES", "Extracted", "Line", "LineKind", "extract"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office files before 2007
# What holds a file of each kind: the names of its streams, as the container's directory spells them.
_OLD_WORD, _LOCKED = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
_OLD_EXCEL = ("Workbook".encode("utf-16-le"), "\0Book".encode("utf-16-le"))


def extract(data: bytes) -> Extracted:
    """Raises DocumentError."""
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    if data.startswith(b"PK\x03\x04"):
        return _extract_zip(data)
    if b"%PDF-" in data[:1024]:
        return extract_pdf(data)
    if data.startswith(OLE):
        return _extract_old_office(data)
    if data.startswith(b"{\\rtf"):
        raise DocumentError("unknown_format", detail="rtf")
    return extract_html(data) if looks_like_html(data) else extract_plain(data)


def _extract_zip(data: bytes) -> Extracted:
    with open_archive(data) as archive:
        names = archive.names
    if "word/document.xml" in names:
        return extract_docx(data)
    if "xl/workbook.xml" in names:
        return extract_xlsx(data)
    raise DocumentError("unknown_format", detail="zip")


def _extract_old_office(data: bytes) -> Extracted:
    if _LOCKED in data:
        raise DocumentError("locked")
    if _OLD_WORD in data:
        raise DocumentError("unknown_format", detail="doc")
    if any(name in data for name in _OLD_EXCEL):
        return extract_xls(data)
    raise DocumentError("damaged")
