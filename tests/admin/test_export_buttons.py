from django.test import Client

from measures.models import Measure
from tests.admin.pages import text_of, url
from tests.factories import make_measure


def csv_of(response: object) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_the_list_offers_the_ledger_of_what_it_shows(measure: Measure, editor_client: Client) -> None:
    make_measure(measure.section, title="培育企业", text="培育企业。")
    page = editor_client.get(url("measure_changelist", q="基础")).content.decode()
    address = url("measure_export", "csv", q="基础")
    assert address in page
    ledger = csv_of(editor_client.get(address))
    assert "支持基础研究" in ledger
    assert "培育企业" not in ledger


def test_the_ledger_holds_every_page_of_the_list(measure: Measure, editor_client: Client) -> None:
    for _ in range(60):
        make_measure(measure.section)
    assert csv_of(editor_client.get(url("measure_export", "csv"))).count("支持基础研究。") == 61


def test_the_workbook_is_a_workbook(measure: Measure, editor_client: Client) -> None:
    response = editor_client.get(url("measure_export", "xlsx"))
    assert b"".join(response.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_the_selected_rows_can_be_exported(measure: Measure, editor_client: Client) -> None:
    make_measure(measure.section, title="培育企业", text="培育企业。")
    asked = {"action": "export_csv", "_selected_action": [measure.pk]}
    ledger = csv_of(editor_client.post(url("measure_changelist"), asked))
    assert "支持基础研究" in ledger
    assert "培育企业" not in ledger


def test_an_unknown_format_is_not_found_and_none_that_a_long_list_is_too_much_for(
    measure: Measure, editor_client: Client
) -> None:
    for file_format in ("exe", "docx"):
        assert editor_client.get(url("measure_export", file_format)).status_code == 404


def test_a_viewer_may_export(measure: Measure, viewer_client: Client) -> None:
    assert "导出台账" in text_of(viewer_client.get(url("measure_changelist")))
    assert viewer_client.get(url("measure_export", "csv")).status_code == 200
