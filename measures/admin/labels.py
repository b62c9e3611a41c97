"""Small pieces of the lists: badges, names that tell namesakes apart, counts that lead to what they count."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from measures.models import ResponsibleBody


def badge(kind: str, value: str, label: Any) -> SafeString:
    return format_html('<span class="badge {}-{}">{}</span>', kind, value, label)


def describe_body(body: ResponsibleBody) -> str:
    """With its jurisdiction: every city has a 市发改委."""
    return f"{body.name}（{body.jurisdiction}）" if body.jurisdiction else body.name


def measures_link(count: int | None, **query: Any) -> SafeString | str:
    """A count that leads to the list of the measures it counts."""
    if not count:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("admin:measures_measure_changelist", query=query), count)
