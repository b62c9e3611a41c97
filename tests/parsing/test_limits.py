"""What reaches a limit is read and what passes it by one is refused, each limit made small for the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
import xlwt

from measures.parsing.extract import extract
from measures.parsing.extract.archive import open_archive
from measures.parsing.extract.layout import Page
from measures.parsing.tree import DocumentError
from tests.parsing import test_ofd, test_pdf
from tests.parsing.documents import make_ofd, make_pdf, ofd_page
from tests.parsing.workbooks import make_xlsx

WORDS = (96.0, 780.0, "一、总则")


@contextmanager
def limited(limit: str, value: int) -> Iterator[None]:
    """`limit` is a module of `extract` and a name in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"measures.parsing.extract.{limit}", value)
        yield


def refusal(data: bytes) -> tuple[str, str] | None:
    """The code and the detail with which a file is refused, None where it is read."""
    try:
        extract(data)
    except DocumentError as refused:
        return refused.code, refused.detail
    return None


def ofd_pages(count: int) -> bytes:
    return make_ofd(*[[WORDS]] * count)


def ofd_objects(count: int) -> bytes:
    """On two pages, the last object on the second."""
    first, second = test_ofd.placed("甲") * (count - 1), test_ofd.placed("乙")
    parts = {f"Doc_0__Pages__Page_{n}__Content": ofd_page(objects) for n, objects in enumerate((first, second))}
    return make_ofd([], [], **parts)


def ofd_blanks(count: int) -> bytes:
    """A character on the first of two pages and blanks on the second."""
    return make_ofd([(96, 780, "甲")], [(96, 780, "\u3000" * (count - 1))])


def pdf_pages(count: int) -> bytes:
    return make_pdf(*[[WORDS]] * count)


def xlsx_cells(count: int) -> bytes:
    return make_xlsx({"甲": [["一"], ["一"]], "乙": [["一"] * (count - 2)]})


def xlsx_merges(count: int) -> bytes:
    return make_xlsx({"甲": [["一"] * 3] * 9}, [f"A{n}:B{n}" for n in range(1, count + 1)])


