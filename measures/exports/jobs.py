"""Reports that are made outside of a request, and reports that are issued.

A job's row names its file before a byte of it is written, so that whoever finds its process gone can take away what it
left. A report is issued by such a job too, also within a request: the issued report takes over the job's file.
"""

import logging
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone, translation

from measures.as_of import PlanRow
from measures.choices import ReportJobState
from measures.detached import start
from measures.exports import pieces_of
from measures.exports.asked import Asked
from measures.exports.filenames import filename
from measures.exports.filter_form import in_words
from measures.exports.passing import counted
from measures.models import IssuedReport, Plan, ReportJob
from measures.models.files import delete_files, document_storage
from measures.models.reports import new_report_name
from measures.visibility import visibility_of

logger = logging.getLogger(__name__)

# So many measures a request makes while somebody waits; of formats whose file is written whole before its first byte
# is sent, since its index stands at its end.
AT_ONCE = {"docx": 500, "xlsx": 5_000, "zip": 2_000}
ISSUED_AT_ONCE = 2_000
SECONDS_BETWEEN_SIGNS = 1
TAKEN_OVER = ("report", "format", "query", "layout", "language", "note", "by")  # by an issued report from its job


class NothingToIssueError(Exception):
    """No plan that the reader sees is in the report."""


def takes_long(asked: Asked, *, to_issue: bool = False) -> bool:
    """Whether making the file is work for a process of its own, not for a request."""
    most = AT_ONCE.get(asked.format)
    if to_issue:
        most = min(most or ISSUED_AT_ONCE, ISSUED_AT_ONCE)
    return most is not None and asked.scope.measures.order_by()[: most + 1].count() > most


def begin(asked: Asked, by: AbstractBaseUser, *, to_issue: bool = False, note: str = "") -> ReportJob:
    """The row of a job that nobody works on yet."""
    asked = asked.with_columns() if to_issue else asked
    job = ReportJob(
        by_id=by.pk,
        report=asked.kind.name,
        format=asked.format,
        query=asked.query,
        layout=asked.scope.layout.name if asked.scope.layout else "",
        site=asked.scope.site,
        language=translation.get_language() or "",
        expected=asked.scope.measures.count(),
        sight=visibility_of(by).digest,
        to_issue=to_issue,
        note=note,
        progressed_at=timezone.now(),
    )
    job.file.name = new_report_name(job, "")
    job.save(force_insert=True)
    return job


def begin_detached(asked: Asked, by: AbstractBaseUser, *, to_issue: bool = False, note: str = "") -> ReportJob:
    """The same, and a process of its own that makes it."""
    job = begin(asked, by, to_issue=to_issue, note=note)
    start("make_report", [job])
    return job


def make(job: ReportJob) -> None:
    """Write the file, and issue it where that was asked for; what goes wrong is said in the row."""
    try:
        with translation.override(job.language):
            asked = Asked.of(job.report, query_of(job), job.by)
            write(job, replace(asked, scope=replace(asked.scope, to_issue=job.to_issue, site=job.site)))
    except (ValidationError, PermissionDenied) as error:
        job.fail("refused", "\n".join(error.messages) if isinstance(error, ValidationError) else str(error))
    except NothingToIssueError:
        job.fail("empty")
    except JobEndedError:
        delete_files([job.file.name or ""])  # which no row names any more
    except Exception as error:
        logger.exception("Report job %s failed", job.pk)
        job.fail("failed", type(error).__name__)


def query_of(job: ReportJob) -> dict[str, list[str]]:
    """What was asked for, by name."""
    return {name: values for name, values in QueryDict(job.query).lists() if name != "report"}


@dataclass(frozen=True)
class Written:
    """What is known of a file once it is written."""

    size: int
    sha256: str
    rows: int


