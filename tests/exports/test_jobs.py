"""Reports that are made outside of a request: written, told, failed, lost, issued, forgotten."""

import os
import signal
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models.fields.files import FieldFile
from django.utils import timezone, translation
from docx import Document
from openpyxl import load_workbook

from measures.choices import ReportJobState
from measures.exports import draw, jobs
from measures.exports.asked import Asked
from measures.models import Conflict, IssuedReport, Measure, Plan, ReportJob, ReportLayout, ReportTemplate
from measures.models.files import document_storage
from tests.factories import make_measure, make_plan, make_section, make_source
from tests.forking import fork
from tests.issued_reports import issue
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    plan = make_plan("example")
    section = make_section(plan)
    for title in ("甲", "乙", "丙"):
        make_measure(section, title=title)
    return plan


def asked(by: User, **data: str) -> Asked:
    given = {"plan": "example", "format": "csv"} | data
    return Asked.of("ledger", {name: [value] for name, value in given.items()}, by)


def stored(field: FieldFile) -> bytes:
    with field.open() as file:
        return bytes(file.read())


def kept_files() -> set[str]:
    folder = Path(document_storage().path("reports"))
    return {str(path.relative_to(folder.parent)) for path in folder.rglob("*") if path.is_file()}


def test_a_job_writes_the_report_that_was_asked_for_under_the_name_in_its_row(plan: Plan, editor: User) -> None:
    with translation.override("en"):
        job = jobs.begin(asked(editor, q="甲"), editor)
    assert (job.expected, job.in_progress) == (1, True)
    jobs.make(job)
    job.refresh_from_db()
    assert (job.state, job.rows, job.error) == (ReportJobState.READY, 1, "")
    content = stored(job.file)
    assert (len(content), sha256(content).hexdigest()) == (job.size, job.sha256)
    assert "Measure" in content.decode()
    assert "甲" in content.decode()
    assert "乙" not in content.decode()
    assert job.filename.endswith(".csv")


