from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from measures.exports.writers import as_csv
from measures.models import Measure, Plan, ReportLayout
from tests.exports.ledgers import by_heads, read_csv, read_xlsx, reported_plan

pytestmark = pytest.mark.django_db


def export(output: Path, **options: Any) -> None:
    call_command("export_report", "ledger", **{"plan": "shili-plan", "output": str(output)} | options)


def codes(path: Path) -> list[str]:
    return [row["编号"] for row in by_heads(read_csv(path.read_bytes()))]


def test_the_ending_of_the_file_says_the_format(tmp_path: Path) -> None:
    reported_plan()
    export(tmp_path / "台账.xlsx")
    export(tmp_path / "台账.CSV")
    assert by_heads(read_xlsx((tmp_path / "台账.xlsx").read_bytes()))[0]["编号"] == "1.1-1"
    assert codes(tmp_path / "台账.CSV") == ["1.1-1", "1-1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["台账.CSV", "台账.xlsx"]


def test_a_dash_writes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    reported_plan()
    call_command("export_report", "ledger", plan="shili-plan", output="-", format="csv")
    assert len(read_csv(capfdbinary.readouterr().out)) == 3


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"section": "1"}, ["1.1-1", "1-1"]),
        ({"section": "1.1"}, ["1.1-1"]),
        ({"body": "市教委"}, ["1.1-1"]),
        ({"body": "市教委", "role": "support"}, []),
        ({"role": "support"}, ["1.1-1"]),
        ({"phase": "in_progress"}, ["1-1"]),
        ({"timeliness": "overdue"}, ["1.1-1"]),
        ({"review_state": "extracted"}, []),
    ],
)
def test_filters_choose_the_rows(options: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    reported_plan()
    export(tmp_path / "a.csv", **options)
    assert codes(tmp_path / "a.csv") == expected


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"plan": "no-such-plan"}, "no-such-plan"),
        ({"section": "9.9"}, "9.9"),
        ({"body": "无此单位"}, "无此单位"),
    ],
)
def test_what_is_not_there_is_named_and_no_file_is_written(options: dict[str, str], named: str, tmp_path: Path) -> None:
    reported_plan()
    with pytest.raises(CommandError, match=named):
        export(tmp_path / "a.csv", **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["ledger.pdf", "ledger", "-"])
def test_an_unknown_format_is_refused_with_those_there_are(name: str) -> None:
    reported_plan()
    with pytest.raises(CommandError, match="xlsx, docx, csv, json, html"):
        call_command("export_report", "ledger", plan="shili-plan", output=name)


def test_a_format_in_which_the_report_makes_no_sense_is_refused_with_those_in_which_it_does(tmp_path: Path) -> None:
    reported_plan()
    with pytest.raises(CommandError, match="总体情况不能导出为docx，可导出为xlsx、html、json"):
        call_command("export_report", "overview", plan="shili-plan", output=str(tmp_path / "a.docx"))
    assert not list(tmp_path.iterdir())


def test_in_a_folder_the_file_is_called_as_the_report_is(tmp_path: Path) -> None:
    plan = reported_plan()
    Plan.objects.filter(pk=plan.pk).update(title="示例市规划（2021—2025年）/" + "长" * 200)
    export(tmp_path, format="xlsx")
    [file] = tmp_path.iterdir()
    assert file.name.startswith("《示例市规划（2021—2025年）／长")
    assert file.name.endswith("长.xlsx")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    reported_plan()
    with pytest.raises(CommandError, match="no-such-folder"):
        export(tmp_path / "no-such-folder" / "a.csv")


def test_a_report_that_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reported_plan()
    Measure.objects.filter(code="1-1").update(text="=1+1")
    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(as_csv, "as_text", lambda cell: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(path)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"]
    assert Measure.objects.count() == 2


def test_a_layout_of_the_office_says_which_columns_there_are(tmp_path: Path) -> None:
    reported_plan()
    ReportLayout.objects.create(name="督办", report="ledger", columns="code,lead=主责单位")
    export(tmp_path / "a.csv", layout="督办")
    export(tmp_path / "b.csv", columns="code,lead=主责单位")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert read_csv((tmp_path / "a.csv").read_bytes())[0] == ["编号", "主责单位", "slug", "version"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"layout": "季报"}, "--layout: .*季报.*督办"),
        ({"columns": "colour"}, "--columns: .*colour"),
        ({"layout": "督办", "columns": "title"}, "只能指定其一"),
    ],
)
def test_a_layout_or_column_that_there_is_not_is_named(options: dict[str, str], said: str, tmp_path: Path) -> None:
    ReportLayout.objects.create(name="督办", report="ledger", columns="code")
    reported_plan()
    with pytest.raises(CommandError, match=said):
        export(tmp_path / "a.csv", **options)
    assert not list(tmp_path.iterdir())


def test_another_report_has_no_layout(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--layout"):
        call_command("export_report", "division", layout="督办", output=str(tmp_path / "a.docx"))


def test_links_lead_to_the_site_where_the_setting_names_it(tmp_path: Path, settings: Any) -> None:
    reported_plan()
    for address, is_linked in (("", False), ("https://policy.example.gov.cn", True)):
        settings.SITE_ADDRESS = address
        call_command("export_report", "overview", plan="shili-plan", output=str(tmp_path / "a.html"))
        page = (tmp_path / "a.html").read_text(encoding="utf-8")
        assert ('href="https://policy.example.gov.cn/admin/measures/measure/?plan=shili-plan"' in page) is is_linked
        assert ("<a " in page) is is_linked
