"""`import_plan --division`: a division of work from the command line, which says the same as the admin."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from measures import parsing
from measures.importing import apply
from measures.models import SourceDocument
from tests.importing.divisions import PLAN, SLUG, UNCLEAR, incoming, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Import a document, read in this process, onto a plan that is here; what is printed, line by line."""
    apply(incoming(PLAN))
    path = tmp_path / "分工方案.txt"
    path.write_text(UNCLEAR, encoding="utf-8")

    def run(*arguments: str) -> list[str]:
        with patch("measures.management.commands.import_plan.read_document", parsing.read):
            call_command("import_plan", str(path), *arguments)
        return capsys.readouterr().out.splitlines()

    return run


def test_it_says_what_changes_and_which_tasks_a_person_has_to_point_out(run: Any) -> None:
    lines = run("--slug", SLUG, "--division")
    assert "责任分工：更新 1 · 文件中已无 2" in lines
    assert "该分工方案共 2 项任务，其中 1 项已对应到任务举措。" in lines
    asked = lines[lines.index("下列任务对应哪一项任务举措？用 --task 序号=编号 指定：") + 1]
    assert asked.startswith("  2 建设养老驿站。")
    assert "lead 市科技局" in says("1.1-1")
    assert SourceDocument.objects.get(kind="division").file


def test_a_task_is_pointed_out_and_a_dry_run_writes_nothing(run: Any) -> None:
    pointed = ("--slug", SLUG, "--division", "--task", "2=1.1-2")
    assert run(*pointed, "--dry-run")[-1] == "试运行：未写入任何内容。"
    assert not SourceDocument.objects.filter(kind="division").exists()
    assert "该分工方案共 2 项任务，其中 2 项已对应到任务举措。" in run(*pointed)
    assert says("1.1-2") == " None, lead 市民政局"
    assert "没有变化。" in run("--slug", SLUG, "--division")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--division"],
        ["--division", "--slug", SLUG, "--publish"],
        ["--slug", SLUG, "--task", "2=1.1-2"],
        ["--slug", SLUG, "--division", "--task", "second=1.1-2"],
        ["--slug", SLUG, "--division", "--task", f"{'9' * 5000}=1.1-2"],
        ["--slug", "another", "--division"],
    ],
)
def test_what_cannot_be_meant_is_refused(run: Any, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
    assert SourceDocument.objects.count() == 1
