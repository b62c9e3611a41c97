"""Small pieces of the lists: badges, names that tell namesakes apart, counts that lead to what they count."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label
from measures.choices import Role
from measures.models import Measure, Responsibility, ResponsibleBody

MOST_NAMED = 4  # bodies of one role in a row


def badge(kind: str, value: str, label: Label) -> SafeString:
    return format_html('<span class="badge {}-{}">{}</span>', kind, value, label)


def describe_body(body: ResponsibleBody) -> str:
    return body.full_name


def shortened(title: str) -> SafeString:
    """A title that the list may cut where there is no room; the whole is shown when pointed at."""
    return format_html('<span class="shortened" title="{}">{}</span>', title, title)


def bodies_by_role(parts: Iterable[Responsibility]) -> SafeString:
    """All bodies with a duty in a measure: those in the lead first and in bold, then each role with its label.

    Of many, the first are named; all are named when pointed at. Without one that answers for it, that is said.
    """
    names: dict[str, list[str]] = {}
    for part in parts:
        names.setdefault(part.role, []).append(part.body.name)
    leads, others = names.get(Role.LEAD, []), names.get(Role.RESPONSIBLE, [])
    lines = [format_html("<strong>{}</strong>", name) for name in leads] + others
    answering = format_html_join("、", "{}", ([line] for line in lines))
    if not lines:
        answering = format_html('<span class="missing">{}</span>', _("Not assigned"))
    rest = [(role, names[role]) for role in (Role.SUPPORT, Role.SUPERVISOR) if role in names]
    return answering + format_html_join("", "{}", ([named_of_role(role, found)] for role, found in rest))


def named_of_role(role: Role, names: list[str]) -> SafeString:
    """A line of the bodies of one role."""
    shown = "、".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown = gettext("%(names)s and %(count)d more") % {"names": shown, "count": len(names) - MOST_NAMED}
    return format_html('<div class="of-role" title="{}">{}：{}</div>', "、".join(names), role.label, shown)


def count_of(measures: QuerySet[Measure]) -> Subquery:
    """How many of `measures`, of one plan each time (an OuterRef says which); null where there is none."""
    return Subquery(measures.order_by().values("plan").annotate(count=Count("pk")).values("count"))


def plain(number: Decimal) -> str:
    """A decimal number without zeros that say nothing: 8000 for 8000.0000."""
    return f"{number.normalize():f}"


def measures_link(count: int | None, **query: object) -> SafeString | str:
    """A count of measures in force that leads to the list of the measures it counts."""
    if not count:
        return ""
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:measures_measure_changelist", query=query | {"withdrawn": "0"}), count
    )
