"""A ledger as it is drawn, saved again by this or that program and not edited, changes nothing, whatever it says."""

import csv
import os
import shutil
import subprocess
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from measures.intake.ledgers.cells import lossy
from measures.intake.ledgers.columns import titles
from measures.models import Measure, Plan, ReportLayout
from tests.exports.ledgers import drawn_in_columns, of, read_csv, reported_plan, whole
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.ledgers import compared
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
NASTY = [
    *("=1+1", "+86 10", "-5", "@某人", "＝全角", "'引号", "'=1+1", "46023", "3-1", "TRUE", "2027-07-01", "#REF!"),
    *(
        "_x000D_",
        "_x005F_x000D_",
        "a\r\nb\rc\nd",
        "  两端 ",
        "　　缩进\n　　第二段",
        "a\u00a0b",
        "🙂𠮷",
        "控\x01制\x0b符",
    ),
    *("\t制表\t", "零\u200b宽", '“引号”,、；"', "<b>&amp;</b>", "①Ⅳ㎡", "\ufeff首", "1e5", "末尾\n\n"),
]
OFFICE = shutil.which("soffice")
LONG = "长句。" * 12_000


@made_once
def plan() -> Plan:
    plan = make_plan("shili", title="示例市“十五五”规划（2026—2030年）：=1+1", period_start=2026, period_end=2030)
    section = make_section(plan, label="第一章", title="=科技_x000D_创新")
    bodies = [make_body(name) for name in ("市科技局", "=市财政局", "市委、市政府办公室")]
    for number, words in enumerate(NASTY, 1):
        measure = make_measure(section, code=f"1-{number}", title=words, text=words, note=words, due_text=words)
        for position, body in enumerate(bodies, 1):
            assign(measure, body, "lead", position=position)
    make_measure(section, code="1-90", text=LONG, due_on=date(2027, 6, 30), withdrawn_on=date(2026, 1, 1))
    make_measure(section, code="1-91", due_on=date(1899, 6, 30), note=LONG)
    return plan


def saved_by_openpyxl(data: bytes) -> bytes:
    file = BytesIO()
    load_workbook(BytesIO(data)).save(file)
    return file.getvalue()


def saved_by_excel(data: bytes) -> bytes:
    """A csv as Excel in Chinese saves it: in GBK, with ? for what that has not, days with slashes."""
    text = data.decode("utf-8-sig").replace("2027-06-30", "2027/6/30")
    return lossy(text).encode("gbk")


def saved_by_libreoffice(data: bytes, folder: Path, form: str = "xlsx") -> bytes:
    assert OFFICE, "REQUIRE_SYSTEM_TESTS=1, but LibreOffice (soffice) is not installed"
    (folder / "in").mkdir()
    (folder / "in" / "ledger.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(folder),
        str(folder / "in" / "ledger.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return (folder / f"ledger.{form}").read_bytes()


def unchanged(data: bytes) -> None:
    found = compared(data)
    assert [(row.name, [(cell.column, cell.before, cell.after) for cell in row.cells]) for row in found.changes] == []
    assert ([str(each) for each in found.refused], found.notes) == ([], [])
    assert found.unchanged == Measure.objects.count()


def test_a_workbook_that_nobody_edited_changes_nothing(plan: Plan) -> None:
    data = whole("xlsx", of(plan))
    unchanged(data)
    unchanged(saved_by_openpyxl(data))


def test_a_csv_that_nobody_edited_changes_nothing_in_the_encoding_of_excel_either(plan: Plan) -> None:
    data = whole("csv", of(plan))
    unchanged(data)
    unchanged(saved_by_excel(data))


@pytest.mark.parametrize(
    "layout", ["lead", "lead=主责单位", "code=任务编号,title=工作内容,lead=主责,=下周安排,grouped"]
)
def test_a_csv_of_few_columns_comes_back_under_the_titles_of_a_layout_that_is_kept(layout: str) -> None:
    ReportLayout.objects.create(name="督办", report="ledger", columns=layout)
    ReportLayout.objects.create(name="另一", report="ledger", columns="text,support=协办,=下月安排")
    plan, body = reported_plan(), make_body("市农业局")
    rows = read_csv(drawn_in_columns("csv", of(plan), layout))
    lead = [title in ("牵头单位", "主责单位", "主责") for title in rows[0]].index(True)
    rows[2][lead] = "市农业局"
    file = StringIO()
    csv.writer(file).writerows([rows[0], rows[2], rows[1]])
    for encoding in ("utf-8-sig", "gb18030"):
        found = compared(file.getvalue().encode(encoding))
        assert ([row.bodies() for row in found.updated], found.unchanged) == ([{"lead": [body]}], 1)
        assert (found.refused, found.added) == ([], [])


@pytest.mark.parametrize("layout", ["code=任务编号,title=工作内容,grouped", "title,code,lead=主责,grouped"])
def test_the_lines_of_groups_are_no_codes(layout: str) -> None:
    data = drawn_in_columns("xlsx", of(reported_plan()), layout)
    unchanged(data)
    unchanged(saved_by_openpyxl(data))


def test_a_title_that_layouts_give_to_several_columns_means_none() -> None:
    for name, columns_ in (("甲", "lead=单位,title=事项"), ("乙", "support=单位,title=事项,=单位名")):
        ReportLayout.objects.create(name=name, report="ledger", columns=columns_)
    known = titles()
    assert ("单位" in known, "单位名" in known, known["事项"], known["任务举措"]) == (False, False, "title", "title")


@pytest.mark.system
@pytest.mark.skipif(
    not OFFICE and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="LibreOffice (soffice) is not installed"
)
def test_a_workbook_that_libreoffice_has_saved_changes_nothing(plan: Plan, tmp_path: Path) -> None:
    unchanged(saved_by_libreoffice(whole("xlsx", of(plan)), tmp_path))
