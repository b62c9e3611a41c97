"""The comparison of an import with what is stored: shown record by record, and applied as it was shown."""

from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.bodies.questions import may_merge
from measures.admin.history.differences import marked_difference
from measures.admin.imports.forms import importable_plans
from measures.admin.imports.tasks import tasks_of
from measures.admin.types import Context, Label
from measures.choices import PassageKind
from measures.importing import Comparison, FieldChange, Incoming, Outcome, RecordChange, expected_wait
from measures.importing.declined import Choice
from measures.importing.labels import OUTCOMES
from measures.intake.bodies import questions_of
from measures.intake.coverage import MOST_UNPARSED, shares
from measures.intake.suggesting import plan_here
from measures.matching import Reason
from measures.models import (
    Edit,
    Import,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Target,
)

MOST_LISTED = 2_000  # records with a tick of their own; more than this are applied together
# In the order of the page; an outcome that is not named here comes after them under its own name.
HEADINGS: dict[str, Label] = {
    "new": _("New"),
    "withdraw": _("No longer in the document: withdrawn"),
    "remove": _("No longer in the document: removed"),
    "update": _("Updated from the document"),
    "conflict": _("In conflict: changed here and in the document; the value here stays"),
    "keep": _("Edited here and kept"),
    "absent": _("Here, but not in this reading; stays"),
    "unchanged": _("Unchanged"),
}
ONLY_COUNTED = {"unchanged"}
PARTED: dict[Reason, Label] = {Reason.SPLIT: _("Split from %(code)s"), Reason.MERGED: _("Merged into %(code)s")}
TICKED = {"new", "withdraw", "remove"}  # as whole records; of others each field that is updated
PLACES = {"position", "path", "source", "source_start", "source_end", "withdrawn_by"}  # follow the document: not listed


@dataclass(frozen=True)
class ListedField:
    """One field: what it says here, what it would say; of a conflict also what the last edition said."""

    label: str
    tick: str  # the value of its tick box, "" where there is nothing to decide
    outcome: str
    before: str
    here: str
    document: SafeString | str


@dataclass(frozen=True)
class ListedRecord:
    kind: str
    name: str
    tick: str
    moved: bool
    parted: Label  # from which measure it was split, or into which one it was merged
    fields: list[ListedField]


@dataclass
class Group:
    """The records of one outcome. `count` counts those that are not listed, too."""

    outcome: str
    label: Label
    count: int = 0
    records: list[ListedRecord] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """What the page says of a comparison."""

    groups: list[Group]
    counts: list[tuple[str, list[tuple[Label, int]]]]
    choices: dict[str, Choice]  # by the value of a tick box
    left_out: int  # changes that are applied without being listed


def listing_of(comparison: Comparison) -> Listing:
    """In the order of the records, grouped by outcome; of a plan that is not here yet only how much there is."""
    groups = {outcome: Group(outcome, label) for outcome, label in HEADINGS.items()}
    choices: dict[str, Choice] = {}
    left_out = 0
    is_new_plan = comparison.division is None and all(change.record is None for change in comparison.of(Plan))
    new = {(change.model, change.key) for change in comparison.records if change.outcome is Outcome.NEW}
    for index, change in enumerate(comparison.records):
        group = groups.setdefault(change.outcome.value, Group(change.outcome.value, change.outcome.value))
        group.count += 1
        if group.outcome in ONLY_COUNTED or change.model is SourceDocument or is_new_plan or goes_with(change, new):
            continue
        if len(choices) >= MOST_LISTED:
            left_out += 1
            continue
        record = listed_record(str(index), change, choices)
        if record.fields or not change.fields:
            group.records.append(record)
    return Listing([group for group in groups.values() if group.count], counts_of(comparison), choices, left_out)


def goes_with(change: RecordChange, new: set[tuple[type[Model], tuple[str | int, ...]]]) -> bool:
    """Whether it is a part of a new measure or section, which stands for it."""
    if change.model not in (Responsibility, Target) or not change.row:
        return False
    owners = ((Measure, change.row.get("measure")), (Section, change.row.get("section")))
    return any(key is not None and (model, key) in new for model, key in owners)


def listed_record(index: str, change: RecordChange, choices: dict[str, Choice]) -> ListedRecord:
    """One record with its fields; each tick box offered is added to `choices`."""
    model = str(change.model._meta.model_name)
    tick = index if change.outcome.value in TICKED and change.model is not ResponsibleBody else ""
    if tick:
        choices[tick] = (model, change.key, "")
    fields = [
        listed_field(index, change, each, bool(tick), choices) for each in change.fields if each.name not in PLACES
    ]
    return ListedRecord(
        str(change.model._meta.verbose_name), name_of(change), tick, change.is_moved, parted(change), fields
    )


