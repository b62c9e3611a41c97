"""The start page: of each plan, how many measures need attention."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label
from measures.choices import ReviewState, Timeliness
from measures.models import Conflict, Measure, Plan
from measures.visibility import User


@dataclass(frozen=True)
class Column:
    name: str
    label: Label
    records: QuerySet[Any]  # the queryset it counts
    query: dict[str, str]  # the filters of the list that show the same


def columns(user: User) -> list[Column]:
    """What is counted: of the measures in force that `user` may see."""
    live = Measure.objects.visible_to(user).in_force()
    waiting = live.filter(review_state=ReviewState.EXTRACTED)
    in_force = {"withdrawn": "0"}
    return [
        Column("total", _("Measures"), live, in_force),
        Column("waiting", ReviewState.EXTRACTED.label, waiting, in_force | {"review_state__exact": "extracted"}),
        Column("unassigned", _("Without responsible body"), live.unassigned(), in_force | {"assigned": "no"}),
        *(
            Column(late.value, late.label, live.with_timeliness(late), in_force | {"timeliness": late.value})
            for late in (Timeliness.DUE_SOON, Timeliness.OVERDUE)
        ),
        Column("conflicts", _("Open conflicts"), Conflict.objects.visible_to(user).open(), {"state__exact": "open"}),
    ]


def overview(user: User) -> list[dict[str, object]]:
    """Of each plan: its title, its address and, a column each, a count with the address of what it counts."""
    counted = columns(user)
    counts = [dict(column.records.order_by().values_list("plan").annotate(Count("pk"))) for column in counted]
    return [
        {
            "plan": plan,
            "cells": [
                {
                    "name": column.name,
                    "label": column.label,
                    "count": count.get(plan.pk, 0),
                    "url": list_of(column, plan),
                }
                for column, count in zip(counted, counts, strict=True)
            ],
        }
        for plan in Plan.objects.visible_to(user).order_by("title")
    ]


def list_of(column: Column, plan: Plan) -> str:
    """The address of the list that shows what a column counts of a plan."""
    kind = column.records.model._meta.model_name
    return reverse(f"admin:measures_{kind}_changelist", query={"plan": plan.slug} | column.query)
