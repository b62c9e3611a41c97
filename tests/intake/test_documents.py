"""A zip of documents: each is read by itself, and what is none is refused."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from measures.intake.documents import Document, read_documents
from measures.intake.unpacking import MAX_DOCUMENTS, unpack
from measures.parsing import DocumentError
from tests.intake.test_reading import PLAN
from tests.parsing.documents import make_docx, paragraph
from tests.parsing.workbooks import DIVISION, make_xlsx

TABLE = make_xlsx({"任务": [["一、重点任务"], *DIVISION[2:]]})


def make_zip(**files: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def outcomes_of(*documents: Document) -> list[tuple[str, str]]:
    """(name, media type or why it was refused) of each reading."""
    return [
        (reading.document.name, reading.tree.media_type.rsplit(".", 1)[-1] if reading.tree else str(reading.error))
        for reading in read_documents(documents)
    ]


def test_a_notice_and_its_attachments_are_read_each_by_itself() -> None:
    letter = make_docx(paragraph("关于印发分工表的通知") + paragraph("请认真执行。"))
    data = make_zip(
        **{"附件10.txt": PLAN, "附件2.xlsx": TABLE, "通知.docx": letter, "图__示意.png": b"\x89PNG\x00\x00"}
    )
    assert outcomes_of(Document("来文.zip", data)) == [
        ("来文.zip/图/示意.png", "binary"),
        ("来文.zip/通知.docx", "no_headings"),
        ("来文.zip/附件2.xlsx", "sheet"),
        ("来文.zip/附件10.txt", "text/plain"),
    ]


@pytest.mark.usefixtures("read_here")
def test_files_given_together_are_read_in_the_order_given() -> None:
    assert outcomes_of(Document("b.txt", PLAN), Document("a.xlsx", TABLE), Document("c.txt", b"")) == [
        ("b.txt", "text/plain"),
        ("a.xlsx", "sheet"),
        ("c.txt", "empty"),
    ]


def test_what_programs_leave_in_a_zip_is_no_document() -> None:
    left = ("__MACOSX____任务.xlsx", "~$任务.docx", ".DS_Store", "任务__Thumbs.db", "desktop.ini")
    data = make_zip(**dict.fromkeys(left, b"x"), **{"任务.txt": PLAN}).replace(b"/MACOSX/", b"__MACOSX")
    assert [name for name, _ in unpack(data) if "MACOSX" not in name] == ["任务.txt"]


def test_a_folder_for_another_system_is_left_out() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("__MACOSX/._任务.txt", b"x")
        archive.writestr("任务/", b"")
        archive.writestr("任务/任务.txt", PLAN)
    assert [name for name, _ in unpack(buffer.getvalue())] == ["任务/任务.txt"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_that_zip_programs_write_without_saying_how_are_read(encoding: str) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(ZipInfo("任务.txt".encode(encoding).decode("cp437")), PLAN)
    data = buffer.getvalue()
    raw, name = "任务.txt".encode(encoding).decode("cp437").encode(), "任务.txt".encode(encoding)
    assert [name for name, _ in unpack(unflagged(data, raw, name))] == ["任务.txt"]


def unflagged(data: bytes, old: bytes, new: bytes) -> bytes:
    """The zip file with a name in other bytes and without the flag that says it is UTF-8."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    head, directory = data[local:central], data[central:]
    size = len(new).to_bytes(2, "little")
    head = head[:6] + b"\0\0" + head[8:26] + size + head[28:].replace(old, new)
    directory = directory[:8] + b"\0\0" + directory[10:28] + size + directory[30:].replace(old, new)
    end = directory.index(b"PK\x05\x06")
    offset, length = len(head).to_bytes(4, "little"), end.to_bytes(4, "little")
    return head + directory[: end + 12] + length + offset + directory[end + 20 :]


@pytest.mark.usefixtures("read_here")
def test_an_empty_zip_and_one_of_more_files_than_anybody_hands_in_are_refused() -> None:
    many = make_zip(**{f"{n}.txt": b"x" for n in range(MAX_DOCUMENTS + 1)})
    assert outcomes_of(Document("a.zip", many)) == [("a.zip", "too_large")]
    with pytest.raises(DocumentError, match="empty"):
        unpack(make_zip(**{".keep": b""}))


@pytest.mark.usefixtures("read_here")
def test_a_zip_in_a_zip_is_refused() -> None:
    assert outcomes_of(Document("a.zip", make_zip(**{"b.zip": make_zip(**{"c.txt": PLAN})}))) == [
        ("a.zip/b.zip", "unknown_format")
    ]


def test_a_file_may_be_called_by_more_digits_than_a_number_has() -> None:
    names = [f"{'9' * 5000}.txt", "10.txt", "2.txt"]
    found = [name for name, _ in unpack(make_zip(**dict.fromkeys(names, b"1")))]
    assert [name for name in found if len(name) < 9] == ["2.txt", "10.txt"]
    assert len(found) == 3
