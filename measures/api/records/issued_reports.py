"""Issued reports: what was handed out, as it was."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.api.records.fields import BASE, Field, url
from measures.api.records.filter_types import AnyName, AnyOf, AnyUUID, Contains, since, until
from measures.api.records.resource import Resource
from measures.api.records.rows import Row
from measures.api.records.shapes import PlanRefSerializer
from measures.models import IssuedReport

UUID_OF_REPORT = "8d3c1f52-2d0f-4a5e-9a34-6a7a0f0f6b21"
PATH = f"issued_reports/{UUID_OF_REPORT}/"


class IssuedReportRow(Row):
    uuid: UUID


class IssuedReportResource(Resource[IssuedReportRow]):
    """A report as it was issued, for whoever sees the plans that it covers, drafts included."""

    name, component, model, key = "issued_reports", "IssuedReport", IssuedReport, "uuid"
    row_type = IssuedReportRow
    moves_feed = False
    key_meaning = _("The issued report's public id.")
    fields = (
        url(PATH),
        Field(
            "uuid",
            _("The issued report's public id, for life."),
            example=UUID_OF_REPORT,
            filters={"uuid": AnyUUID("uuid", help_text=_("Public ids of the issued reports themselves."))},
        ),
        Field(
            "file",
            _("Where the file is, as it was issued."),
            example=f"{BASE}{PATH}file/",
            shape=serializers.URLField,
        ),
        Field(
            "report",
            _("Which report it is, as in `/reports/`."),
            example="ledger",
            filters={"report": AnyOf("report", help_text=_("Which reports, by name."))},
        ),
        Field(
            "format",
            _("The format of the file."),
            example="xlsx",
        ),
        Field(
            "title",
            _("The title of the document."),
            example="《示例市发展规划》任务台账（截至2025年3月1日）",
            filters={"title": Contains("title", help_text=_("The title holds this; compared as in `q`."))},
        ),
        Field("filename", _("The name of the file."), example="《示例市发展规划》任务台账（截至2025年3月1日）.xlsx"),
        Field(
            "plans",
            _("The plans that it covers, by slug and title as they were when it was issued."),
            example=[{"slug": "example", "title": "示例市发展规划"}],
            column="plan_names",
            shape=lambda: PlanRefSerializer(many=True),
            filters={
                "plan": AnyOf("plans__slug", distinct=True, help_text=_("Covers one of the plans of these slugs."))
            },
        ),
        Field(
            "filters",
            _("What was asked for, in words; empty where everything was."),
            example="",
            column="described",
            shape=serializers.CharField,
        ),
        Field("query", _("What was asked for, as the query of an address."), example="plan=example&format=xlsx"),
        Field("layout", _("The layout of its columns; empty for the usual one."), example=""),
        Field(
            "as_of",
            _("The past day by whose end everything stands in it; null for the day when it was issued."),
            example=None,
        ),
        Field("since", _("The earlier of the two days that it compares; null for other reports."), example=None),
        Field("language", _("The language in which it is written."), example="zh-hans"),
        Field("note", _("What was noted when it was issued."), example="报区政府常务会议"),
        Field("rows", _("How many rows its tables have."), example=42),
        Field("size", _("How many bytes the file has."), example=48213),
        Field(
            "sha256",
            _("The SHA-256 sum of the file's bytes, 64 hexadecimal digits."),
            example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            filters={"sha256": AnyOf("sha256", help_text=_("SHA-256 sums of files, in hexadecimal."))},
        ),
        Field(
            "issued_by",
            _("The name of the account that issued it, which stays when the account is deleted."),
            example="zhang",
            column="by_name",
            shape=serializers.CharField,
            filters={"issued_by": AnyName("by_name", help_text=_("Names of the accounts that issued them."))},
        ),
        Field(
            "issued_at",
            _("When it was issued, in UTC."),
            example="2025-03-01T08:30:00Z",
            column="at",
            order_by="at",
            shape=serializers.DateTimeField,
            filters={
                "issued_after": since("at", help_text=_("Issued at this time or later.")),
                "issued_before": until("at", help_text=_("Issued at this time or earlier.")),
            },
        ),
    )

    def get_url(self, row: IssuedReportRow) -> str:
        return self.address(self.context.base_url, "", row.uuid)

    def get_file(self, row: IssuedReportRow) -> str:
        return f"{self.get_url(row)}file/"
