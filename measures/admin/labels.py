"""Small pieces of the lists: badges, names that tell namesakes apart, counts that lead to what they count."""

from django.db.models import Count, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from measures.admin.types import Label
from measures.models import Measure, ResponsibleBody


def badge(kind: str, value: str, label: Label) -> SafeString:
    return format_html('<span class="badge {}-{}">{}</span>', kind, value, label)


def describe_body(body: ResponsibleBody) -> str:
    """With its jurisdiction: every city has a 市发改委."""
    return f"{body.name}（{body.jurisdiction}）" if body.jurisdiction else body.name


def count_of(measures: QuerySet[Measure]) -> Subquery:
    """How many of `measures`, of one plan each time (an OuterRef says which); null where there is none."""
    return Subquery(measures.order_by().values("plan").annotate(count=Count("pk")).values("count"))


def measures_link(count: int | None, **query: object) -> SafeString | str:
    """A count of measures in force that leads to the list of the measures it counts."""
    if not count:
        return ""
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:measures_measure_changelist", query=query | {"withdrawn": "0"}), count
    )
