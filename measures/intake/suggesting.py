"""What an uploaded document seems to be: a question to whoever uploaded it, never a decision.

A plan and a division of work (任务分工方案) are read alike. Its title may tell, or its shape: nearly every task names
who does it or by when, and most are called as measures of a plan that is here, for which that plan names nobody.

What is uploaded as a new plan may be one that is here already: the same file, or a document of the same title. It may
be a ledger without its hidden columns, too, which somebody copied into a workbook of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from measures.choices import DocumentKind, ImportState, Role
from measures.fixture import FixtureRecord
from measures.folding import fold
from measures.intake.corrections import fields_of, text_of
from measures.intake.ledgers.columns import titles
from measures.matching import Task, is_division, tasks_of
from measures.models import Import, Measure, Plan, Responsibility, SourceDocument

ANSWER = "division"  # in the answers of an import: False where somebody said that it is none
FEWEST_TASKS = 3
TASKS_COMPARED = 200  # of a long document, spread over all of it
SHARE_OF_TASKS = 0.6  # of the measures read: so many name somebody or a deadline
SHARE_NAMED = 0.5  # of the tasks: so many are called as a measure of the plan
LEDGER_COLUMNS = 5  # known titles in one line, that of the code among them: the head of a ledger
SHARE_OF_PLAN = 0.3  # of the plan's measures: where it names bodies for more of them, it may be an edition of it


@dataclass(frozen=True)
class Suggestion:
    """A division of work for `plan`, if one is known; `named` of the `tasks` compared are called as its measures."""

    plan: Plan | None
    by_title: bool
    tasks: int
    named: int


@dataclass(frozen=True)
class PlanHere:
    """A plan of which an upload for a new one seems to be a document; `same_file` where it holds that very file."""

    plan: Plan
    same_file: bool


def plan_here(item: Import, new: Mapping[str, object], plans: QuerySet[Plan]) -> PlanHere | None:
    """The one of these plans of which an upload seems to be a document that was read as a new plan with fields `new`.

    It holds the same file, or has the same title in the same jurisdiction; of several it is the oldest.
    """
    if item.state != ImportState.READ or item.kind != DocumentKind.PLAN or item.plan_id:
        return None
    others = plans.exclude(slug=item.slug).order_by("pk")
    sources = SourceDocument.objects.filter(sha256=item.sha256, kind=DocumentKind.PLAN, undone=False)
    if plan := others.filter(pk__in=sources.values("plan")).first():
        return PlanHere(plan, same_file=True)
    alike = others.filter(jurisdiction=new["jurisdiction"])
    title = fold(str(new["title"]))
    plan = next((plan for plan in alike.defer("text", "baseline") if fold(plan.title) == title), None)
    return PlanHere(plan, same_file=False) if plan else None


def seems_ledger(item: Import, rows: list[FixtureRecord]) -> bool:
    """Whether what was read as a plan holds the head of a ledger: as one it would have been read with all columns."""
    if item.state != ImportState.READ or item.kind != DocumentKind.PLAN:
        return False
    known = titles()
    heads = ({known.get(cell.strip(), "") for cell in line.split("\t")} for line in text_of(rows).split("\n"))
    return any("code" in head and len(head - {""}) >= LEDGER_COLUMNS for head in heads)


def suggested_division(item: Import, rows: list[FixtureRecord], plans: QuerySet[Plan]) -> Suggestion | None:
    """Whether an upload that was read as a plan seems to be a division of work for one of these plans."""
    if item.state != ImportState.READ or item.kind != DocumentKind.PLAN or ANSWER in item.answers:
        return None
    by_title = any(is_division(fields["title"]) for fields in fields_of(rows, "plan"))
    measures = fields_of(rows, "measure")
    tasks = tasks_of(text_of(rows), fields_of(rows, "section"), measures, fields_of(rows, "responsibility"))
    is_shaped = len(tasks) >= max(FEWEST_TASKS, SHARE_OF_TASKS * len(measures))
    if not (by_title or is_shaped):
        return None
    compared = tasks[:: -(-len(tasks) // TASKS_COMPARED) or 1]
    plan, named = plan_named(compared, plans.filter(pk=item.plan_id) if item.plan_id else plans)
    if by_title:
        return Suggestion(item.plan or plan, True, len(compared), named)
    is_named = plan is not None and named >= SHARE_NAMED * len(compared) and not names_bodies(plan)
    return Suggestion(plan, False, len(compared), named) if is_named else None


def plan_named(tasks: list[Task], plans: QuerySet[Plan]) -> tuple[Plan | None, int]:
    """The plan of whose measures most tasks have the title, and how many do."""
    titles = {part for task in tasks for part in task.parts}
    alike = Measure.objects.in_force().filter(plan__in=plans, title__in=titles)
    found = alike.values("plan").annotate(named=Count("title", distinct=True)).order_by("-named", "plan").first()
    return (Plan.objects.get(pk=found["plan"]), found["named"]) if found else (None, 0)


def names_bodies(plan: Plan) -> bool:
    """Whether the plan's own document says who does what."""
    parts = Responsibility.objects.filter(measure__plan=plan).exclude(role=Role.MENTIONED)
    named = parts.exclude(source__kind=DocumentKind.DIVISION).values("measure").distinct().count()
    return named > SHARE_OF_PLAN * Measure.objects.filter(plan=plan).in_force().count()
