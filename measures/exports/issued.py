"""The file of an issued report: given as it was issued, or told to be missing or altered."""

from hashlib import sha256

from django.core.files import File

from measures.models import IssuedReport


class FileMissingError(Exception):
    """The storage has no such file."""


class FileAlteredError(Exception):
    """The file's bytes are others than were issued."""


def open_as_issued(report: IssuedReport) -> "File[bytes]":
    """The file, read once to compare its SHA-256, at its beginning. Raises FileMissingError, FileAlteredError."""
    try:
        file: File[bytes] = report.file.storage.open(str(report.file.name), "rb")
    except FileNotFoundError as error:
        raise FileMissingError from error
    if digest(file) != report.sha256:
        file.close()
        raise FileAlteredError
    file.seek(0)
    return file


def digest(file: "File[bytes]") -> str:
    """The SHA-256 of all of the file, in hexadecimal."""
    total = sha256()
    for chunk in file.chunks():
        total.update(chunk)
    return total.hexdigest()
