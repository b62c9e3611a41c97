"""The page of a body: what it answers for, by role and phase; what stands above and below it; what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, ForeignKey, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.admin.history.timeline import Entry, FieldChange, Step, compared, steps
from measures.admin.labels import describe_body
from measures.admin.types import Label, ModelField
from measures.as_of.bodies import responsibilities_as_of
from measures.choices import Phase, Role, Timeliness
from measures.models import BodySuccession, Measure, MovedResponsibility, Responsibility, ResponsibleBody
from measures.models.history import HistoryRow
from measures.prepared import one_of
from measures.querysets import timeliness
from measures.visibility import User

ROWS_A_PAGE = 100
EDITS_SHOWN = 20
LISTED = ("pk", "plan__title", "plan__slug", "code", "title", "position", "phase", "due_on", "due_text")
# The columns of counts after the one of all: what is counted, with the filter of the list that shows the same.
COLUMNS: dict[str, tuple[Label, dict[str, str]]] = {
    **{f"phase-{value}": (label, {"phase__exact": value}) for value, label in Phase.choices},
    **{
        f"timeliness-{light.value}": (light.label, {"timeliness": light.value})
        for light in (Timeliness.OVERDUE, Timeliness.DUE_SOON)
    },
}


@dataclass(frozen=True)
class Cell:
    """A count, and the address of the list of what it counts, "" where the list cannot be asked for it."""

    name: str
    count: int
    url: str


@dataclass(frozen=True)
class CountRow:
    """The counts of one role."""

    role: Role
    cells: list[Cell]


@dataclass(frozen=True)
class Task:
    """One role of the body in one measure, as its line of the list has it."""

    role: Role
    pk: int
    plan: str
    code: str
    title: str
    phase: str
    phase_label: Label
    due: str
    light: str
    light_label: Label
    position: tuple[str, int]


@dataclass(frozen=True)
class SuccessionLine:
    """A succession as the page tells of it: `moved` responsibilities went over; `edit` recorded it."""

    succession: BodySuccession
    scope: str
    moved: int

    @property
    def waits(self) -> bool:
        return self.succession.carried_out_at is None


@dataclass(frozen=True)
class BodyPage:
    """All that the page shows. `day` is the earlier or later day that was asked for, None for now."""

    body: ResponsibleBody
    day: date | None
    heads: list[Label]
    counts: list[CountRow]
    tasks: list[Task]
    above: list[ResponsibleBody]
    below: list[ResponsibleBody]
    taken_over: list[SuccessionLine]
    handed_over: list[SuccessionLine]
    entries: list[Entry]


def page_of_body(body: ResponsibleBody, request: HttpRequest, day: date | None) -> BodyPage:
    """For the user of the request, in a fixed number of queries; of a `day`, who answered then."""
    user = request.user
    names = {each.pk: each for each in ResponsibleBody.objects.visible_to(user).only("name", "jurisdiction", "parent")}
    tasks = tasks_of(body, user, day)
    successions = successions_of(body, user)
    return BodyPage(
        body=body,
        day=day,
        heads=[label for label, _filters in COLUMNS.values()],
        counts=list(counts_of(body, tasks, is_now=day is None)),
        tasks=tasks,
        above=list(chain_above(body, names)),
        below=sorted((each for each in names.values() if each.parent_id == body.pk), key=describe_body),
        taken_over=[line for line in successions if line.succession.to_body_id == body.pk],
        handed_over=[line for line in successions if line.succession.from_body_id == body.pk],
        entries=entries_of(body, names, successions),
    )


def tasks_of(body: ResponsibleBody, user: User, day: date | None) -> list[Task]:
    """In the order of roles, plans and documents: the measures in force that the user may see."""
    pairs = list(roles_on(body, day)) if day else list(roles_now(body))
    visible = Measure.objects.worked_on_by(user).in_force().filter(one_of({measure for measure, _role in pairs}))
    rows = {row[0]: row[1:] for row in visible.order_by().values_list(*LISTED)}
    phases, today = dict(Phase.choices), timezone.localdate()
    found = [task(Role(role), pk, rows[pk], phases, today) for pk, role in pairs if pk in rows]
    order = list(Role)
    return sorted(found, key=lambda each: (order.index(each.role), each.position))


def roles_now(body: ResponsibleBody) -> Iterable[tuple[int, str]]:
    return Responsibility.objects.filter(body=body).order_by().values_list("measure_id", "role")


def roles_on(body: ResponsibleBody, day: date) -> Iterator[tuple[int, str]]:
    """The measures and roles that were the body's on another day, by what is recorded by now."""
    had = Responsibility.history.filter(body=body.pk).values_list("measure_id", flat=True)
    handed = Q(succession__from_body=body.pk) | Q(succession__to_body=body.pk)
    moved = MovedResponsibility.objects.filter(handed).values_list("measure_id", flat=True)
    waiting = BodySuccession.objects.filter(to_body=body.pk, carried_out_at=None).values("from_body")
    stored = Responsibility.objects.filter(Q(body=body.pk) | Q(body__in=waiting)).values_list("measure_id", flat=True)
    measures = {*had.order_by(), *moved.order_by(), *stored.order_by()}
    for measure, parts in responsibilities_as_of(measures, timezone.now(), day).items():
        yield from ((measure, part.role) for part in parts if part.body == body.pk)


