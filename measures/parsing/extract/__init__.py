"""Bytes of a document → its text and lines, whatever the format. The format is told by the bytes, never by the name."""

from measures.parsing.extract.html import extract_html, looks_like_html
from measures.parsing.extract.model import MAX_BYTES, Extracted, Line, LineKind
from measures.parsing.extract.plain import extract_plain
from measures.parsing.tree import DocumentError

__all__ = ["MAX_BYTES", "Extracted", "Line", "LineKind", "extract"]


def extract(data: bytes) -> Extracted:
    if not data.strip():
        raise DocumentError("empty")
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    if looks_like_html(data):
        return extract_html(data)
    return extract_plain(data)
