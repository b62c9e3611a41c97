"""Bytes of a document → its text and lines, whatever the format."""

from collections.abc import Callable
from importlib import import_module

from measures.parsing.extract.formats import CONVERTED, Format, format_of
from measures.parsing.extract.model import MAX_BYTES, Extracted, Line, LineKind
from measures.parsing.tree import DocumentError

__all__ = ["CONVERTED", "MAX_BYTES", "Extracted", "Format", "Line", "LineKind", "extract", "format_of"]

MODULES = {
    Format.TXT: "plain",
    Format.HTML: "html",
    Format.PDF: "pdf",
    Format.OFD: "ofd",
    Format.DOCX: "docx",
    Format.XLSX: "xlsx",
    Format.XLS: "xls",
}


def extract(data: bytes) -> Extracted:
    """Raises DocumentError; `needs_office` for a format that only an office program reads, `unknown_format`."""
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    form = format_of(data)
    if form in CONVERTED:
        raise DocumentError("needs_office", detail=form.value)
    if form not in MODULES:
        raise DocumentError("unknown_format", detail=form.value)
    return extractor(MODULES[form])(data)


def extractor(module: str) -> Callable[[bytes], Extracted]:
    """The function `extract_…` of a module of this package.

    Imported when a document of its format comes: no process of the site is to load the libraries for workbooks and
    PDF at its start.
    """
    function: Callable[[bytes], Extracted] = getattr(import_module(f"{__name__}.{module}"), f"extract_{module}")
    return function
