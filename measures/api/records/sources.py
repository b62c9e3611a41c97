"""Source documents: what plans were read from."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from rest_framework import serializers

from measures.api.records.fields import Field, plan, url
from measures.api.records.filter_types import AnyChoice, AnyOf, Contains, Flag, Number
from measures.api.records.plan_parts import PlanPartResource, PlanPartRow
from measures.api.records.resource import pks_of
from measures.choices import DocumentKind
from measures.models import SourceDocument


class SourceResource(PlanPartResource[PlanPartRow]):
    """A plan's document, edition by edition; `text` is what all spans count in."""

    name, component, model, key = "sources", "Source", SourceDocument, "code"
    row_type = PlanPartRow
    key_meaning = _("The document's code: `2` is the plan's second edition, `division-1` its first division of work.")
    fields = (
        url("plans/example/sources/1/"),
        plan(),
        Field(
            "code",
            _("Its code among the plan's documents: `2` is the second edition, `division-1` a division of work."),
            example="1",
            filters={"code": AnyOf("code", help_text=_("Codes of documents: `2`, `division-1`."))},
        ),
        Field(
            "edition",
            _("Its number among the plan's documents of its kind: 1 is the first edition, or division of work."),
            example=1,
            order_by="edition",
            filters={
                "edition": Number("edition", help_text=_("Has this number among its plan's documents of its kind.")),
            },
        ),
        Field(
            "kind",
            _(
                "What it is: `plan`, an edition of the plan's own document; `division`, a division of work"
                " (任务分工方案), which says who does what of the plan by when."
            ),
            example="plan",
            filters={
                "kind": AnyChoice(
                    "kind", choices=DocumentKind.choices, help_text=_("Is an edition or a division of work.")
                ),
            },
        ),
        Field(
            "undone",
            _("Whether the import of this edition was undone: it stays to be read, but no longer counts."),
            example=False,
            filters={"undone": Flag("undone", "exact", help_text=_("`true`: its import was undone; `false`: not."))},
        ),
        Field(
            "filename",
            _("The name of the file that was read."),
            example="plan.docx",
            filters={
                "filename": CharFilter("filename", help_text=_("The name of the file, exactly.")),
            },
        ),
        Field(
            "media_type",
            _("The type of the file, such as `text/html`."),
            example="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            filters={
                "media_type": AnyOf("media_type", help_text=_("Types of files, such as `text/html`.")),
            },
        ),
        Field(
            "sha256",
            _("The SHA-256 sum of the file's bytes, 64 hexadecimal digits: it tells whether two files are the same."),
            example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            filters={
                "sha256": AnyOf(
                    "sha256",
                    help_text=_("SHA-256 sums of files, in hexadecimal: whether a certain file has been read."),
                ),
            },
        ),
        Field(
            "parser_version",
            _("The version of the reader that made records of it."),
            example="2",
            filters={
                "parser_version": CharFilter("parser_version", help_text=_("Read by this version of the reader.")),
            },
        ),
        Field(
            "coverage",
            _(
                "How many characters of the text became `heading`, `text`, `measure`, `frame` (the letter's own parts),"
                " `furniture` (running heads, page numbers, a site's menus), or none of these (`unparsed`)."
            ),
            example={"heading": 310, "text": 2200, "measure": 9100, "frame": 95, "furniture": 120, "unparsed": 0},
            shape=lambda: serializers.DictField(child=serializers.IntegerField()),
        ),
        Field(
            "text",
            _(
                "Everything read from the file, furniture included: the text whose characters `source` counts. For one"
                " document, or with `expand=text`."
            ),
            filters={
                "text": Contains("text", help_text=_("The text holds this; compared as in `q`.")),
            },
            shape=serializers.CharField,
            expand="text",
            in_detail=True,
            included_if=lambda context: "text" in context.expand,
        ),
        Field(
            "passages",
            _(
                "What each stretch of the text became, in order and without a gap: [start, end, kind, code]. The code"
                " is the section's or measure's, empty for the plan itself; of `frame` and `furniture` it says what"
                " they are. For one document, or with `expand=passages`; empty for one that an older reader read."
            ),
            shape=lambda: serializers.ListField(child=serializers.ListField(min_length=4, max_length=4)),
            expand="passages",
            in_detail=True,
            included_if=lambda context: "passages" in context.expand,
        ),
    )

    def load_related(self, rows: list[PlanPartRow]) -> None:
        """The long columns only where they are asked for, by one query each."""
        super().load_related(rows)
        self.whole: dict[str, dict[int, object]] = {
            name: dict(SourceDocument.objects.filter(pk__in=pks_of(rows)).values_list("pk", name))
            for name in ("text", "passages")
            if name in self.context.expand
        }

    def get_text(self, row: PlanPartRow) -> object:
        return self.whole["text"][row.id]

    def get_passages(self, row: PlanPartRow) -> object:
        return self.whole["passages"][row.id]
