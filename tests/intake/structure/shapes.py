"""A plan's measures in short, and what is done to them."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from measures import edits
from measures.choices import EditVia
from measures.importing import Outcome
from measures.intake import structure
from measures.intake.imports import apply_import, comparison_of
from measures.models import Edit, Measure, Plan
from tests.uploads import TEXT, uploaded


def measure(code: str) -> Measure:
    return Measure.objects.get(code=code)


def shape(plan: Plan) -> list[tuple[str, str]]:
    """Code and title of what is in force, in document order."""
    return list(plan.measures.in_force().order_by("position", "pk").values_list("code", "title"))


def titles(plan: Plan) -> list[str]:
    return [title for _code, title in shape(plan)]


def roles(of: Measure) -> set[tuple[str, str]]:
    return set(of.responsibilities.values_list("body__name", "role"))


def split(of: Measure, cuts: Sequence[int], by: User | None = None) -> Edit:
    """As the page proposes it."""
    plan = structure.plan_split(of, cuts)
    return structure.split(of.pk, of.version, cuts, plan.pieces, by)


def merge(*measures: Measure, by: User | None = None) -> Edit:
    plan = structure.plan_merge(measures)
    seen = {each.pk: each.version for each in measures}
    return structure.merge(seen, plan.kept.title, [part.pk for part in plan.roles], by)


def move(*measures: Measure, place: str = "", into: str = "") -> Edit:
    section = measures[0].plan.sections.get(code=into) if into else None
    return structure.move({each.pk: each.version for each in measures}, place, section, None)


def take_back(made: Edit) -> Edit:
    return edits.undo(made, by=None, via=EditVia.ADMIN)


def import_again(plan: Plan, text: str = TEXT) -> list[tuple[str, str]]:
    """Import a document as its next reading or edition; what it changes, conflicts and absences included."""
    item = uploaded(text, plan=plan)
    comparison = comparison_of(item)
    changes = [
        (f"{change.model._meta.model_name} {change.key}", str(change.outcome))
        for change in comparison.records
        if change.outcome not in (Outcome.UNCHANGED, Outcome.KEEP)
    ]
    apply_import(item, None, expected=comparison.fingerprint(), declined=frozenset())
    return changes
