"""Bytes of a document → its text and lines, whatever the format."""

from measures.parsing.extract.docx import extract_docx
from measures.parsing.extract.formats import CONVERTED, Format, format_of
from measures.parsing.extract.html import extract_html
from measures.parsing.extract.model import MAX_BYTES, Extracted, Line, LineKind
from measures.parsing.extract.ofd import extract_ofd
from measures.parsing.extract.pdf import extract_pdf
from measures.parsing.extract.plain import extract_plain
from measures.parsing.extract.xls import extract_xls
from measures.parsing.extract.xlsx import extract_xlsx
from measures.parsing.tree import DocumentError

__all__ = ["CONVERTED", "MAX_BYTES", "Extracted", "Format", "Line", "LineKind", "extract", "format_of"]

EXTRACTORS = {
    Format.TXT: extract_plain,
    Format.HTML: extract_html,
    Format.PDF: extract_pdf,
    Format.OFD: extract_ofd,
    Format.DOCX: extract_docx,
    Format.XLSX: extract_xlsx,
    Format.XLS: extract_xls,
}


def extract(data: bytes) -> Extracted:
    """Raises DocumentError; `needs_office` for a format that only an office program reads, `unknown_format`."""
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    form = format_of(data)
    if form in CONVERTED:
        raise DocumentError("needs_office", detail=form.value)
    if form not in EXTRACTORS:
        raise DocumentError("unknown_format", detail=form.value)
    return EXTRACTORS[form](data)
