"""Documents of an invented place, uploaded and read as the admin does it, but by this process."""

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from measures import parsing
from measures.intake.child import work
from measures.intake.uploads import receive
from measures.models import Import, Plan
from measures.models.files import document_storage

NAME = "示例市科技规划.txt"
TEXT = """示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）
二、建设实验室。到2028年新增重点实验室5家。
第二节 人才
一、引进人才。到2028年引进人才300名。（市人社局牵头）
"""


def document(text: str = TEXT, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def archive(documents: dict[str, str], name: str = "规划.zip") -> SimpleUploadedFile:
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        for each, text in documents.items():
            file.writestr(each, text)
    return SimpleUploadedFile(name, packed.getvalue())


def read_here(imports: Iterable[Import]) -> None:
    """In place of the detached process: the same command, in this one, which reads without a child, too."""
    with patch("measures.intake.documents.receive_document", receive_here):
        call_command("read_import", *[item.pk for item in imports])


def read_uploads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin's uploads, too; tests/intake/test_detached.py and one story in the browser try the process itself."""
    monkeypatch.setattr("measures.admin.imports.admin.start", lambda command, imports: read_here(imports))


def receive_here(data: bytes, titles: Mapping[str, str]) -> object:
    """What the reading process does."""
    found = work("receive", data, json.dumps(titles))
    if isinstance(found, tuple):
        raise parsing.DocumentError(*found)
    return found


def uploaded(text: str = TEXT, name: str = NAME, plan: Plan | None = None, slug: str = "") -> Import:
    """An import that was read."""
    item = receive(document(text, name), name, None, plan, slug)
    read_here([item])
    item.refresh_from_db()
    return item


def is_kept(name: str | None) -> bool:
    return bool(name) and document_storage().exists(str(name))


def bytes_of(item: Import) -> bytes:
    with item.file.open() as file:
        data: bytes = file.read()
    return data