def task(role: Role, pk: int, row: tuple[object, ...], phases: Mapping[str, Label], today: date) -> Task:
    plan, slug, code, title, position, phase, due_on, due_text = row
    due = due_on if isinstance(due_on, date) else None
    light = timeliness(due, str(phase), None, today)
    return Task(
        role=role,
        pk=pk,
        plan=str(plan),
        code=str(code),
        title=str(title),
        phase=str(phase),
        phase_label=phases[str(phase)],
        due=due.isoformat() if due else str(due_text),
        light=light.value,
        light_label=light.label,
        position=(str(slug), int(str(position))),
    )


def counts_of(body: ResponsibleBody, tasks: Iterable[Task], *, is_now: bool) -> Iterator[CountRow]:
    """A row for each role that the body has; the list cannot be asked for another day."""
    counted: defaultdict[tuple[Role, str], int] = defaultdict(int)
    for each in tasks:
        for name in ("total", f"phase-{each.phase}", f"timeliness-{each.light}"):
            counted[each.role, name] += 1
    listed = reverse("admin:measures_measure_changelist")
    for role in Role:
        if not counted[role, "total"]:
            continue
        shown = {"total": dict[str, str](), **{name: filters for name, (_label, filters) in COLUMNS.items()}}
        asked = {"body": str(body.pk), "role": role.value, "withdrawn": "0"}
        yield CountRow(
            role,
            [
                Cell(name, counted[role, name], address(listed, asked | filters) if is_now else "")
                for name, filters in shown.items()
            ],
        )


def address(listed: str, query: Mapping[str, str]) -> str:
    return f"{listed}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def chain_above(body: ResponsibleBody, names: Mapping[int, ResponsibleBody]) -> Iterator[ResponsibleBody]:
    """From the body right above up to the top."""
    seen, above = {body.pk}, names.get(body.parent_id or 0)
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        yield above
        above = names.get(above.parent_id or 0)


def successions_of(body: ResponsibleBody, user: User) -> list[SuccessionLine]:
    """Those in which the body had a part, newest first."""
    found = BodySuccession.objects.visible_to(user).filter(Q(from_body=body.pk) | Q(to_body=body.pk))
    related = found.select_related("from_body", "to_body", "plan", "section", "recorded_in")
    lines = list(related.defer("plan__text", "section__text", "recorded_in__task").order_by("-counts_from", "-pk"))
    moved = MovedResponsibility.objects.filter(succession__in=[each.pk for each in lines]).order_by()
    counts = dict(moved.values_list("succession").annotate(Count("pk")))
    return [SuccessionLine(each, scope_of(each), counts.get(each.pk, 0)) for each in lines]


def scope_of(succession: BodySuccession) -> str:
    """What goes over, in words."""
    if succession.is_whole:
        return _("all of it")
    said = [str(each) for each in (succession.plan, succession.section) if each is not None]
    said += [succession.get_role_display()] if succession.role else []
    if succession.chosen is not None:
        said.append(_("%(count)d chosen measures") % {"count": len(succession.chosen)})
    return "、".join(said)


def entries_of(
    body: ResponsibleBody, names: Mapping[int, ResponsibleBody], successions: Iterable[SuccessionLine]
) -> list[Entry]:
    """The last edits of the body, merges and successions among them, newest first."""
    found: dict[int | datetime, Entry] = {}
    for key, step in steps(body.history.all()):
        entry = found.setdefault(key, Entry(step.after.history_date, step.after.edit))
        entry.row, entry.kind = step.after, step.kind or "~"
        entry.changes += changes_of(step, names) if step.kind == "~" else []
    for line in successions:
        recorded = line.succession.recorded_in
        entry = found.setdefault(recorded.pk, Entry(recorded.at, recorded))
        words = _("%(from)s → %(to)s from %(day)s on: %(scope)s") % {
            "from": line.succession.from_body.name,
            "to": line.succession.to_body.name,
            "day": line.succession.counts_from.isoformat(),
            "scope": line.scope,
        }
        entry.changes.append(FieldChange(capfirst(_("succession of bodies")), format_html("{}", words)))
    told = [entry for entry in found.values() if entry.changes or entry.kind != "~"]
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:EDITS_SHOWN]


def changes_of(step: Step, names: Mapping[int, ResponsibleBody]) -> list[FieldChange]:
    """What an edit changed in the body's own fields; other bodies by the names that are read already."""
    old, new = step.before, step.after
    if old is None:
        return []
    fields: list[ModelField] = [each for each in ResponsibleBody._meta.fields if each.name in tracked(new)]
    return [
        changed(each, getattr(old, each.attname), getattr(new, each.attname), names)
        for each in fields
        if getattr(old, each.attname) != getattr(new, each.attname)
    ]


def tracked(row: HistoryRow) -> set[str]:
    return {each.name for each in row.tracked_fields} - {"version", "updated_at"}


def changed(of: ModelField, old: object, new: object, names: Mapping[int, ResponsibleBody]) -> FieldChange:
    if not isinstance(of, ForeignKey):
        return compared(old, new, of)
    before, after = (names[pk].name if isinstance(pk, int) and pk in names else "—" for pk in (old, new))
    html = format_html("<del>{}</del> → <ins>{}</ins>", before, after)
    return FieldChange(capfirst(str(of.verbose_name)), html)
