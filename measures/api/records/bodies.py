"""Responsible bodies."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from rest_framework import serializers

from measures.api.records.fields import BODY_UUID, STAMPS, Field, body, choice, url, whole_names
from measures.api.records.filter_types import AnyUUID, Day, on_or_after, on_or_before
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import Resource, pks_of
from measures.api.records.rows import Representation, Row
from measures.api.records.shapes import BodySuccessionSerializer
from measures.api.records.write_fields import TextField
from measures.choices import BodyKind
from measures.models import BodySuccession, ResponsibleBody
from measures.querysets import BodyQuerySet

# The columns of a succession that are read.
SHOWN = [
    *("counts_from", "carried_out_at", "role", "chosen", "document", "recorded_in__at", "plan__slug", "section__code"),
    *(f"{body}__{name}" for body in ("from_body", "to_body") for name in ("uuid", "name")),
]


class BodyFilter(RecordFilter):
    """The filters of bodies that are no plain comparison of a column."""

    def known_as(self, queryset: BodyQuerySet, name: str, value: str) -> BodyQuerySet:
        return queryset.filter(pk__in=[pk for pk, names in queryset.values_list("pk", "aliases") if value in names])

    def below(self, queryset: BodyQuerySet, name: str, uuids: list[UUID]) -> BodyQuerySet:
        return queryset.filter(pk__in=ResponsibleBody.objects.under(uuids))

    def valid(self, queryset: BodyQuerySet, name: str, day: date) -> BodyQuerySet:
        return queryset.exclude(valid_from__gt=day).exclude(valid_until__lt=day)


class BodyRow(Row):
    """Read for the address and for the bodies above and after."""

    uuid: UUID
    parent__uuid: UUID | None
    parent__name: str | None
    successor__uuid: UUID | None
    successor__name: str | None


class BodyResource(Resource[BodyRow]):
    """An organisation that answers for measures, or is named in them."""

    name, component, model, key = "bodies", "Body", ResponsibleBody, "uuid"
    filterset_base = BodyFilter
    row_type = BodyRow
    orderings = {"pinyin": "pinyin"}
    key_meaning = _("The body's public id, for life.")
    fields = (
        url(f"bodies/{BODY_UUID}/"),
        Field(
            "uuid",
            _("The body's public id, for life."),
            example=BODY_UUID,
            filters={
                "uuid": AnyUUID("uuid", help_text=_("Public ids of the bodies themselves.")),
            },
        ),
        whole_names(
            "jurisdiction",
            _("To which it belongs, in full, such as 北京市海淀区; empty for a body that is only mentioned."),
            example="示例市",
            order_by="jurisdiction",
            help_text=_(
                "Whole names of jurisdictions, such as 北京市海淀区, to which the body belongs; once for each name."
            ),
        ),
        whole_names(
            "name",
            _("The name under which it is kept, unique in its jurisdiction."),
            example="市科技局",
            order_by="name",
            help_text=_("Whole official names, which may hold commas: once for each name. `q` finds parts of names."),
        ),
        Field(
            "aliases",
            _("Its other names, such as 市发改委; a document that uses one means this body."),
            example=["市科学技术局"],
            writable=True,
            filters={
                "alias": CharFilter(method="known_as", help_text=_("Has this among its other names, exactly.")),
            },
            shape=lambda: serializers.ListField(child=serializers.CharField()),
            write_shape=lambda: serializers.ListField(child=TextField(max_length=128), required=False, max_length=100),
        ),
        choice("kind", _("What sort of body it is."), BodyKind, example="department"),
        body(
            "parent",
            _("The body right above it; null where none is recorded."),
            example=None,
            write_meaning=_(
                "The public id of the body right above it, or null; never the body itself or one below it."
            ),
            help_text=_("Public ids of bodies: those right below them."),
            filters={
                "under": AnyUUID(
                    method="below", help_text=_("Public ids of bodies: these and all bodies below them, at any depth.")
                ),
            },
        ),
        Field(
            "valid_from",
            _("The first day on which it exists; null where none is recorded."),
            example=None,
            writable=True,
            filters={
                "valid_on": Day(
                    method="valid",
                    help_text=_("Exists on this day; a body without a first or a last day counts as existing."),
                ),
                "valid_from_after": on_or_after(
                    "valid_from",
                    help_text=_("Came into being on this day or later; bodies without such a day are left out."),
                ),
                "valid_from_before": on_or_before(
                    "valid_from",
                    help_text=_("Came into being on this day or earlier; bodies without such a day are left out."),
                ),
            },
        ),
        Field(
            "valid_until",
            _("The last day on which it exists; null where none is recorded."),
            example=None,
            writable=True,
            filters={
                "valid_until_after": on_or_after(
                    "valid_until", help_text=_("Ends on this day or later; bodies without an end are left out.")
                ),
                "valid_until_before": on_or_before(
                    "valid_until", help_text=_("Ended on this day or earlier; bodies without an end are left out.")
                ),
            },
        ),
        body(
            "successor",
            _("The body that took over its duties; null where none is recorded."),
            example=None,
            help_text=_("Public ids of bodies: those whose duties they took over."),
            write_meaning=_("The public id of the body that took over its duties, or null."),
        ),
        Field(
            "taken_over_from",
            _("From which bodies it took over, all or a part, and from when on; also those whose day is to come."),
            example=[],
            shape=lambda: BodySuccessionSerializer(many=True),
        ),
        Field(
            "handed_over_to",
            _("Which bodies took over from it, all or a part, and from when on; also those whose day is to come."),
            example=[],
            shape=lambda: BodySuccessionSerializer(many=True),
        ),
        *STAMPS,
    )
    filters = {
        "q": CharFilter(
            method="searched",
            help_text=_(
                "Each of these words stands in the name, another name or the jurisdiction, is short for a name (发改委)"
                " or tells its pinyin or initials (fgw)."
            ),
        ),
    }
    requests = {
        "create": {"jurisdiction": "示例市", "name": "市科技局", "kind": "department"},
        "hand_over": {"to": BODY_UUID, "counts_from": "2026-01-01", "document": "示编〔2026〕1号"},
        "partial_update": {"aliases": ["市科学技术局"]},
    }

    def load_related(self, rows: list[BodyRow]) -> None:
        """The successions of these bodies that the reader sees, in one query."""
        self.successions: dict[tuple[str, int], list[Representation]] = defaultdict(list)
        if not any(map(self.context.includes, ("taken_over_from", "handed_over_to"))):
            return
        either = Q(from_body__in=(pks := pks_of(rows))) | Q(to_body__in=pks)
        found = BodySuccession.objects.visible_to(self.context.visibility).filter(either)
        for each in found.select_related("from_body", "to_body", "plan", "section", "recorded_in").only(*SHOWN):
            self.successions["to", each.to_body_id].append(succession(each, each.from_body))
            self.successions["from", each.from_body_id].append(succession(each, each.to_body))

    def get_taken_over_from(self, row: BodyRow) -> list[Representation]:
        return self.successions["to", row.id]

    def get_handed_over_to(self, row: BodyRow) -> list[Representation]:
        return self.successions["from", row.id]

    def get_url(self, row: BodyRow) -> str:
        return self.address(self.context.base_url, "", row.uuid)

    def get_parent(self, row: BodyRow) -> Representation | None:
        return body_ref(row.parent__uuid, row.parent__name)

    def get_successor(self, row: BodyRow) -> Representation | None:
        return body_ref(row.successor__uuid, row.successor__name)


def succession(of: BodySuccession, other: ResponsibleBody) -> Representation:
    return {
        "body": {"uuid": other.uuid, "name": other.name},
        "counts_from": of.counts_from,
        "carried_out": of.carried_out_at is not None,
        "whole": of.is_whole,
        "plan": of.plan.slug if of.plan else None,
        "section": of.section.code if of.section else None,
        "role": of.role or None,
        "document": of.document,
        "recorded_at": of.recorded_in.at,
    }


def body_ref(uuid: UUID | None, name: str | None) -> Representation | None:
    """A body in brief, null where there is none."""
    return None if uuid is None else {"uuid": uuid, "name": name}
