"""An uploaded file: whether it may be a document, and its row in the list of imports, with the bytes kept."""

from hashlib import sha256

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import File
from django.utils import timezone

from measures.choices import ImportKind
from measures.models import Import, Plan
from measures.models.files import document_storage, new_file_name
from measures.parsing import DocumentError
from measures.parsing.extract import MAX_BYTES

HEAD = 4096
# What the files that are no text begin with. The reading itself looks closer.
SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"\xff\xfe", b"\xfe\xff")
NAME_LENGTH = 255


def check_file(file: "File[bytes]") -> None:
    """Refuse at once what can be no document. Raises DocumentError `empty`, `too_large`, `binary`."""
    if not file.size:
        raise DocumentError("empty")
    if file.size > MAX_BYTES:
        raise DocumentError("too_large", detail=str(file.size))
    file.seek(0)
    head = file.read(HEAD)
    if b"%PDF-" not in head[:1024] and not head.startswith(SIGNATURES) and b"\0" in head:
        raise DocumentError("binary")


def receive(
    file: "File[bytes]",
    filename: str,
    by: AbstractBaseUser | None,
    plan: Plan | None = None,
    slug: str = "",
    archive: Import | None = None,
    kind: ImportKind = ImportKind.PLAN,
) -> Import:
    """Keep the file and give its row, in state `reading`. `slug` is that of a plan that does not exist yet.

    The row names the file before it is written: should this process end half-way, no file is left that nothing names.
    """
    item = Import(
        by_id=by.pk if by else None,
        by_name=by.get_username() if by else "",
        filename=filename[-NAME_LENGTH:],
        size=file.size,
        sha256=digest(file),
        archive=archive,
        kind=kind,
        plan=plan,
        slug=plan.slug if plan else slug,
        progressed_at=timezone.now(),
    )
    item.file.name = new_file_name(item, filename)
    item.save()
    file.seek(0)
    document_storage().save(item.file.name, file)
    return item


def digest(file: "File[bytes]") -> str:
    total = sha256()
    for chunk in file.chunks():
        total.update(chunk)
    return total.hexdigest()
