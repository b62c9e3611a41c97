"""Which measure each task of a division of work names: what the comparison lists, and the page to point it out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from measures.admin.numbers import whole_number
from measures.admin.types import Label
from measures.importing import Comparison
from measures.matching import NamedBy, Naming
from measures.models import Import, Measure
from measures.visibility import User

MOST_FOUND = 20  # measures that a search lists
LIKELIEST = 5  # measures that are offered for a task
REASONS: dict[NamedBy, Label] = {
    NamedBy.LIKENESS: _("by its words"),
    NamedBy.BEFORE: _("as before"),
    NamedBy.PERSON: _("pointed out"),
    NamedBy.DOUBTFUL: _("doubtful"),
    NamedBy.NONE: _("no measure is alike"),
}


@dataclass(frozen=True)
class Offered:
    """A measure that may be the one; `likely` is "" for one that was searched for."""

    code: str
    title: str
    likely: str = ""


@dataclass(frozen=True)
class ListedTask:
    """One task, the measure that it names if any, and those that are offered for it."""

    number: int
    words: str
    heading: str
    who: str
    reason: Label
    measure: Offered | None
    offered: list[Offered]
    is_waiting: bool


def tasks_of(comparison: Comparison, item: Import) -> list[ListedTask]:
    """In the order of the document; none of an edition of the plan."""
    namings = [naming for naming, _said in comparison.division or ()]
    codes = {candidate.code for naming in namings for candidate in naming.candidates[:LIKELIEST]}
    codes |= {naming.code for naming in namings}
    measures = Measure.objects.filter(plan__slug=item.slug, code__in=codes)
    titles = dict(measures.values_list("code", "title"))
    return [listed_task(naming, titles) for naming in namings]


def listed_task(naming: Naming, titles: dict[str, str]) -> ListedTask:
    """One task with the titles of the measures that it may name."""
    task = naming.task
    bodies = "、".join(dict.fromkeys(duty.body for duty in task.duties))
    return ListedTask(
        number=task.number,
        words=task.words,
        heading=task.headings[0] if task.headings else "",
        who="；".join(filter(None, (bodies, task.due_text))),
        reason=REASONS[naming.by],
        measure=Offered(naming.code, titles.get(naming.code, "")) if naming.code else None,
        offered=[
            Offered(each.code, titles.get(each.code, ""), f"{each.likeness} %")
            for each in naming.candidates[:LIKELIEST]
        ],
        is_waiting=not naming.is_settled,
    )


def found_measures(item: Import, user: User, query: str) -> list[Offered]:
    """The measures in force of the plan that a search finds."""
    measures = Measure.objects.worked_on_by(user).filter(plan__slug=item.slug).in_force()
    found = measures.search(query).in_document_order()[:MOST_FOUND] if query.strip() else ()
    return [Offered(measure.code, measure.title) for measure in found]


def keep_answers(item: Import, given: Iterable[tuple[str, str]]) -> bool:
    """Keep, with an import that waits, which measure each task names; False where it waits no longer.

    `given` are numbers of tasks with codes of measures, "" for none; those of no measure of the plan are left out.
    """
    answers = {str(key): code for number, code in given if (key := whole_number(number)) is not None}
    known = set(Measure.objects.filter(plan__slug=item.slug, code__in=answers.values()).values_list("code", flat=True))
    named = {number: code for number, code in answers.items() if not code or code in known}
    return item.answer("tasks", lambda tasks: tasks | named, dict[str, str]())
