"""What is related to a measure, written by PostgreSQL beside its row as it stands in an answer.

Python puts these texts into the answer unread, which takes it a fraction of what rows take, and one statement sees one
state of the database. Headings, which many measures share, stand beside a single measure alone.
"""

from functools import cache

from django.db.models import Count, Func, OuterRef, Subquery, TextField
from django.db.models.functions import Collate

from measures.models import ConfirmedContent, Conflict, Measure, Responsibility, Section, Target
from measures.models.plan import SECTION_PATH
from measures.prepared import JSONText, JSONTexts
from measures.visibility import Scope, prepared_condition

STEP = len("0001.")  # of a path
OF_MEASURE = OuterRef("pk")


@cache
def related_columns(scope: Scope, with_office: bool, with_headings: bool) -> dict[str, Subquery]:
    """By the names of a row; `scope`: which measures the reader sees, and therefore which successors."""
    columns: dict[str, Subquery] = {
        "responsibilities": responsibilities(),
        "targets": targets(),
        "successors": successors(scope),
    }
    if with_office:
        columns |= {"open_conflicts": open_conflicts(), "changed": changed()}
    return columns | {"headings": headings()} if with_headings else columns


def responsibilities() -> JSONTexts:
    body = JSONText(uuid="body__uuid", name="body__name")
    found = Responsibility.objects.filter(measure=OF_MEASURE).order_by("position", "id")
    return JSONTexts(found.values_list(JSONText(role="role", body=body, origin="origin")))


def targets() -> JSONTexts:
    """In the order of their codes, as Python sorts texts."""
    value = Func("value", function="trim_scale")
    found = Target.objects.filter(measure=OF_MEASURE).order_by(Collate("code", "C"))
    names = {name: name for name in ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")}
    return JSONTexts(found.values_list(JSONText(**names | {"value": value})))


def successors(scope: Scope) -> JSONTexts:
    """In the order of their plans and codes."""
    visible = Measure.objects.filter(prepared_condition("measure", scope), predecessors=OF_MEASURE)
    found = visible.order_by(Collate("plan__slug", "C"), Collate("code", "C"))
    return JSONTexts(found.values_list(JSONText(plan="plan__slug", code="code")))


def headings() -> JSONTexts:
    """From the top down to the measure's section, itself last."""
    steps = [first(length, OuterRef("section__path")) for length in range(STEP - 1, SECTION_PATH, STEP)]
    found = Section.objects.filter(plan=OuterRef("plan"), path__in=steps).order_by("path")
    return JSONTexts(found.values_list(JSONText(code="code", label="label", title="title")))


def first(length: int, text: OuterRef) -> Func:
    """So many characters of it; their number is part of the SQL, as no parameter is to be sent for each."""
    return Func(text, template=f"SUBSTR(%(expressions)s, 1, {length})", output_field=TextField())


def open_conflicts() -> Subquery:
    """How many there are; null for none."""
    found = Conflict.objects.open().filter(measure=OF_MEASURE).order_by()
    return Subquery(found.values("measure").values_list(Count("pk")))


def changed() -> Subquery:
    """Whether it says something else than was confirmed; null where nothing was."""
    return Subquery(ConfirmedContent.objects.filter(measure=OF_MEASURE).values_list("changed"))
