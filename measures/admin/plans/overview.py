"""The start page: what waits for the user, what colleagues changed last, and the plans with their progress."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.admin.records.pending import returned_to
from measures.admin.types import Label, RecordQuerySet
from measures.choices import Phase, ReviewState, Timeliness
from measures.edits.visible_history import edits_seen, rows_seen
from measures.models import Conflict, Edit, Measure, PendingChange, Plan, ResponsibleBody, Section
from measures.models.history import Tracked
from measures.models.pending import OWNERS
from measures.models.steps import lacking
from measures.visibility import User

PLANS_A_PAGE = 20
LAST_EDITS = 20
Counts = Mapping[str, int]  # by the names of `FILTERS`; `done` and `begun` are of phases

# What is counted, each with the filters of the list that shows the same.
FILTERS: dict[str, dict[str, str]] = {
    "total": {},
    "waiting": {"review_state__exact": ReviewState.EXTRACTED.value},
    "changed": {"changed": "yes"},
    "unassigned": {"assigned": "no"},
    "due": {"due": "open"},
    "overdue": {"timeliness": Timeliness.OVERDUE.value},
    "conflicts": {"state__exact": "open"},
}
TASKS: dict[str, Label] = {
    "waiting": ReviewState.EXTRACTED.label,
    "changed": _("Changed since confirmed"),
    "unassigned": _("Without responsible body"),
    "due": _("Due this month"),
    "overdue": Timeliness.OVERDUE.label,
    "conflicts": _("Open conflicts"),
}
COUNTS: dict[str, Label] = {"total": _("Measures"), **TASKS}
# What waits for whoever may publish, each with the filters of the list that shows the same.
TO_PUBLISH: dict[str, tuple[Label, dict[str, str]]] = {
    "to_publish": (_("To publish"), {"review_state__exact": ReviewState.CONFIRMED.value}),
    "pending": (_("Pending changes to decide"), {"pending": "others", "withdrawn": "all"}),  # also one that restores
}
# The same of sections and plans, shown where there are any.
PENDING: dict[str, tuple[Label, type[Section | Plan], dict[str, str]]] = {
    "pending_sections": (_("Pending changes of sections"), Section, {"pending": "others", "withdrawn": "all"}),
    "pending_plans": (_("Pending changes of plans"), Plan, {"pending": "others"}),
}
PENDING_OF = {"pending": Measure} | {name: model for name, (_label, model, _filters) in PENDING.items()}
HEADS: dict[str, Label] = {"title": _("Plan"), "progress": _("Completed"), **COUNTS}
OF_PHASE = {Phase.COMPLETED.value: ["done"], Phase.IN_PROGRESS.value: ["begun"]}
OF_STATE = {ReviewState.EXTRACTED.value: ["waiting"]}
NAMED: tuple[tuple[type[Tracked], str], ...] = (
    (Measure, "title"),
    (Section, "title"),
    (Plan, "title"),
    (ResponsibleBody, "name"),
)


@dataclass(frozen=True)
class Cell:
    """A count, and the address of the list of what it counts."""

    name: str
    label: Label
    count: int
    url: str

    @property
    def first_url(self) -> str:
        """The form of the first measure that is counted in all plans, from which the others follow one by one."""
        return self.url_of("first")

    @property
    def table_url(self) -> str:
        """The measures that are counted as a table of fields, which leaves pending changes to their own pages."""
        return "" if self.name == "pending" else self.url_of("grid")

    @property
    def together_url(self) -> str:
        """The page on which pending changes are published together."""
        model = PENDING_OF.get(self.name)
        return reverse(f"admin:measures_{model._meta.model_name}_pending_list") if model and self.count else ""

    def url_of(self, view: str) -> str:
        if not self.count or self.name == "conflicts" or self.name in PENDING:
            return ""
        filters = TO_PUBLISH[self.name][1] if self.name in TO_PUBLISH else FILTERS[self.name]
        return reverse(f"admin:measures_measure_{view}", query=filters)


@dataclass(frozen=True)
class PlanRow:
    """A plan with its counts; `done` and `begun` are shares of its measures in force, in percent."""

    plan: Plan
    cells: list[Cell]
    done: int
    begun: int


@dataclass(frozen=True)
class Column:
    """The head of a column: the address that sorts by it, and how the table is sorted by it now."""

    name: str
    label: Label
    url: str
    sorted: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class Overview:
    """All that the start page shows of measures."""

    tasks: list[Cell]
    columns: list[Column]
    rows: list[PlanRow]
    page: "Page[Plan]"
    query: str
    kept: str  # the parameters of the address, but for the page


def start_page(request: HttpRequest) -> dict[str, object]:
    """What the start page shows beside the menu: to each user what that user may see."""
    user = request.user
    context: dict[str, object] = {"may_upload": user.has_perm("measures.upload_import")}
    context["returned"] = returned_to(user)
    if user.has_perm("measures.view_measure"):
        shown = overview(request)
        pages = shown.page.paginator.get_elided_page_range(shown.page.number)
        context |= {"overview": shown, "pages": list(pages), "ellipsis": shown.page.paginator.ELLIPSIS}
    if user.has_perms(["measures.view_edit", *(f"measures.view_{model._meta.model_name}" for model, _field in NAMED)]):
        context["edits"] = colleagues_edits(user)
    return context


def overview(request: HttpRequest) -> Overview:
    """For the user of a request, whose parameters choose plans: `q` words, `o` the column to sort by, `p` the page."""
    counts = counts_of_plans(request.user)
    query, order = request.GET.get("q", "").strip(), order_of(request)
    plans = Plan.objects.worked_on_by(request.user).defer("text", "baseline").order_by("title", "pk")
    found = in_order(plans.search(query) if query else plans, order, counts)
    page = Paginator(found, PLANS_A_PAGE).get_page(request.GET.get("p"))
    kept = {name: value for name, value in (("q", query), ("o", order)) if value}
    return Overview(
        [*tasks_of(counts), *to_publish(request.user), *pending_of_plans(request.user)],
        [column(name, label, order, kept) for name, label in HEADS.items()],
        [row_of(plan, counts[plan.pk]) for plan in page],
        page,
        query,
        urlencode(kept),
    )


def counts_of_plans(user: User) -> defaultdict[int, dict[str, int]]:
    """By the plan's primary key, what is counted of the measures and conflicts that the user may see."""
    live = Measure.objects.worked_on_by(user).in_force()
    counted: dict[str, RecordQuerySet] = {
        "changed": live.changed_since_confirmed(),
        "unassigned": live.unassigned(),
        "due": live.due_this_month(),
        "overdue": live.with_timeliness(Timeliness.OVERDUE),
        "conflicts": Conflict.objects.worked_on_by(user).open(),
    }
    found: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    of_states = live.order_by().values_list("plan", "phase", "review_state").annotate(Count("pk"))  # touches no row
    for plan, phase, state, count in of_states:
        for name in ("total", *OF_PHASE.get(phase, ()), *OF_STATE.get(state, ())):
            found[plan][name] += count
    for name, records in counted.items():
        for plan, count in records.order_by().values_list("plan").annotate(Count("pk")):
            found[plan][name] = count
    return found


