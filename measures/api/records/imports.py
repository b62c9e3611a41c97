"""Imports: the documents that were uploaded, and what became of each."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from rest_framework import serializers

from measures.api.records.fields import Field, choice, plan, url
from measures.api.records.filter_types import AnyName, AnyOf, AnyUUID, Number, since, until
from measures.api.records.plans import PlanResource
from measures.api.records.resource import Resource
from measures.api.records.rows import Representation, Row
from measures.api.records.shapes import PlanRefSerializer
from measures.choices import ImportKind, ImportState
from measures.models import Import

UUID_OF_IMPORT = "5b8c4f0e-6f0c-4b57-9a52-0c7a8f3f4d11"


class ImportRow(Row):
    uuid: UUID
    plan_id: int | None
    plan__slug: str | None
    plan__title: str | None


class ImportResource(Resource[ImportRow]):
    """One uploaded document, for whoever may see imports in the admin."""

    name, component, model, key = "imports", "Import", Import, "uuid"
    row_type = ImportRow
    moves_feed = False
    key_meaning = _("The import's public id.")
    fields = (
        url(f"imports/{UUID_OF_IMPORT}/"),
        Field(
            "uuid",
            _("The import's public id, for life."),
            example=UUID_OF_IMPORT,
            filters={"uuid": AnyUUID("uuid", help_text=_("Public ids of the imports themselves."))},
        ),
        replace(
            plan(),
            meaning=_(
                "The plan that the document is for: its slug and title, or with `expand=plan` all its fields; null"
                " while that plan is not there yet."
            ),
            shape=lambda: PlanRefSerializer(allow_null=True),
            order_by="",
        ),
        Field(
            "slug",
            _("The slug of the plan that the document is for, also of one that is not there yet; empty until read."),
            example="example",
            filters={"slug": AnyOf("slug", help_text=_("Slugs of plans, also of those that are not there yet."))},
        ),
        choice(
            "kind",
            _(
                "What sort of document it is: that of the plan itself, one that divides the work of a plan, or a ledger"
                " that was edited and brought back."
            ),
            ImportKind,
            example="plan",
            writable=False,
        ),
        Field(
            "filename",
            _("The name of the file; of a document that came in an archive, with the archive's."),
            example="plan.docx",
            filters={"filename": CharFilter("filename", help_text=_("The name of the file, exactly."))},
        ),
        Field("size", _("How many bytes the file has."), example=48213),
        Field(
            "sha256",
            _("The SHA-256 sum of the file's bytes, 64 hexadecimal digits: it tells whether two files are the same."),
            example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            filters={
                "sha256": AnyOf("sha256", help_text=_("SHA-256 sums of files, in hexadecimal.")),
            },
        ),
        Field(
            "archive",
            _("The public id of the import of the archive in which it came; null for a file of its own."),
            example=None,
            column="archive__uuid",
            shape=lambda: serializers.UUIDField(allow_null=True),
            filters={
                "archive": AnyUUID("archive__uuid", help_text=_("Public ids of imports: what came in these archives."))
            },
        ),
        choice(
            "state",
            _("How far it has come: being read, to be compared, being applied, applied, given up or failed."),
            ImportState,
            example="applied",
            writable=False,
        ),
        Field(
            "error",
            _("Why it failed, or why it was not applied at the last attempt, as a word for programs; else empty."),
            example="",
            filters={"error": AnyOf("error", help_text=_("Why it failed, as words for programs."))},
        ),
        Field("error_detail", _("The number, name or lines that belong to `error`."), example=""),
        Field(
            "edition",
            _("The edition of the plan's document that it became, once it is applied; else null."),
            example=2,
            column="source__edition",
            shape=lambda: serializers.IntegerField(allow_null=True),
            filters={
                "edition": Number(
                    "source__edition", help_text=_("Became this edition of its plan's document: 1 is the first.")
                )
            },
        ),
        Field(
            "counts",
            _("Of an applied one, how many records of each kind became what; else empty."),
            example={"measure": {"new": 3, "update": 12}},
            shape=lambda: serializers.DictField(child=serializers.DictField(child=serializers.IntegerField())),
        ),
        Field(
            "uploaded_by",
            _("The name of the account that uploaded it, which stays when the account is deleted."),
            example="zhang",
            column="by_name",
            shape=serializers.CharField,
            filters={"uploaded_by": AnyName("by_name", help_text=_("Names of the accounts that uploaded them."))},
        ),
        Field(
            "uploaded_at",
            _("When it was uploaded, in UTC."),
            example="2025-03-01T08:30:00Z",
            column="at",
            order_by="at",
            shape=serializers.DateTimeField,
            filters={
                "uploaded_after": since("at", help_text=_("Uploaded at this time or later.")),
                "uploaded_before": until("at", help_text=_("Uploaded at this time or earlier.")),
            },
        ),
        Field(
            "applied_by",
            _("The name of the account that applied it; empty where it was not applied."),
            example="li",
            column="applied_by_name",
            shape=serializers.CharField,
            filters={"applied_by": AnyName("applied_by_name", help_text=_("Names of the accounts that applied them."))},
        ),
    )

    def load_related(self, rows: list[ImportRow]) -> None:
        self.plans = self.expanded_records("plan", PlanResource, (row.plan_id for row in rows))

    def get_url(self, row: ImportRow) -> str:
        return self.address(self.context.base_url, "", row.uuid)

    def get_plan(self, row: ImportRow) -> Representation | None:
        if row.plan_id is None:
            return None
        return self.plans.get(row.plan_id) or {"slug": row.plan__slug, "title": row.plan__title}
