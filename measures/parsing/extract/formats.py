"""The formats a document may come in, told by its bytes, never by its name."""

from enum import StrEnum

from measures.parsing.extract.archive import Archive, open_archive
from measures.parsing.tree import DocumentError


class Format(StrEnum):
    """Named by the usual ending of their files. `zip` is any other zip file, which may hold documents."""

    TXT = "txt"
    HTML = "html"
    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    DOC = "doc"  # .wps too
    RTF = "rtf"
    ODT = "odt"
    ODS = "ods"
    ZIP = "zip"


MEDIA_TYPES = {
    Format.TXT: "text/plain",
    Format.HTML: "text/html",
    Format.PDF: "application/pdf",
    Format.OFD: "application/ofd",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.XLS: "application/vnd.ms-excel",
    Format.DOC: "application/msword",
    Format.RTF: "application/rtf",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.ZIP: "application/zip",
}
# Read by an office program first, which saves them in the format to the right.
CONVERTED = {Format.DOC: Format.DOCX, Format.RTF: Format.DOCX, Format.ODT: Format.DOCX, Format.ODS: Format.XLSX}

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: the container of Office files before 2007
_PARTS = {"word/document.xml": Format.DOCX, "xl/workbook.xml": Format.XLSX, "OFD.xml": Format.OFD}
# What holds a file of each kind: the names of its streams, as the container's directory spells them.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = (
    ("WordDocument".encode("utf-16-le"), Format.DOC),
    ("Workbook".encode("utf-16-le"), Format.XLS),
    ("\0Book".encode("utf-16-le"), Format.XLS),
)


def format_of(data: bytes) -> Format:
    """Raises DocumentError `damaged` for a container that cannot be opened, `locked` for one with a password."""
    if data.startswith(_ZIP):
        with open_archive(data) as archive:
            return _format_of_zip(archive)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(_OLE):
        return _format_of_ole(data)
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    from measures.parsing.extract.html import looks_like_html  # loads lxml: when a document is read, not at the start

    return Format.HTML if looks_like_html(data) else Format.TXT


def _format_of_zip(archive: Archive) -> Format:
    for part, form in _PARTS.items():
        if part in archive.names:
            return form
    kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive.names else ""
    return next((form for form in (Format.ODT, Format.ODS) if kind.startswith(MEDIA_TYPES[form])), Format.ZIP)


def _format_of_ole(data: bytes) -> Format:
    if _LOCKED in data:
        raise DocumentError("locked")
    for name, form in _STREAMS:
        if name in data:
            return form
    raise DocumentError("damaged")