def tasks_of(counts: Mapping[int, Counts]) -> list[Cell]:
    """What waits, in all plans together."""
    return [
        Cell(name, label, sum(of.get(name, 0) for of in counts.values()), list_of(name))
        for name, label in TASKS.items()
    ]


def to_publish(user: User) -> list[Cell]:
    """What waits for the user as one who publishes; nothing for others."""
    if lacking(user, ["measures.publish_measure"]):
        return []
    seen = Measure.objects.visible_to(user)
    confirmed = seen.in_force().filter(review_state=ReviewState.CONFIRMED)
    waiting = {"to_publish": confirmed, "pending": seen.pending_for(user)}
    listed = reverse("admin:measures_measure_changelist")
    return [
        Cell(name, label, waiting[name].count(), f"{listed}?{urlencode(filters)}")
        for name, (label, filters) in TO_PUBLISH.items()
    ]


def pending_of_plans(user: User) -> list[Cell]:
    """The pending changes of sections and plans that the user may decide."""
    cells = [
        Cell(
            name,
            label,
            model.objects.worked_on_by(user).pending_for(user).count(),
            reverse(f"admin:measures_{model._meta.model_name}_changelist", query=filters),
        )
        for name, (label, model, filters) in PENDING.items()
        if not lacking(user, [model.publish_right])
    ]
    return [cell for cell in cells if cell.count]


def list_of(name: str, **query: str) -> str:
    """The address of the list that shows what is counted under a name."""
    model = "conflict" if name == "conflicts" else "measure"
    return reverse(f"admin:measures_{model}_changelist", query=query | FILTERS[name])


def order_of(request: HttpRequest) -> str:
    """The column that the table is sorted by, with a minus where the largest comes first; "" for the usual order."""
    order = request.GET.get("o", "")
    return order if order.removeprefix("-") in HEADS else ""


def in_order(plans: QuerySet[Plan], order: str, counts: Mapping[int, Counts]) -> QuerySet[Plan] | list[Plan]:
    """By a count the plans are sorted here: the database has counted already."""
    name = order.removeprefix("-")
    if name in ("", "title"):
        return plans.reverse() if order.startswith("-") else plans
    return sorted(plans, key=lambda plan: key_of(name, counts[plan.pk]), reverse=order.startswith("-"))


def key_of(name: str, counts: Counts) -> float:
    return share(counts, "done") if name == "progress" else counts.get(name, 0)


def share(counts: Counts, name: str) -> float:
    """How many of the measures in force, in percent."""
    return 100 * counts.get(name, 0) / counts["total"] if counts.get("total") else 0


def column(name: str, label: Label, order: str, kept: Mapping[str, str]) -> Column:
    """The address sorts by it, the largest count first, and the other way round where it is sorted so already."""
    first = name if name == "title" else f"-{name}"
    other = f"-{name}" if first == name else name
    now = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    return Column(name, label, f"?{urlencode({**kept, 'o': other if order == first else first})}", now)


def row_of(plan: Plan, counts: Counts) -> PlanRow:
    cells = [Cell(name, label, counts.get(name, 0), list_of(name, plan=plan.slug)) for name, label in COUNTS.items()]
    return PlanRow(plan, cells, round(share(counts, "done")), round(share(counts, "begun")))


def colleagues_edits(user: User) -> QuerySet[Edit]:
    """The last edits of others, each with the name of a record that it wrote and how many measures it wrote, as far as
    the user sees them."""
    others = Edit.objects.filter(edits_seen(user)).exclude(by=user.pk).defer("task").order_by("-at", "-pk")
    measures = Measure.history.filter(rows_seen(Measure, user), edit=OuterRef("pk")).order_by()
    count = measures.values("edit").annotate(count=Count("id", distinct=True)).values("count")
    written = [(model.history.filter(rows_seen(model, user), edit=OuterRef("pk")), field) for model, field in NAMED]
    drafted = PendingChange.history.filter(rows_seen(PendingChange, user), edit=OuterRef("pk"))
    title = Coalesce(*(f"{name}__title" for name in OWNERS))
    written.append((drafted.annotate(title=title), "title"))
    names = [Subquery(rows.order_by("history_id").values(field)[:1]) for rows, field in written]
    return others.annotate(measure_count=Subquery(count), about=Coalesce(*names))[:LAST_EDITS]