def write(job: ReportJob, asked: Asked) -> None:
    """The file, first to the disk of this host, then into the storage under the name that the row says."""
    report, plans = asked.report(), asked.scope.source.plans()
    if job.to_issue and not plans:
        raise NothingToIssueError
    with tempfile.TemporaryFile() as file:
        progress = Progress(job)
        pieces = pieces_of(counted(report, progress.tell), job.format, asked.scope)
        written = write_to(file, pieces, progress)
        file.seek(0)
        document_storage().save(str(job.file.name), File(file))
    if job.to_issue:
        issue(job, asked, report.title, written, plans)
    else:
        end(job, ReportJobState.READY, filename=filename(report.title, job.format), **asdict(written))


def write_to(file: IO[bytes], pieces: Iterator[bytes], progress: "Progress") -> Written:
    """The report, piece by piece; how many rows went by, its progress knows."""
    total, size = sha256(), 0
    for piece in pieces:
        file.write(piece)
        total.update(piece)
        size += len(piece)
    return Written(size, total.hexdigest(), progress.rows)


class Progress:
    """How far a job is, told in its row about once a second."""

    def __init__(self, job: ReportJob) -> None:
        self.job, self.rows, self.told_at = job, 0, time.monotonic()

    def tell(self, rows: int) -> None:
        self.rows = rows
        if time.monotonic() - self.told_at > SECONDS_BETWEEN_SIGNS:
            self.told_at = time.monotonic()
            ReportJob.objects.filter(pk=self.job.pk).update(rows=rows, progressed_at=timezone.now())


def issue(job: ReportJob, asked: Asked, title: str, written: Written, plans: Sequence[PlanRow]) -> None:
    """Keep the job's file as it is handed out."""
    name = filename(title, job.format)
    with transaction.atomic():
        issued = IssuedReport.objects.create(
            **{field: getattr(job, field) for field in TAKEN_OVER},
            **asdict(written),
            filename=name,
            file=job.file.name,
            title=title,
            described=in_words(asked.scope.filters),
            as_of=asked.scope.as_of,
            since=asked.scope.since,
            plan_count=len(plans),
            plan_names=[{"slug": plan.slug, "title": plan.title} for plan in plans],
            by_name=job.by.get_username(),
        )
        issued.plans.set(Plan.objects.filter(pk__in=[plan.pk for plan in plans]))
        end(job, ReportJobState.ISSUED, issued=issued, file="", filename=name)


class JobEndedError(Exception):
    """Somebody has marked the job as failed meanwhile."""


def end(job: ReportJob, state: ReportJobState, **values: object) -> None:
    """Raises JobEndedError where the job had ended already."""
    going = ReportJob.objects.filter(pk=job.pk, state=ReportJobState.PREPARING)
    if not going.update(state=state, **values):
        raise JobEndedError
    job.refresh_from_db()


def end_lost() -> None:
    """Mark jobs whose process is gone as failed, and take away what they left. Called wherever jobs are looked at."""
    for job in ReportJob.objects.filter(state=ReportJobState.PREPARING):
        if job.is_lost and job.fail("lost"):
            for folder in Path(tempfile.gettempdir()).glob(f"{folder_prefix(job)}*"):
                shutil.rmtree(folder, ignore_errors=True)


def folder_prefix(job: ReportJob) -> str:
    return f"policyhub-report-{job.pk}-"


@contextmanager
def own_folder(job: ReportJob) -> Iterator[None]:
    """Whatever this process writes to the disk on the way stands in a folder that names the job.

    Of a process that does nothing else: Python's folder of temporary files is the whole process's.
    """
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix=folder_prefix(job)) as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def prune_jobs(before: datetime) -> int:
    """Delete the jobs that ended and were asked for before that moment, with their files."""
    return prune(ReportJob.objects.filter(at__lt=before).exclude(state=ReportJobState.PREPARING))


def prune_issued(before: datetime) -> int:
    """Delete the reports that were issued before that moment, with their files."""
    return prune(IssuedReport.objects.filter(at__lt=before))


def prune(rows: "QuerySet[ReportJob] | QuerySet[IssuedReport]") -> int:
    """Delete rows and, once that is committed, their files. Gives the number of rows."""
    with transaction.atomic():
        return rows.delete()[1].get(rows.model._meta.label, 0)
