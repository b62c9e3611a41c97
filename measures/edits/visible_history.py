"""What a reader sees of the history: that of the records which a right of the reader shows, not the public's rule.

Whoever may see a kind of record with its drafts sees its history; of whoever is limited to some plans, that of these
plans, and of bodies, which stand in none. An edit is seen by whoever sees a part of it, and then that part alone.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from measures.edits.history_rows import TRACKED
from measures.models import (
    BodySuccession,
    Correction,
    DivisionTask,
    Edit,
    Measure,
    MovedResponsibility,
    PendingChange,
    Plan,
    Section,
    Succession,
)
from measures.models.history import Tracked
from measures.models.pending import OWNERS
from measures.querysets import Reader
from measures.visibility import Visibility, visibility_of

SEEN_WITH: dict[type[Tracked], str] = {
    Succession: "measure",
    DivisionTask: "measure",
    Correction: "import",
    BodySuccession: "responsiblebody",
    MovedResponsibility: "responsiblebody",
}
NOTHING = Q(pk__in=[])


def kind_of(model: type[Tracked]) -> str:
    """The kind of record whose rights decide over a model: its own or, of what is part of another, that one's."""
    return SEEN_WITH.get(model, str(model._meta.model_name))


def rows_seen(model: type[Tracked], reader: Reader) -> Q:
    """The condition on rows of the history of a model; empty where the reader sees all."""
    visibility = visibility_of(reader)
    if model is PendingChange:
        return pending_seen(visibility)
    if not visibility.sees_in_full(kind_of(model)):
        return NOTHING
    return Q() if visibility.plans is None else rows_in_plans(model, visibility.plans) or Q()


def pending_seen(visibility: Visibility) -> Q:
    """Those of pending changes, each with what it is about."""
    seen = [name for name in OWNERS if visibility.sees_in_full(name)]
    if len(seen) == len(OWNERS) and visibility.plans is None:
        return Q()
    of_seen = reduce(or_, (Q(**{f"{name}__isnull": False}) for name in seen), NOTHING)
    return of_seen if visibility.plans is None else of_seen & pending_in_plans(visibility.plans)


def pending_in_plans(plans: Iterable[int]) -> Q:
    plans = [*plans]
    sections, measures = (model.history.filter(plan__in=plans).order_by().values("id") for model in (Section, Measure))
    return Q(plan__in=plans) | Q(section__in=sections) | Q(measure__in=measures)


def rows_in_plans(model: type[Tracked], plans: Iterable[int]) -> Q | None:
    """The rows of records in these plans (primary keys); None for a kind that stands in no plan."""
    names, plans = {field.name for field in model._meta.fields}, [*plans]
    if model is Plan:
        return Q(id__in=plans)
    if model is DivisionTask:
        return Q(source__plan__in=plans)
    if model is Correction:
        return Q(plan__in=plans) | Q(item__plan__in=plans)
    if model is PendingChange:
        return pending_in_plans(plans)
    if model is BodySuccession:
        return None
    if "plan" in names:
        return Q(plan__in=plans)
    if of_measure := names & {"measure", "from_measure"}:
        return Q(**{f"{of_measure.pop()}__in": Measure.history.filter(plan__in=plans).order_by().values("id")})
    return None


def edits_seen(reader: Reader) -> Q:
    """The condition on edits. Whoever is limited to some plans also sees their own edits."""
    if visibility_of(reader).plans is None:
        return Q()
    return edits_touching(TRACKED, reader) | Q(by=getattr(reader, "pk", None))


def edits_touching(models: Iterable[type[Tracked]], reader: Reader, plans: Iterable[int] | None = None) -> Q:
    """The edits that wrote records of any of these kinds, of some plans alone where `plans` are given, as far as the
    reader sees them."""
    conditions = [*touching(models, reader, plans)]
    return reduce(or_, conditions) if conditions else NOTHING


def touching(models: Iterable[type[Tracked]], reader: Reader, plans: Iterable[int] | None) -> Iterator[Q]:
    """One condition a kind. What chooses few rows is asked for at once; else each edit is asked whether it has any."""
    plans = None if plans is None else [*plans]
    for model in models:
        chosen = Q() if plans is None else rows_in_plans(model, plans)
        if chosen is None:
            continue
        condition = chosen & rows_seen(model, reader)
        if condition:
            yield Q(pk__in=model.history.filter(condition, edit__isnull=False).order_by().values("edit"))
        else:
            yield Q(Exists(model.history.filter(edit=OuterRef("pk"))))


def sees_all_of(reader: Reader, edit: Edit) -> bool:
    """Whether the reader sees every record that the edit wrote."""
    return not any(unseen_rows(model, edit, reader) for model in TRACKED)


def unseen_rows(model: type[Tracked], edit: Edit, reader: Reader) -> bool:
    rows, seen = model.history.filter(edit=edit).order_by(), rows_seen(model, reader)
    return bool(seen) and bool(rows.exclude(pk__in=rows.filter(seen).values("pk")).exists())


def sees_history_of(reader: Reader, record: Tracked) -> bool:
    """Whether the reader sees what became of a stored record, whatever the public sees of it."""
    visibility = visibility_of(reader)
    if not visibility.sees_in_full(kind_of(type(record))):
        return False
    plan = record.pk if isinstance(record, Plan) else getattr(record, "plan_id", None)
    return visibility.plans is None or plan is None or plan in visibility.plans