def test_a_job_that_was_given_up_while_its_file_was_written_leaves_none(
    plan: Plan, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    before, job = kept_files(), jobs.begin(asked(editor), editor)
    ReportJob.objects.update(state=ReportJobState.FAILED, error="lost", file="")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.make(job)
    assert kept_files() == before
    assert ReportJob.objects.get().error == "lost"


def test_the_file_of_a_job_goes_with_the_account_that_asked_for_it(
    plan: Plan, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    before = kept_files()
    jobs.make(jobs.begin(asked(editor), editor))
    assert len(kept_files() - before) == 1
    with django_capture_on_commit_callbacks(execute=True):
        editor.delete()
    assert not ReportJob.objects.exists()
    assert kept_files() == before


def test_while_a_file_is_written_its_row_tells_how_far_it_is(
    plan: Plan, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_SIGNS", -1)
    tell, told = jobs.Progress.tell, []

    def told_then_read(progress: jobs.Progress, rows: int) -> None:
        tell(progress, rows)
        told.append(ReportJob.objects.get(pk=progress.job.pk).rows)

    monkeypatch.setattr(jobs.Progress, "tell", told_then_read)
    jobs.make(jobs.begin(asked(editor), editor))
    assert told == [1, 2, 3]


def test_a_job_makes_what_a_download_gives(plan: Plan, editor: User) -> None:
    """The usual form of a division of work differs by format."""
    given = {"plan": ["example"], "format": ["xlsx"]}
    job = jobs.begin(Asked.of("division", given, editor), editor)
    jobs.make(job)
    job.refresh_from_db()
    downloaded = b"".join(draw("division", "xlsx", Asked.of("division", given, editor).scope)[1])
    rows = [
        [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()]
        for content in (downloaded, stored(job.file))
    ]
    assert rows[0] == rows[1] != []


def test_a_job_to_issue_hands_its_file_over_to_an_issued_report(plan: Plan, editor: User) -> None:
    job = jobs.begin(asked(editor, withdrawn="all", q="甲"), editor, to_issue=True, note="报区政府")
    jobs.make(job)
    job.refresh_from_db()
    issued = IssuedReport.objects.get()
    assert (job.state, job.issued, job.file.name) == (ReportJobState.ISSUED, issued, "")
    assert (issued.by, issued.by_name, issued.note, issued.rows) == (editor, "editor", "报区政府", 1)
    assert list(issued.plans.all()) == [plan]
    assert issued.plan_names == [{"slug": "example", "title": plan.title}]
    assert "甲" in issued.described
    assert issued.title in issued.filename
    assert sha256(stored(issued.file)).hexdigest() == issued.sha256
    again = Asked.of("ledger", jobs.query_of(job), editor)
    assert again.scope.filters == asked(editor, withdrawn="all", q="甲").scope.filters


def test_what_is_issued_holds_neither_notes_nor_conflicts_which_not_all_of_its_readers_may_see(
    plan: Plan, editor: User
) -> None:
    measure = Measure.objects.get(title="甲")
    Measure.objects.update(note="内部意见")
    source = make_source(plan, "第一章")
    Conflict.objects.create(plan=plan, measure=measure, source=source, model="measure", field="title")
    own, to_issue = (jobs.begin(asked(editor), editor, to_issue=issued) for issued in (False, True))
    for job in (own, to_issue):
        jobs.make(job)
        job.refresh_from_db()
    assert {"内部意见", "待处理冲突"} <= words_of(own.file)
    assert to_issue.issued is not None
    assert not {"内部意见", "备注", "待处理冲突"} & words_of(to_issue.issued.file)


def test_what_is_issued_leaves_remarks_to_be_filled_in_and_does_not_come_back(plan: Plan, editor: User) -> None:
    Measure.objects.update(note="内部意见")
    told, issued = (jobs.begin(asked(editor, columns="title,note"), editor, to_issue=kept) for kept in (False, True))
    for job in (told, issued):
        jobs.make(job)
        job.refresh_from_db()
    assert {"内部意见", "备注", "slug", "version"} <= words_of(told.file)
    assert issued.issued is not None
    assert words_of(issued.issued.file) & {"内部意见", "备注", "slug", "version"} == {"备注"}


def test_a_file_that_is_prepared_links_to_the_address_at_which_it_was_asked_for(plan: Plan, editor: User) -> None:
    User.objects.update(is_staff=True)
    given = {"plan": ["example"], "format": ["html"]}
    asked = Asked.of("overview", given, User.objects.get(pk=editor.pk))
    for issued in (False, True):
        job = jobs.begin(replace(asked, scope=replace(asked.scope, site="https://a.example")), editor, to_issue=issued)
        jobs.make(ReportJob.objects.get(pk=job.pk))
        job.refresh_from_db()
        file = job.issued.file if job.issued else job.file
        assert b'href="https://a.example/admin/measures/measure/?plan=example"' in stored(file)


def test_what_is_prepared_or_issued_stands_in_the_template_that_was_asked_for(plan: Plan, editor: User) -> None:
    document, written = Document(), BytesIO()
    document.add_paragraph("示例市文件")
    document.add_paragraph("{{p content }}")
    document.save(written)
    template = ReportTemplate(name="红头", report="division", tried_at=timezone.now(), is_offered=True)
    template.file.save("红头.docx", ContentFile(written.getvalue()))
    given = {"plan": ["example"], "format": ["docx"], "template": ["红头"]}
    job = jobs.begin(Asked.of("division", given, editor), editor, to_issue=True)
    jobs.make(job)
    made = Document(BytesIO(stored(IssuedReport.objects.get().file)))
    assert made.paragraphs[0].text == "示例市文件"


def test_a_layout_that_changes_before_its_report_is_made_counts_as_it_was(plan: Plan, editor: User) -> None:
    layout = ReportLayout.objects.create(name="督办", report="ledger", columns="code,lead=主责单位,grouped")
    job = jobs.begin(asked(editor, layout="督办"), editor)
    layout.delete()
    jobs.make(job)
    job.refresh_from_db()
    assert (job.state, job.layout) == (ReportJobState.READY, "督办")
    assert stored(job.file).decode("utf-8-sig").splitlines()[0] == "编号,slug,version"
    assert jobs.query_of(job)["columns"] == ["code,lead=主责单位,grouped"]


def test_what_is_issued_names_every_column_that_is_usual_in_its_format(plan: Plan, editor: User) -> None:
    for form, begins, ends in (
        ("csv", "number,plan,chapter,", ",withdrawn_on"),
        ("docx", "number,plan,code,", ",withdrawn_on,grouped"),
    ):
        query = jobs.query_of(jobs.begin(asked(editor, format=form), editor, to_issue=True))
        [columns] = query["columns"]
        assert (columns.startswith(begins), columns.endswith(ends)) == (True, True)
        again = Asked.of("ledger", query, editor)
        assert again.scope.layout is not None
        assert str(again.scope.layout) == columns
        assert "columns" not in jobs.query_of(jobs.begin(asked(editor, format=form), editor))


def words_of(field: FieldFile) -> set[str]:
    """The cells of a report as csv."""
    return {cell for line in stored(field).decode("utf-8-sig").splitlines() for cell in line.split(",")}


@pytest.mark.django_db(transaction=True)
def test_what_goes_wrong_is_said_in_the_row_and_leaves_no_file(plan: Plan, editor: User) -> None:
    refused = jobs.begin(asked(editor, section="1"), editor)
    ReportJob.objects.filter(pk=refused.pk).update(query="plan=example&section=99&format=csv")
    broken = jobs.begin(asked(editor), editor)
    empty = jobs.begin(Asked.of("ledger", {"q": ["无"], "format": ["csv"]}, editor), editor, to_issue=True)
    before = kept_files()
    jobs.make(ReportJob.objects.get(pk=refused.pk))
    jobs.make(empty)
    with patch.object(jobs, "end", side_effect=RuntimeError):
        jobs.make(broken)
    for job in (refused, empty, broken):
        job.refresh_from_db()
        assert job.state == ReportJobState.FAILED
    assert (refused.error, empty.error, broken.error) == ("refused", "empty", "failed")
    assert not IssuedReport.objects.exists()
    assert "99" in refused.error_sentence
    assert "RuntimeError" in broken.error_sentence
    assert kept_files() == before
    with pytest.raises(jobs.JobEndedError):
        jobs.end(broken, ReportJobState.READY)
    assert broken.fail("lost") is False


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_a_failed_job_and_nothing_else(plan: Plan, editor: User, tmp_path: Path) -> None:
    """The process stands still in the middle of the report, between two of its rows, when it is killed."""
    job, before = jobs.begin(asked(editor), editor), kept_files()

    def tell(progress: jobs.Progress, rows: int) -> None:
        tempfile.mkstemp()
        document_storage().save(str(progress.job.file.name), ContentFile(b""))
        print("begun", flush=True)
        time.sleep(600)

    with patch.object(jobs.Progress, "tell", tell), patch.object(tempfile, "tempdir", str(tmp_path)):
        process = fork(lambda: call_command("make_report", str(job.pk)))
    assert process.printed.readline() == "begun\n"
    [left] = tmp_path.glob(f"{jobs.folder_prefix(job)}*")
    assert len(kept_files() - before) == 1
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == (-9, "")
    assert ReportJob.objects.get(pk=job.pk).is_lost
    with patch.object(tempfile, "tempdir", str(tmp_path)):
        jobs.end_lost()
    job.refresh_from_db()
    assert (job.state, job.error) == (ReportJobState.FAILED, "lost")
    assert not left.exists()
    assert kept_files() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_for_a_time_only_is_forgotten_with_its_file(plan: Plan, editor: User, settings: Any) -> None:
    old, new = jobs.begin(asked(editor), editor), jobs.begin(asked(editor), editor)
    for job in (old, new):
        jobs.make(job)
    ReportJob.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(hours=25))
    kept, *older = (issue(plan, at=timezone.now() - timedelta(days=days)) for days in (0, 11, 20))
    out = StringIO()
    call_command("prune_reports", stdout=out)
    assert set(ReportJob.objects.all()) == {new}
    assert set(IssuedReport.objects.all()) == {kept, *older}
    settings.ISSUED_REPORTS_KEPT_DAYS = 15
    call_command("prune_reports", stdout=out)
    assert set(IssuedReport.objects.all()) == {kept, older[0]}
    call_command("prune_reports", "--days", "10", stdout=out)
    assert set(IssuedReport.objects.all()) == {kept}
    assert kept_files() >= {new.file.name or ReportJob.objects.get(pk=new.pk).file.name, kept.file.name}
    assert not kept_files() & {each.file.name for each in (old, *older)}
    assert [line.split()[0] for line in out.getvalue().splitlines()] != []


def test_a_past_day_is_kept_with_the_report(plan: Plan, editor: User) -> None:
    job = jobs.begin(asked(editor, as_of=timezone.localdate().isoformat()), editor, to_issue=True)
    jobs.make(job)
    assert IssuedReport.objects.get().as_of == timezone.localdate()
    assert isinstance(IssuedReport.objects.get().as_of, date)
