"""A file on its way in: who uploaded it, how far its reading has come, and what became of it."""

from collections.abc import Callable
from typing import NotRequired, TypedDict, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.choices import IMPORT_ERRORS, ImportKind, ImportState
from measures.models.files import delete_files, document_storage, new_file_name
from measures.models.long_work import LongWork
from measures.querysets import ImportQuerySet

T = TypeVar("T")


class ApplyTask(TypedDict):
    """What a person asked for who applies an import: by whom, the fingerprint of the comparison that was shown, and
    what of it was left out, as [model's name, record's key, field's name]."""

    by: int | None
    at: str  # ISO 8601
    expected: str
    declined: list[tuple[str, list[str | int], str]]
    seconds: int  # how long it was thought to take
    reason: NotRequired[str]  # of the edit


class Import(LongWork):
    """One uploaded document. The file and what was read of it go when the import is applied, abandoned or its reading
    fails.

    An applied import hands its file over to the source document. `by_name` stays when the account is deleted. `slug`
    names the plan that it is for, which need not exist yet. `process` reads the file, or applies what was read as
    `task` says. An attempt to apply it that failed leaves it waiting, with the `error`. `answers` are what people said
    of a reading that waits to be applied: under `tasks` the code of the measure that a task of a division of work
    names, by the task's number; under `bodies` the names that mean another body of the reading; under `division` False
    where it is none; under `made` the bodies (jurisdiction, name) that a ledger names and that are to be made.
    """

    uuid = models.UUIDField(_("public id"), default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    by_name = models.CharField(_("name of the uploader"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())
    filename = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(
        _("original file"), storage=document_storage, upload_to=new_file_name, max_length=255, blank=True
    )
    archive = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="documents", verbose_name=_("archive")
    )
    plan = models.ForeignKey(
        "measures.Plan", models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name=_("plan")
    )
    slug = models.SlugField(_("slug"), max_length=64, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=ImportKind, default=ImportKind.PLAN)
    answers = models.JSONField(_("answers to its questions"), default=dict, blank=True)
    source = models.ForeignKey(
        "measures.SourceDocument",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("source document"),
    )
    state = models.CharField(_("progress"), max_length=16, choices=ImportState, default=ImportState.READING)
    error = models.CharField(_("error"), max_length=32, blank=True)
    error_detail = models.TextField(_("detail of the error"), blank=True)
    task: "models.JSONField[ApplyTask | None, ApplyTask | None]" = models.JSONField(
        _("what to apply"), null=True, blank=True, editable=False
    )
    reading = models.BinaryField(_("what was read"), null=True, blank=True)
    counts = models.JSONField(_("records by what became of them"), default=dict, blank=True)
    applied_by_name = models.CharField(_("applied by"), max_length=150, blank=True)
    edit = models.ForeignKey(
        "measures.Edit", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("edit")
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        permissions = [
            ("upload_import", _("May upload documents")),
            ("apply_import", _("May apply imports")),
            ("correct_import", _("May correct how documents were read")),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def error_sentence(self) -> str:
        """Why it failed, in the reader's language, "" where it did not."""
        if not self.error:
            return ""
        return f"{IMPORT_ERRORS.get(self.error, self.error)} {self.error_detail}".rstrip()

    @property
    def in_progress(self) -> bool:
        return self.state in (ImportState.READING, ImportState.APPLYING)

    def end(self, state: ImportState, **values: object) -> bool:
        """Leave nothing but the row; False where the import is not, or no longer, in a state that may end so.

        `values` are written with the state. Callable within a transaction, whose commit then deletes the file.
        """
        going = Import.objects.filter(pk=self.pk, state__in=ENDED_FROM[state])
        if not going.update(state=state, file="", reading=None, task=None, **values):
            return False
        delete_files([self.file.name or ""])
        return True

    def fail(self, error: str, detail: str = "") -> bool:
        return self.end(ImportState.FAILED, error=error, error_detail=detail)

    def answer(self, question: str, change: Callable[[T], T], unanswered: T) -> bool:
        """Change what people said to one of its questions, `unanswered` until then; False where it waits no longer.

        The row is locked meanwhile: of two who answer at once, both are heard.
        """
        waiting = Import.objects.filter(pk=self.pk, state=ImportState.READ)
        with transaction.atomic():
            answers = waiting.select_for_update(no_key=True).values_list("answers", flat=True).first()
            if answers is None:
                return False
            return bool(waiting.update(answers=answers | {question: change(answers.get(question, unanswered))}))

    def begin_applying(self, task: ApplyTask, by_name: str) -> bool:
        """Say that a process of its own is about to apply it; False where it no longer waits, or is another document's
        or plan's by now."""
        waiting = Import.objects.filter(pk=self.pk, state=ImportState.READ, slug=self.slug, kind=self.kind)
        values = {"task": task, "applied_by_name": by_name, "error": "", "error_detail": ""}
        begun = waiting.update(state=ImportState.APPLYING, process="", progressed_at=timezone.now(), **values)
        if begun:
            self.refresh_from_db(fields=["state", "process", "progressed_at", *values])
        return bool(begun)

    def wait_again(self, error: str, detail: str = "") -> bool:
        """Say why it was not applied; what was read waits for another attempt."""
        mine = Import.objects.filter(pk=self.pk, state=ImportState.APPLYING, process=self.process)
        values = {"error": error, "error_detail": detail, "task": None, "applied_by_name": ""}
        return bool(mine.update(state=ImportState.READ, **values))


ENDED_FROM: dict[ImportState, tuple[ImportState, ...]] = {
    ImportState.UNPACKED: (ImportState.READING,),
    ImportState.FAILED: (ImportState.READING,),
    ImportState.ABANDONED: (ImportState.READING, ImportState.READ),
    ImportState.APPLIED: (ImportState.READ, ImportState.APPLYING),
}
