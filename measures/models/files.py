"""Files of source documents, imports and reports, in the storage `documents` of the settings."""

from collections.abc import Iterable
from typing import Protocol
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone


def document_storage() -> Storage:
    """The storage. A function, so that migrations do not contain the settings of an installation."""
    return storages["documents"]


def new_file_name(instance: models.Model, filename: str) -> str:
    """A unique name; the original name is kept in the file's row."""
    return f"{timezone.localdate():%Y/%m}/{uuid4().hex}"


def delete_files(names: Iterable[str]) -> None:
    """Delete the files of these names once the transaction is committed."""

    def delete(name: str) -> None:
        transaction.on_commit(lambda: document_storage().delete(name))

    for name in filter(None, names):
        delete(name)


class WithFile(Protocol):
    """A row that names a file."""

    file: FieldFile


def delete_file_of(sender: object, instance: WithFile, **signal: object) -> None:
    """A receiver of `post_delete`: delete the file of a row, however the row was deleted."""
    delete_files([instance.file.name or ""])
