"""No file runs anything, in any format and of any report, and each can be read, whatever stands in it."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from lxml import etree, html
from openpyxl import load_workbook

from measures.exports import FORMATS, REPORTS, Filters, Scope, draw
from measures.exports.contents import (
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Table,
    Tone,
    TonedRow,
    printable,
)
from measures.exports.filenames import LONGEST
from measures.models import Plan
from measures.visibility import EVERYTHING
from tests.factories import assign, make_measure, make_plan, make_section, make_source
from tests.made_once import made_once

FORMULAS = (
    '=HYPERLINK("http://x.example","点")',
    "\x01=HYPERLINK(1)",
    "\u200b\x02@SUM(A1)",
    "+1",
    "-1+1",
    "\r=1",
    "＝1",
)
AWKWARD = (
    *FORMULAS,
    "_x000D_ _x0041_",
    "\ud800半\udfff\ufffe",
    "<script>alert(1)</script>&amp;",
    "词" * 40_000,
    "w" * 3000,
    "DDEAUTO c:\\windows\\system32\\cmd.exe",
    "\x00\x0b\x1f",
    "]]>--></w:t></style>",
)
WORST = "\x01=1+1<script>_x000D_\ud800&" + "长" * 300
NOT_IN_PAGES = ("script", "iframe", "object", "embed", "link", "img", "form", "base")
MOST_GROWTH = 200  # bytes that a byte of a zipped file may become


def worst_report() -> Report:
    """Every text of it is hostile."""
    columns = (
        Column("a", WORST, 20, choices=(WORST, "甲,乙")),
        Column("b", WORST, 10),
        Column("c", WORST, 10, hidden=True),
    )
    rows = [(text, (Run(text, Mark.ADDED), Run(text, Mark.REMOVED, link="/x")), 10**20) for text in AWKWARD]
    days: Row = (date(1, 1, 1), date(9999, 12, 31), -1)
    toned = TonedRow((WORST, "", None), {"a": Tone.LATE, "": Tone.FAINT})
    table = Table(columns, iter((Group(WORST), Group(WORST, 9), *rows, days, toned)), WORST)
    blocks = (
        Heading(WORST, 9, WORST),
        Paragraph((Run(WORST, strong=True),), WORST),
        table,
        Chart(WORST, (WORST,), ((WORST, (1,)),)),
    )
    return Report(
        name="ledger",
        label=WORST,
        title=WORST,
        author=WORST,
        parts=[Part(WORST, blocks), Part(WORST, ())],
        facts=(Fact(WORST, WORST),),
        remarks=(WORST,),
        site="https://example.org",
    )


def check_zip(data: bytes) -> list[tuple[str, bytes]]:
    """The files in a zip file, none of which grows without measure or leaves the folder that it is unpacked to."""
    with ZipFile(BytesIO(data)) as file:
        assert file.testzip() is None
        for each in file.infolist():
            assert each.file_size <= MOST_GROWTH * max(each.compress_size, 1000)
            assert not each.filename.startswith("/")
            assert not {"..", ""} & set(each.filename.split("/"))
        return [(name, file.read(name)) for name in file.namelist()]


def check_workbook(data: bytes) -> str:
    for name, content in check_zip(data):
        if name.startswith("xl/worksheets/"):
            # Only a drop-down may draw on other cells.
            assert re.findall(rb"<(?:f|formula|oleObject|control)[ >]", content) == []
        etree.fromstring(content)
        assert b"ddeLink" not in content
    book = load_workbook(BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert all(len(sheet.title.encode("utf-16-le")) <= 62 for sheet in book.worksheets)
    assert all(
        len((sheet.oddFooter.left.text or "").encode("utf-16-le")) <= 510
        for sheet in book.worksheets
        if sheet.oddFooter
    )
    return "\n".join(str(cell.value) for cell in cells)


def check_document(data: bytes) -> str:
    texts = []
    for name, content in check_zip(data):
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(content)
            fields = [str(field.text).split()[0] for field in root.iter("{*}instrText")]
            assert set(fields) <= {"PAGE", "NUMPAGES"}
            texts += [str(text.text) for text in root.iter("{*}t")]
    return "\n".join(texts)


def check_csv(data: bytes) -> str:
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    for cell in (cell for row in rows for cell in row):
        seen = re.sub(r"[\s\u200b-\u200f\u202a-\u202e\ufeff\x00-\x1f]", "", cell)
        assert not re.match("[-=+@＝＋－＠]", seen) or re.fullmatch(r"-\d+", seen), cell
    return "\n".join(cell for row in rows for cell in row)


def check_page(data: bytes) -> str:
    page = html.document_fromstring(data.decode())
    assert not page.xpath("|".join(f"//{name}" for name in NOT_IN_PAGES))
    assert page.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
    links = [str(link.get("href")) for link in page.iter("a")]
    assert all(link.startswith(("https://example.org/", "/")) for link in links)
    return str(page.xpath("string()"))


def check_json(data: bytes) -> str:
    json.loads(data)
    return data.decode()


def check_archive(data: bytes) -> str:
    return "\n".join(CHECKS[name.rpartition(".")[2]](content) for name, content in check_zip(data))


# A new format needs a check of its own.
CHECKS = {
    "xlsx": check_workbook,
    "csv": check_csv,
    "html": check_page,
    "docx": check_document,
    "json": check_json,
    "zip": check_archive,
}


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_a_text_run_or_break_the_file(name: str) -> None:
    text = CHECKS[name](b"".join(FORMATS[name].chunks(worst_report())))
    assert "HYPERLINK" in text
    assert "DDEAUTO" in text


@made_once
def worst_plan() -> Plan:
    """As much of it hostile as a database takes: text without NUL and halves of characters."""
    hostile = printable(WORST.replace("\x01", ""))
    plan = make_plan("worst", title=f"../《示例》（2021—2025年）{hostile}"[:200])
    section = make_section(plan, title=hostile[:200], label="=1+1")
    source = make_source(plan, "=1+1")
    for number, text in enumerate(printable(text) for text in AWKWARD if printable(text).strip()):
        measure = make_measure(
            section,
            code=f"=1-{number}",
            title=text[:200],
            text=text,
            due_text=text[:100],
            source=source,
            due_on="1899-12-31",
        )
        assign(measure, text[:100], "lead")
    return plan


def forms() -> Iterator[tuple[str, str]]:
    return ((kind.name, form) for kind in REPORTS.values() for form in kind.formats)


@pytest.mark.django_db
def test_no_report_lets_a_record_run_or_break_its_file(worst_plan: Plan) -> None:
    scope = Scope(EVERYTHING, Filters(plan=(worst_plan.slug,)), since=date(2020, 1, 1))
    for name, form in forms():
        title, pieces = draw(name, form, scope)
        text = CHECKS[form](b"".join(pieces))
        assert "HYPERLINK" in text or name in ("overview", "changes"), (name, form)
        assert len(title.encode()) <= LONGEST
        assert not set(title) & set('/\\\r\n"<>')
        assert "《示例》（2021—2025年）" in title


@pytest.mark.django_db
def test_nobody_gets_a_file_of_what_he_may_not_see(worst_plan: Plan) -> None:
    make_measure(make_section(worst_plan), code="9-9", text="未发布的任务", review_state="extracted")
    reader = AnonymousUser()
    for name, form in forms():
        if "since" not in getattr(REPORTS[name], "asks", ()):
            _title, pieces = draw(name, form, Scope(reader, Filters(plan=(worst_plan.slug,))))
            assert "未发布的任务" not in CHECKS[form](b"".join(pieces)), (name, form)
