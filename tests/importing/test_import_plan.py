from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from measures.models import Measure, Plan
from tests.importing.sample import RECORDS, find, import_records, sample, to_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def import_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command on a file with these records; what it prints, line by line."""

    def run(records: Any = RECORDS, **options: Any) -> list[str]:
        path = tmp_path / "plan.json"
        path.write_bytes(records if isinstance(records, bytes) else to_bytes(records))
        call_command("import_plan", str(path), **options)
        return capsys.readouterr().out.splitlines()

    return run


def test_it_says_in_chinese_what_became_of_each_kind_of_record(import_plan: Any) -> None:
    assert import_plan() == [
        "责任单位：新增 4",
        "规划：新增 1",
        "来源文件：新增 1",
        "章节：新增 3",
        "任务举措：新增 3",
        "责任分工：新增 3",
        "目标指标：新增 2",
    ]
    assert Measure.objects.count() == 3


def test_a_second_run_says_that_nothing_changed(import_plan: Any) -> None:
    import_plan()
    lines = import_plan()
    assert lines[-1] == "没有变化。"
    assert "任务举措：未变 3" in lines


def test_a_dry_run_writes_nothing_and_shows_what_would_change(import_plan: Any) -> None:
    lines = import_plan(dry_run=True)
    assert "任务举措：新增 3" in lines
    assert lines[-1] == "试运行：未写入任何内容。"
    assert not Plan.objects.exists()


def test_it_publishes_nothing_unasked(import_plan: Any) -> None:
    import_plan()
    assert not Measure.objects.published().exists()


def test_asked_to_it_publishes(import_plan: Any) -> None:
    import_plan(publish=True)
    assert Measure.objects.published().count() == 3


def test_conflicts_kept_edits_deletions_and_absences_are_listed_by_name(import_plan: Any) -> None:
    import_records()
    Measure.objects.get(code="1.2-1").delete()
    for code, title in (("1.1-1", "支持研究"), ("1.1-2", "建好实验室")):
        measure = Measure.objects.get(code=code)
        measure.title = title
        measure.save()
    records = [record for record in sample() if record["fields"].get("role") != "support"]
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    with translation.override("en"):
        lines = import_plan(records)
    assert lines[lines.index("Changed here and in the document; the value here stays:") + 1] == (
        "  measure 1.1-2, title: 建好实验室 ≠ 建设重点实验室"
    )
    assert lines[lines.index("Changed here; the value here stays:") + 1] == "  measure 1.1-1, title: 支持研究"
    assert lines[lines.index("Deleted here; not imported again:") + 1] == "  measure 1.2-1"
    assert lines[-1] == "  responsibility 1.1-1 示例市 市财政局 support"


def test_updates_are_listed_with_both_values_but_not_places_in_the_document(import_plan: Any) -> None:
    import_plan()
    records = sample()
    find(records, "measure", code="1.1-2").update({"title": "建设重点实验室", "section": ["shili-plan", "1.2"]})
    find(records, "sourcedocument")["parser_version"] = "2"
    find(records, "measure", code="1.1-1")["source_end"] -= 1
    lines = import_plan(records, dry_run=True)
    assert lines[lines.index("更新：") + 1 : -1] == [
        "  任务举措 1.1-2，章节：shili-plan 1.1 → shili-plan 1.2",
        "  任务举措 1.1-2，标题：建设实验室 → 建设重点实验室",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "plan.json: 文件是空的。"),
        (to_bytes(RECORDS)[:900], "plan.json: 第 "),
        (to_bytes(RECORDS).decode().encode("gb18030"), "GB18030"),
        (to_bytes(RECORDS).replace(b'"position": 4', b'"place": 4'), "place: 未知字段。\nplan.json: 第 11 条记录"),
    ],
)
def test_a_bad_file_ends_the_command_with_its_faults_and_writes_nothing(
    import_plan: Any, data: bytes, expected: str
) -> None:
    with pytest.raises(CommandError, match=r"^plan\.json: ") as error:
        import_plan(data)
    assert expected in str(error.value)
    assert error.value.returncode == 1
    assert not Plan.objects.exists()


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"no-such-plan\.json"):
        call_command("import_plan", "no-such-plan.json")


def test_a_slug_that_another_plan_has_is_refused(import_plan: Any) -> None:
    import_plan()
    records = sample()
    find(records, "sourcedocument")["sha256"] = "2" * 64
    for record in records:
        if record["model"] == "measures.measure":
            record["fields"].update(title="治理河道", text="治理河道。")
    with pytest.raises(CommandError, match="shili-plan"):
        import_plan(records)


@pytest.mark.usefixtures("read_here")
def test_a_document_is_read_and_imported_in_one_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "规划.txt"
    document.write_text("示例市物流规划\n\n一、重点任务\n\n建设园区。到2025年建成3个园区。\n", encoding="utf-8")
    call_command("import_plan", str(document), slug="logistics", dry_run=True)
    assert not Plan.objects.exists()
    call_command("import_plan", str(document), slug="logistics")
    assert [(plan.slug, plan.title) for plan in Plan.objects.all()] == [("logistics", "示例市物流规划")]
    assert Measure.objects.get().title == "建设园区"
    call_command("import_plan", str(document), slug="logistics")
    printed = capsys.readouterr()
    assert "没有变化" in printed.out.splitlines()[-1]
    assert "未识别" in printed.err


@pytest.mark.usefixtures("read_here")
def test_a_document_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    document = tmp_path / "空.txt"
    document.touch()
    with pytest.raises(CommandError, match=r"空\.txt: 文档为空"):
        call_command("import_plan", str(document), slug="logistics")
    with pytest.raises(CommandError, match="示例"):
        call_command("import_plan", str(document), slug="示例")
    assert not Plan.objects.exists()
