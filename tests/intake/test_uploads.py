"""Uploaded files: what is refused at once, what is kept, what their reading leaves."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import translation
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from measures.choices import ImportState
from measures.intake import imports, uploads
from measures.intake.documents import Document, Reading, read_documents
from measures.intake.imports import rows_of
from measures.intake.uploads import check_file, receive
from measures.models import Plan, SourceDocument
from measures.parsing import DocumentError
from tests.factories import make_plan
from tests.uploads import NAME, TEXT, archive, bytes_of, document, is_kept, read_here, uploaded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\0\0", "binary"), (b"MZ\x90\0", "binary")],
)
def test_what_can_be_no_document_is_refused_at_once(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as refused:
        check_file(SimpleUploadedFile("a.txt", data))
    assert refused.value.code == code


def test_a_file_that_is_too_large_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    with pytest.raises(DocumentError) as refused:
        check_file(SimpleUploadedFile("a.txt", b"x" * 11))
    assert (refused.value.code, refused.value.detail) == ("too_large", "11")


@pytest.mark.parametrize("head", [b"PK\x03\x04\0", b"\n\n%PDF-1.7\0", b"\xff\xfea\0", b"{\\rtf1", "第一章".encode()])
def test_what_may_be_a_document_is_taken(head: bytes) -> None:
    check_file(SimpleUploadedFile("没有扩展名", head))


def test_the_bytes_are_kept_as_they_came() -> None:
    item = receive(document(), NAME, None)
    assert bytes_of(item) == TEXT.encode()
    assert (item.size, item.filename) == (len(TEXT.encode()), NAME)


def test_a_document_that_was_read_waits_for_its_comparison_and_no_record_is_made() -> None:
    item = uploaded()
    assert item.state == "read"
    assert {row["model"] for row in rows_of(item)} >= {"measures.plan", "measures.measure", "measures.responsibility"}
    assert not Plan.objects.exists()


def test_the_slug_is_proposed_and_none_is_proposed_twice() -> None:
    make_plan("kj-2026")
    first, second, third = uploaded(name="KJ 2026.txt"), uploaded(name="KJ 2026.txt"), uploaded()
    assert [first.slug, second.slug, third.slug] == ["kj-2026-2", "kj-2026-3", "plan-2026"]


def test_the_records_stand_under_the_slug_that_the_import_has_now() -> None:
    item = uploaded(slug="first")
    item.slug = "second"
    plans = {row["fields"]["plan"][0] for row in rows_of(item) if "plan" in row["fields"]}
    measures = {row["fields"]["measure"][0] for row in rows_of(item) if row["fields"].get("measure")}
    assert plans == measures == {"second"}
    incoming = imports.incoming_of(item)
    assert list(incoming.rows[Plan]) == [("second",)]


def test_a_file_that_cannot_be_read_leaves_nothing_but_its_row(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    item = receive(document("没有标题的一段话。"), NAME, None)
    name = item.file.name
    assert is_kept(name)
    with django_capture_on_commit_callbacks(execute=True):
        read_here([item])
    item.refresh_from_db()
    assert (item.state, item.error, item.file.name, item.reading) == ("failed", "no_headings", "", None)
    assert not is_kept(name)
    with translation.override("en"):
        assert item.error_sentence.startswith("No heading was found: is this a plan document?")


def test_each_document_of_an_archive_is_an_import_of_its_own(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    item = receive(archive({"甲.txt": TEXT, "乙.txt": "没有标题。"}), "规划.zip", None)
    name = item.file.name
    with django_capture_on_commit_callbacks(execute=True):
        read_here([item])
    item.refresh_from_db()
    assert (item.state, item.file.name) == ("unpacked", "")
    found = {each.filename: each for each in item.documents.all()}
    states = {"规划.zip/甲.txt": "read", "规划.zip/乙.txt": "failed"}
    assert {filename: each.state for filename, each in found.items()} == states
    assert bytes_of(found["规划.zip/甲.txt"]) == TEXT.encode()
    assert not is_kept(name)


@pytest.mark.usefixtures("read_here")
def test_a_document_that_the_command_imports_is_kept_too_once(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text(TEXT, encoding="utf-8")
    names = []
    for _ in range(2):
        call_command("import_plan", str(path), slug="shili", stdout=StringIO(), stderr=StringIO())
        source = SourceDocument.objects.get()
        names.append(source.file.name)
    assert names[0] == names[1]
    with source.file.open() as file:
        assert file.read() == TEXT.encode()


def test_a_fault_of_ours_is_said_and_its_file_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("measures.intake.imports.read_documents", break_off)
    item = uploaded()
    assert (item.state, item.error, item.error_detail) == ("failed", "failed", "ZeroDivisionError")


def test_an_import_that_was_abandoned_meanwhile_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    item = receive(document(), NAME, None)

    def abandon_and_read(documents: list[Document], titles: dict[str, str]) -> Iterator[Reading]:
        item.end(ImportState.ABANDONED)
        return read_documents(documents, titles)

    monkeypatch.setattr("measures.intake.imports.read_documents", abandon_and_read)
    read_here([item])
    item.refresh_from_db()
    assert (item.state, item.reading) == ("abandoned", None)