def parted(change: RecordChange) -> Label:
    """Of a new measure that was part of another, or a dropped one whose words stand in another now, that other."""
    found = change.match
    if found is None or not found.related or found.reason not in PARTED:
        return ""
    return PARTED[found.reason] % {"code": found.related}


def listed_field(
    index: str, change: RecordChange, each: FieldChange, whole: bool, choices: dict[str, Choice]
) -> ListedField:
    """One field with its three wordings; `choices` gets what ticking it stands for, where it can be left out."""
    tick = f"{index}.{each.name}" if each.outcome is Outcome.UPDATE and not whole else ""
    if tick:
        choices[tick] = (str(change.model._meta.model_name), change.key, each.name)
    before, here, document = (
        words(change.model, each.name, side) for side in (each.baseline, each.stored, each.incoming)
    )
    difference = document if each.outcome is Outcome.KEEP else marked_difference(here, document)
    return ListedField(label_of(change.model, each.name), tick, each.outcome.value, before, here, difference)


def field_of(model: type[Model], name: str) -> "Field[object, object] | None":
    return next((each for each in model._meta.fields if each.name == name), None)


def label_of(model: type[Model], name: str) -> str:
    found = field_of(model, name)
    return capfirst(str(found.verbose_name)) if found else name


def words(model: type[Model], name: str, value: object) -> str:
    """A value as people read it: a choice by its label, a reference by the last part of its key."""
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "、".join(str(part) for part in (value[-1:] if isinstance(value, tuple) else value))
    found = field_of(model, name)
    labels = dict(found.flatchoices) if found else {}
    return str(labels.get(value, value))


def name_of(change: RecordChange) -> str:
    """The code and the title, or what else a person knows the record by."""
    code = " ".join(str(part) for part in change.key[1:] or change.key)
    if change.model is Responsibility:
        _slug, measure, _jurisdiction, body, role = (*change.key, "", "", "", "")[:5]
        return f"{measure} {words(Responsibility, 'role', role)}：{body}"
    for name in ("title", "name", "text", "filename"):
        said = str(change.row.get(name, "") if change.row else getattr(change.record, name, ""))
        if said:
            return f"{code} {said[:80]}" if change.model not in (Plan, ResponsibleBody) else said
    return code


def counts_of(comparison: Comparison) -> list[tuple[str, list[tuple[Label, int]]]]:
    """How many records of each kind have which outcome."""
    return [
        (
            str(model._meta.verbose_name),
            [(label, counts[outcome]) for outcome, label in OUTCOMES.items() if counts[outcome]],
        )
        for model, counts in comparison.counts().items()
    ]


def counts_sentence(counts: dict[str, dict[str, int]]) -> str:
    """What an applied import did, from the counts in its row, in the reader's language; not what it left unchanged."""
    lines = []
    for name, outcomes in counts.items():
        kind = apps.get_model("measures", name)._meta.verbose_name
        done = {label: outcomes.get(outcome) for outcome, label in OUTCOMES.items() if outcome not in ONLY_COUNTED}
        shares = [f"{label} {count}" for label, count in done.items() if count]
        lines += [f"{kind}：{'、'.join(shares)}"] if shares else []
    return "；".join(lines) or gettext("Nothing changed.")


def edits_since(plan: Plan | None, number: int) -> list[Edit]:
    """The edits after the one of this number that touched records of the plan, newest first."""
    if plan is None:
        return []
    found: set[int] = set(Plan.history.filter(id=plan.pk, edit__gt=number).values_list("edit", flat=True))
    for model in (Section, Measure, Target):
        found |= set(model.history.filter(plan=plan.pk, edit__gt=number).values_list("edit", flat=True).distinct())
    return list(Edit.objects.filter(pk__in=found)[:20])


def compared(request: HttpRequest, item: Import, incoming: Incoming, comparison: Comparison) -> Context:
    """What the page says of a comparison with the records of the reading."""
    [source], [plan] = (incoming.rows[model].values() for model in (SourceDocument, Plan))
    share = next(share for share in shares(source["coverage"]) if share.kind == PassageKind.UNPARSED)
    latest = Edit.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {
        "listing": listing_of(comparison),
        "plan_here": plan_here(item, plan, importable_plans(request.user)),
        "tasks": tasks_of(comparison, item),
        "may_point": request.user.has_perm("measures.upload_import"),
        "questions": list(enumerate(questions_of(comparison))),
        "may_merge": may_merge(request),
        "followed": comparison.successions_told,
        "merged": item.answers.get("bodies", {}).items(),
        "fingerprint": comparison.fingerprint(),
        "changes_nothing": comparison.changes_nothing,
        "since": latest or 0,
        "wait": expected_wait(incoming),
        "unparsed": f"{share.percent} %" if share.percent > 100 * MOST_UNPARSED else "",
    }