def xlsx_rectangle(count: int) -> bytes:
    """A row of all columns but the last, and rows of one cell: `count` places, of which few hold anything."""
    width = next(n for n in (5, 3) if count % n == 0)
    return make_xlsx({"甲": [["一"] * width, *([*"一"] for _ in range(count // width - 1))]})


def xls_cells(count: int) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("甲")
    for row in range(count):
        sheet.write(row, 0, "一")
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def xlsx_covered(count: int) -> bytes:
    """Two merged ranges, over three cells and over the others of a column of `count`."""
    return make_xlsx({"甲": [["一", "二"] for _ in range(count)]}, ["A1:A3", f"A4:A{count}"])


CASES: list[tuple[str, int, int, Callable[[int], bytes], str, str]] = [
    # limit, its value, the number that reaches it, document of that number, code and detail of the refusal
    ("MAX_BYTES", 12, 12, lambda count: b"a" * count, "too_large", "13"),
    ("ofd.MAX_PAGES", 2, 2, ofd_pages, "too_many_pages", "2"),
    ("ofd.MAX_OBJECTS", 4, 4, ofd_objects, "too_large", "4 objects"),
    ("model.MAX_CHARACTERS", 12, 12, ofd_blanks, "too_many_characters", "12"),
    ("model.MAX_CHARACTERS", 12, 12, lambda count: ("一" * count).encode(), "too_many_characters", "12"),
    ("model.MAX_CHARACTERS", 12, 12, lambda count: b"<html>" + b" " * (count - 6), "too_many_characters", "12"),
    ("model.MAX_LINES", 3, 3, lambda count: ("一" + "\n" * count).encode(), "too_many_lines", "3"),
    ("model.MAX_LINES", 3, 3, lambda count: b"<html>" + "<p>一</p>".encode() * count, "too_many_lines", "3"),
    ("pdf.MAX_PAGES", 2, 2, pdf_pages, "too_many_pages", "2"),
    ("pdf.MAX_PAGE_CHARACTERS", 4, 4, lambda n: make_pdf([(96, 780, "一" * n)]), "too_many_characters", "page 1: 4"),
    ("workbook.MAX_CELLS", 5, 5, xlsx_cells, "too_many_cells", "5"),
    ("xlsx.MAX_RANGES", 2, 2, xlsx_merges, "damaged", "xl/worksheets/sheet1.xml"),
    ("xls.MAX_CELLS", 3, 3, xls_cells, "too_many_cells", "3"),
    ("spreadsheet.MAX_CELLS", 1, 20, xlsx_rectangle, "too_many_cells", "1"),
]


@pytest.mark.parametrize(("limit", "value", "reaching", "document", "code", "detail"), CASES)
def test_a_document_may_reach_each_limit_and_not_pass_it(
    limit: str, value: int, reaching: int, document: Callable[[int], bytes], code: str, detail: str
) -> None:
    with limited(limit, value):
        assert refusal(document(reaching)) in (None, ("empty", ""))
        assert refusal(document(reaching + 1)) == (code, detail)


def test_blanks_count_as_characters_before_a_text_is_found_empty() -> None:
    with limited("model.MAX_CHARACTERS", 3):
        assert refusal(b"   ") == ("empty", "")
        assert refusal(b"    ") == ("too_many_characters", "3")


def zipped(method: int, **parts: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def part_refused(data: bytes, *names: str) -> str:
    """The code and name of the part that is refused, "" where all are read whole."""
    with open_archive(data) as archive, ZipFile(BytesIO(data)) as file:
        for name in names:
            try:
                content = archive.read(name)
            except DocumentError as refused:
                return f"{refused.code} {refused.detail}"
            assert content == file.read(name)
    return ""


@pytest.mark.parametrize(("size", "refused"), [(10, ""), (11, "too_large a")])
def test_a_part_of_a_zip_file_may_have_its_limit(size: int, refused: str) -> None:
    with limited("archive.MAX_PART", 10):
        assert part_refused(zipped(ZIP_STORED, a=b"x" * size), "a") == refused


@pytest.mark.parametrize(("size", "refused"), [(5, ""), (6, "too_large b")])
def test_the_parts_of_a_zip_file_may_have_their_limit_together(size: int, refused: str) -> None:
    with limited("archive.MAX_UNPACKED", 10):
        assert part_refused(zipped(ZIP_STORED, a=b"x" * 5, b=b"x" * size), "a", "b") == refused


@pytest.mark.parametrize(("spare", "refused"), [(0, ""), (-1, "too_large a")])
def test_a_part_may_be_packed_to_its_share_and_a_small_one_closer(spare: int, refused: str) -> None:
    data = zipped(ZIP_DEFLATED, a=b"x" * 1000)
    packed = ZipFile(BytesIO(data)).getinfo("a").compress_size
    with limited("archive.MAX_RATIO", 2), limited("archive.SMALL_PART", 1000 - 2 * packed + spare):
        assert part_refused(data, "a") == refused


@pytest.mark.parametrize(("count", "refused"), [(3, None), (4, ("too_large", "4 files"))])
def test_a_zip_file_may_have_as_many_parts_as_its_limit(count: int, refused: tuple[str, str] | None) -> None:
    data = zipped(ZIP_STORED, **{f"part{n}": b"x" for n in range(count)})
    found = None
    with limited("archive.MAX_PARTS", 3):
        try:
            with open_archive(data):
                pass
        except DocumentError as error:
            found = error.code, error.detail
    assert found == refused


@pytest.mark.parametrize(("count", "is_read"), [(5, True), (6, False)])
def test_merged_ranges_may_cover_as_many_cells_as_their_limit(count: int, is_read: bool) -> None:
    with limited("spreadsheet.MAX_CELLS", 5):
        assert refusal(xlsx_covered(count)) == (None if is_read else ("damaged", "甲: merged cells"))


@pytest.mark.parametrize(("count", "reported"), [(2, 2), (3, 0), (4, 0)])
def test_a_page_of_more_drawn_lines_than_any_table_has_none(count: int, reported: int) -> None:
    def lines(page: Page) -> int:
        return len(page.segments)

    data = "M 0 0" + "".join((" L 30 0", " L 0 0")[n % 2] for n in range(count))
    path = f'<ofd:PathObject Boundary="9 9 9 9"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    ofd = make_ofd([], Doc_0__Pages__Page_0__Content=ofd_page(path + test_ofd.placed("甲")))
    with limited("ofd.MAX_SEGMENTS", 2):
        assert lines(test_ofd.first_page(ofd)) == reported
    with limited("pdf.MAX_SEGMENTS", 2):
        assert lines(test_pdf.first_page(make_pdf([WORDS], drawn=b"72 700 m 172 700 l S\n" * count))) == reported
    with limited("pdf.MAX_OBJECTS", 1 + 2):  # with the words
        assert lines(test_pdf.first_page(make_pdf([WORDS], drawn=b"72 700 m 172 700 l S\n" * count))) == reported
