"""`import_ledger` takes an edited ledger back in, and with --dry-run only says what it would do."""

from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command

from measures.models import Edit, Measure, Plan, ResponsibleBody
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.ledgers import EditedLedger, drawn
from tests.uploads import TEXT, receive_here


@pytest.fixture
def file(db: None, tmp_path: Path) -> Path:
    plan = make_plan("shili", period_start=2026, period_end=2030)
    section = make_section(plan, label="第一章", title="科技创新")
    for number, title in enumerate(["支持基础研究", "建设实验室"], 1):
        make_measure(section, code=f"1-{number}", title=title, text=f"{title}。")
    ledger = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新").say("1-2", lead="市气象台")
    ledger.add_row(chapter="科技创新", title="培养人才")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ledger.saved())
    return path


def run(file: Path, *arguments: str, **options: Any) -> str:
    said = StringIO()
    with patch("measures.management.commands.import_ledger.receive_document", receive_here):
        call_command("import_ledger", str(file), *arguments, stdout=said, **options)
    return said.getvalue()


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(file: Path) -> None:
    said = run(file, "--dry-run")
    assert said.splitlines()[0] == "任务举措：新增 1 · 更新 1"
    assert "F4 1-1 支持基础研究, 任务举措: 支持基础研究 → 支持原始创新" in said
    assert "第 6 行 第一章 科技创新：培养人才" in said
    assert "H5，1-2 建设实验室：没有责任单位“市气象台”" in said
    assert "市气象台（示例市）" in said
    assert (Measure.objects.count(), Measure.objects.filter(title="支持原始创新").exists()) == (2, False)


def test_a_ledger_in_which_nothing_was_changed_says_so(file: Path) -> None:
    file.write_bytes(EditedLedger(drawn(Plan.objects.get())).saved())
    assert run(file).splitlines() == ["任务举措：未变 2", "没有变化。"]


def test_it_is_one_edit_which_says_what_the_dry_run_said(file: Path) -> None:
    expected = run(file, "--dry-run").splitlines()[:-1]
    edits = Edit.objects.count()
    assert run(file).splitlines() == expected
    made = Edit.objects.latest("pk")
    assert (Edit.objects.count(), made.reason, made.via, made.by) == (edits + 1, "台账.xlsx", "command", None)
    assert set(Measure.objects.values_list("title", flat=True)) == {"支持原始创新", "建设实验室", "培养人才"}


def test_a_body_that_is_named_is_made(file: Path) -> None:
    run(file, "--add-body", "市气象台", reason="汇总")
    assert Measure.objects.get(code="1-2").bodies.get().name == "市气象台"
    assert Edit.objects.latest("pk").reason == "汇总"


def test_under_the_name_of_an_account_its_rights_count(file: Path, outsider: User) -> None:
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["change_measure"]))
    said = run(file, "--by", "outsider", "--add-body", "市气象台")
    assert Edit.objects.latest("pk").by == outsider
    assert set(Measure.objects.values_list("title", flat=True)) == {"支持原始创新", "建设实验室"}
    assert said.count("没有") >= 2
    assert not ResponsibleBody.objects.exists()


@pytest.mark.parametrize("options", [{"by": "nobody"}, {"plan": "nothing"}])
def test_an_account_or_plan_that_there_is_not_is_named(file: Path, options: dict[str, str]) -> None:
    with pytest.raises(CommandError, match=next(iter(options.values()))):
        run(file, **options)


@pytest.mark.django_db
def test_a_document_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "规划.txt"
    path.write_text(TEXT)
    with pytest.raises(CommandError, match="不是从这里导出的台账"):
        run(path)


def test_rows_of_a_file_that_does_not_say_its_plan_are_of_the_plan_given(file: Path) -> None:
    make_body("市气象台")
    Plan.objects.create(slug="lin", title="邻市规划")
    ledger = EditedLedger(file.read_bytes())
    ledger.sheet.delete_cols(ledger.column("slug"))
    file.write_bytes(ledger.saved())
    assert "支持原始创新" not in run(file, "--dry-run").split("不予采用")[0]
    assert "→ 支持原始创新" in run(file, "--dry-run", "--plan", "shili")
