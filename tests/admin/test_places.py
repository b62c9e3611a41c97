"""A record that came from a workbook or from pages says where it stands there: the sheet and row, or the page."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from measures.models import Measure, Plan, SourceDocument
from tests.admin.pages import page_of, text_of, url
from tests.parsing.documents import make_pdf
from tests.parsing.workbooks import DIVISION, Rows, make_xlsx

TASKS: Rows = [["一、重点任务"], *DIVISION[2:]]
pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def imported(db: None, tmp_path: Path) -> Path:
    path = tmp_path / "分工表.xlsx"
    path.write_bytes(make_xlsx({"市级任务": TASKS}))
    call_command("import_plan", str(path), slug="demo", verbosity=0)
    return path


def test_the_places_of_a_workbook_are_kept(imported: Path) -> None:
    source = SourceDocument.objects.get()
    assert [place[1:] for place in source.places] == [
        [1, "市级任务"],
        [2, "市级任务"],
        [3, "市级任务"],
        [4, "市级任务"],
    ]
    assert source.text[source.places[2][0] :].startswith("1\t建设物流园区")


def test_a_measure_names_its_sheet_and_row(imported: Path, editor_client: Client) -> None:
    words = text_of(editor_client.get(url("measure_change", Measure.objects.get(code="1-2").pk)))
    assert "工作表“市级任务”第 4 行" in words


def test_each_line_of_the_document_names_its_place(imported: Path, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("sourcedocument_change", SourceDocument.objects.get().pk)))
    assert page.get_element_by_id("L3").get("title") == "工作表“市级任务”第 3 行"


def test_a_measure_of_a_pdf_names_its_page(db: None, tmp_path: Path, editor_client: Client) -> None:
    path = tmp_path / "规划.pdf"
    words = "加强组织领导，完善工作机制，强化督促检查，确保各项任务落到实处。"
    path.write_bytes(
        make_pdf([(96, 780, "一、重点任务"), (96, 760, words)], [(96, 780, "二、保障措施"), (96, 760, words)])
    )
    call_command("import_plan", str(path), slug="demo", verbosity=0)
    assert "第 2 页" in text_of(editor_client.get(url("measure_change", Measure.objects.get(code="2-1").pk)))


def test_a_workbook_without_a_title_is_called_by_its_file(imported: Path) -> None:
    assert Plan.objects.get().title == "分工表"


def test_a_text_has_no_places(db: None, measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("sourcedocument_change", measure.source_id)))
    assert page.get_element_by_id("L2").get("title") is None
