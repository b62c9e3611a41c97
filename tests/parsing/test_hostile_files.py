"""Files made to harm end with a clear error, soon and in little memory."""

import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from measures.parsing import DocumentError, read
from measures.parsing.extract import MAX_BYTES, extract
from measures.parsing.extract.model import MAX_CHARACTERS, MAX_LINES
from measures.parsing.extract.spreadsheet import column_letters
from tests.parsing.checks import check_refused
from tests.parsing.documents import WORD, make_docx, make_pdf
from tests.parsing.workbooks import make_xlsx, with_parts


@contextmanager
def soon(seconds: float) -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


@contextmanager
def within(seconds: float, megabytes: int) -> Iterator[None]:
    tracemalloc.start()
    with soon(seconds):
        yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < megabytes * 1_000_000


def zipped(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(document=b"<w:document>" + b" " * 50_000_000)
    with within(seconds=2, megabytes=20):
        check_refused(bomb, "too_large")


def test_an_entity_bomb_is_refused() -> None:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))
    bomb = b'<!DOCTYPE x [<!ENTITY l0 "lol">%s]><w:document %s>&l11;</w:document>' % (entities, WORD.encode())
    with within(seconds=2, megabytes=20):
        check_refused(zipped(document=bomb), "damaged")


def test_a_comment_in_the_files_xml_parts_no_words() -> None:
    data = make_docx("<w:p><w:r><w:t>一、建设<!-- x -->园区</w:t></w:r></w:p>")
    assert extract(data).text == "一、建设园区"


def test_word_tables_nested_past_reason_are_refused() -> None:
    nested = "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000
    with within(seconds=5, megabytes=50):
        check_refused(make_docx(nested), "damaged")


def test_html_ten_thousand_deep_is_refused() -> None:
    with within(seconds=5, megabytes=100):
        check_refused(b"<html><body>" + b"<div>" * 10_000 + "一、总则".encode() + b"</div>" * 10_000, "damaged")


def test_more_bytes_than_any_plan_has_are_refused_unread() -> None:
    data = bytes(MAX_BYTES + 1)
    with within(seconds=1, megabytes=1):
        check_refused(data, "too_large")


LINES = "一、|（一）|1.|第一章|专栏1|附件|（|（责任单位：|到2025年|表1 |一、建设|甲\t乙\t丙"
WORDS = "（|（责任单位：|年均增长|9|第|清华|。|，一|《|的通知关于印发|市委|北京|责任单位："


@pytest.mark.parametrize("line", LINES.split("|"))
def test_thousands_of_lines_of_one_kind_end_soon(line: str) -> None:
    with soon(seconds=10), suppress(DocumentError):
        read((line + "\n").encode() * 5_000)


def test_ten_times_as_many_equal_lines_take_no_hundred_times_as_long() -> None:
    with soon(seconds=10), suppress(DocumentError):
        read(("第一章 总则\n" + "一、\n" * 50_000).encode())


