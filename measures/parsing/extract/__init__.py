"""Bytes of a document → its text and lines, whatever the format. The format is told by the bytes, never by the name."""

from measures.parsing.extract.archive import open_archive
from measures.parsing.extract.docx import extract_docx
from measures.parsing.extract.html import extract_html, looks_like_html
from measures.parsing.extract.model import MAX_BYTES, Extracted, Line, LineKind
from measures.parsing.extract.pdf import extract_pdf
from measures.parsing.extract.plain import extract_plain
from measures.parsing.tree import DocumentError

__all__ = ["MAX_BYTES", "Extracted", "Line", "LineKind", "extract"]

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def extract(data: bytes) -> Extracted:
    """Raises DocumentError."""
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    if data.startswith(b"PK\x03\x04"):
        return _extract_zip(data)
    if b"%PDF-" in data[:1024]:
        return extract_pdf(data)
    if data.startswith((OLD_WORD, b"{\\rtf")):
        raise DocumentError("unknown_format", detail="doc" if data.startswith(OLD_WORD) else "rtf")
    return extract_html(data) if looks_like_html(data) else extract_plain(data)


def _extract_zip(data: bytes) -> Extracted:
    with open_archive(data) as archive:
        names = archive.names
    if "word/document.xml" in names:
        return extract_docx(data)
    raise DocumentError("unknown_format", detail="zip")