@pytest.mark.parametrize("words", WORDS.split("|"))
def test_one_line_of_many_thousand_characters_ends_soon(words: str) -> None:
    with soon(seconds=10):
        read(("一、总则\n\n正文。\n\n二、任务\n\n" + words * (60_000 // len(words))).encode())


def test_a_pdf_of_many_objects_ends_soon() -> None:
    data = make_pdf([(72, 780, "一、总则"), (72, 760, "正文。")])
    filler = b"".join(b"%d 0 obj\n<< >>\nendobj\n" % number for number in range(100, 200_000))
    with within(seconds=20, megabytes=200):
        assert read(data.replace(b"xref\n", filler + b"xref\n", 1)).sections


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    check_refused(make_pdf([], []), "no_text_layer")


def test_a_truncated_word_file_is_damaged() -> None:
    check_refused(make_docx("<w:p/>")[:-40], "damaged")


def test_a_truncated_pdf_is_damaged() -> None:
    check_refused(b"%PDF-1.7\n%garbage", "damaged")


def test_a_library_s_own_words_are_not_shown_to_who_uploads() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"%PDF-1.7\n%garbage")
    assert caught.value.detail == ""


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("data", [OLE + "WordDocument".encode("utf-16-le"), b"{\\rtf1"])
def test_an_old_word_file_needs_an_office_program(data: bytes) -> None:
    check_refused(data + b"0" * 600, "needs_office")


def test_a_file_locked_with_a_password_is_refused() -> None:
    check_refused(OLE + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked")


def test_a_zip_without_a_document_is_an_unknown_format() -> None:
    check_refused(zipped(workbook=b"<x/>"), "unknown_format")


def packed_pdf(content: bytes, dictionary: bytes = b"") -> bytes:
    """A page whose content is packed."""
    packed = zlib.compress(content, 9)
    plain = make_pdf([(72, 780, "一、总则")])
    start, end = plain.index(b"7 0 obj"), plain.index(b"xref")
    stream = b"<< /Filter /FlateDecode %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(packed), packed)
    return plain[:start] + b"7 0 obj\n" + stream + b"\nendobj\n" + plain[end:]


def test_a_pdf_whose_page_unpacks_past_reason_is_refused_before_it_is_read() -> None:
    bomb = packed_pdf(b"BT /F1 12 Tf <4e00> Tj ET\n" * 3_000_000)
    assert len(bomb) < 1_000_000
    with within(seconds=2, megabytes=20):
        check_refused(bomb, "too_large")


def test_a_packed_page_of_a_usual_size_is_read() -> None:
    words = "一、总则".encode("utf-16-be").hex().encode()
    assert read(packed_pdf(b"BT /F1 12 Tf 72 780 Td <%s> Tj ET\n" % words)).text == "一、总则"


def test_a_text_of_more_lines_than_any_plan_has_is_refused() -> None:
    data = ("第一章 总则\n" + "一、\n" * 1_000_000).encode()
    with within(seconds=5, megabytes=40):
        check_refused(data, "too_many_lines")


def test_a_web_page_of_more_lines_than_any_plan_has_is_refused() -> None:
    with soon(seconds=20):
        check_refused(b"<html><body>" + "<p>一、".encode() * (MAX_LINES + 1), "too_many_lines")


def test_a_text_of_more_characters_than_any_plan_has_is_refused() -> None:
    check_refused("第一章".encode() + "一是".encode() * (MAX_CHARACTERS // 2), "too_many_characters")


def test_a_merged_range_over_a_whole_sheet_costs_nothing() -> None:
    merge = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    with within(seconds=2, megabytes=20):
        assert extract(workbook(f'<row r="1">{cell("A1")}</row><row r="9">{cell("C9")}</row>', merge)).text == "一"


def test_cells_at_the_ends_of_a_sheet_cost_nothing() -> None:
    rows = f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
    with within(seconds=2, megabytes=20), suppress(DocumentError):
        read(workbook(rows))


def test_rows_as_wide_as_a_sheet_are_refused_by_their_characters() -> None:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}")}{cell(f"XFD{n}")}{cell(f"{column_letters(n)}{n}")}</row>'
                   for n in range(2, 5000))  # fmt: skip
    with within(seconds=10, megabytes=400):
        check_refused(workbook(rows), "too_many_cells")


def test_many_wide_merged_ranges_are_refused() -> None:
    rows = "".join(f'<row r="{n}">{"".join(cell(f"{column_letters(c)}{n}") for c in range(1, 60))}</row>'
                   for n in range(1, 60))  # fmt: skip
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
    with within(seconds=5, megabytes=100):
        check_refused(workbook(rows, merges), "damaged")


@pytest.mark.parametrize("place", ["A0", "ZZZZ1", "A99999999", "", "甲1", "A1:", "1:2", "A:B"])
def test_cells_and_ranges_outside_any_sheet_do_no_harm(place: str) -> None:
    for data in (workbook(f'<row r="1">{cell(place)}</row>'), workbook(cell("A1"), f'<mergeCell ref="{place}"/>')):
        with suppress(DocumentError):
            read(data)


def test_a_workbook_with_entities_is_damaged() -> None:
    head = '<!DOCTYPE x [<!ENTITY l "lol">]>'
    check_refused(workbook(f'<row r="1">{cell("A1")}</row>', head=head), "damaged")


def cell(place: str) -> str:
    return f'<c r="{place}" t="str"><v>一</v></c>'


def workbook(rows: str, after: str = "", head: str = "") -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"{head}<worksheet {space}><sheetData>{rows}</sheetData>{after}</worksheet>"
    return with_parts(make_xlsx({"Sheet1": [["甲"]]}), xl__worksheets__sheet1=sheet)


def test_a_picture_may_unpack_to_more_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures and fonts are not unpacked to find the words of a page."""
    monkeypatch.setattr("measures.parsing.extract.pdf.MAX_CONTENT", 1000)
    content = b"BT /F1 12 Tf 72 780 Td <4e003001603b5219> Tj ET\n"
    picture = b"/Subtype /Image /Width 1 /Height 1"
    assert extract(packed_pdf(content)).text == "一、总则"
    check_refused(packed_pdf(content + b" " * 1000), "too_large")
    check_refused(packed_pdf(b" " * 2000, picture), "no_text_layer")


@pytest.mark.parametrize(("size", "is_read"), [(70_000, True), (70_001, False)])
def test_a_page_may_unpack_to_the_limit_and_no_further(
    size: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.parsing.extract.pdf.MAX_CONTENT", 70_000)
    monkeypatch.setattr("measures.parsing.extract.pdf.BLOCK", 7)  # bytes that are unpacked at once
    content = b"BT /F1 12 Tf 72 780 Td <4e003001603b5219> Tj ET\n"
    data = packed_pdf(content + b" " * (size - len(content)))
    if is_read:
        assert extract(data).text == "一、总则"
    else:
        check_refused(data, "too_large")


def test_a_cell_that_spans_more_columns_than_any_number_says_is_one_cell() -> None:
    data = f'<table><tr><td colspan="{"9" * 5000}">第一章 创新</td><td>发展</td></tr></table>'.encode()
    assert [line.text for line in extract(data).lines] == ["第一章 创新\t发展"]
