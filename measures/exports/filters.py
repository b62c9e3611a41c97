"""What a report is asked for, as a condition on records; on rows of the past: `measures.exports.sources.matching`."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property

from measures.folding import fold_but_punctuation
from measures.models import ResponsibleBody, Section
from measures.models.names import comparable
from measures.prepared import one_of
from measures.querysets import BodyQuerySet, MeasureQuerySet

FALSE, TRUE, ALL = "false", "true", "all"


@dataclass(frozen=True)
class Filters:
    """What is asked for; of each list any, of an empty one all. Names and meanings are those of the API's filters.

    `plan` are slugs, `section` codes, `body` and `body_under` names, aliases or public ids. `withdrawn` is FALSE (left
    out), TRUE (alone) or ALL.
    """

    plan: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    body_under: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    timeliness: tuple[str, ...] = ()
    review_state: tuple[str, ...] = ()
    withdrawn: str = FALSE
    due_after: date | None = None
    due_before: date | None = None
    q: str = ""

    def narrow(self, measures: MeasureQuerySet, withdrawn: str = "") -> MeasureQuerySet:
        """Those of the measures that are asked for, or what they were with another filter `withdrawn`."""
        withdrawn = withdrawn or self.withdrawn
        listed = {"plan__slug": self.plan, "kind": self.kind, "phase": self.phase, "review_state": self.review_state}
        measures = measures.filter(**{f"{name}__in": values for name, values in listed.items() if values})
        if self.section:
            measures = measures.filter(section__in=Section.objects.under(self.section))
        if self.timeliness:
            measures = measures.with_timeliness(*self.timeliness)
        if withdrawn != ALL:
            measures = measures.filter(withdrawn_on__isnull=withdrawn == FALSE)
        if self.due_after:
            measures = measures.filter(due_on__gte=self.due_after)
        if self.due_before:
            measures = measures.filter(due_on__lte=self.due_before)
        measures = self.with_part(measures)
        return measures.search(self.q) if self.q else measures

    def with_part(self, measures: MeasureQuerySet) -> MeasureQuerySet:
        """Those in which one responsibility has one of the bodies and one of the roles."""
        bodies = self.bodies
        roles = {"role": self.role} if self.role else {}
        asked: dict[str, Sequence[object]] = {**roles, **({} if bodies is None else {"body": sorted(bodies)})}
        return measures.with_part(**asked) if asked else measures

    @cached_property
    def bodies(self) -> frozenset[int] | None:
        """The primary keys of the bodies asked for; where both filters are set, of those that both name. None: all."""
        named = [frozenset(called(self.body))] if self.body else []
        if self.body_under:
            above = ResponsibleBody.objects.filter(one_of(called(self.body_under))).values_list("uuid", flat=True)
            named.append(frozenset(ResponsibleBody.objects.under(above).values_list("pk", flat=True)))
        return frozenset.intersection(*named) if named else None

    def as_data(self) -> dict[str, list[str]]:
        """As `FiltersForm` takes them, to keep or to put into an address; what is not asked for is left out."""
        found: dict[str, list[str]] = {}
        for name, value in asdict(self).items():
            values = value if isinstance(value, tuple) else [value]
            texts = [each.isoformat() if isinstance(each, date) else each for each in values if each]
            if texts and value != getattr(Filters, name):
                found[name] = texts
        return found


def called(names: Collection[str], bodies: BodyQuerySet | None = None) -> list[int]:
    """The primary keys of the bodies that have one of these names, aliases or public ids."""
    wanted, ids = {comparable(name) for name in names}, {fold_but_punctuation(name) for name in names}
    rows = (ResponsibleBody.objects.all() if bodies is None else bodies).order_by()
    return [
        pk
        for pk, uuid, name, aliases in rows.values_list("pk", "uuid", "name", "aliases")
        if not wanted.isdisjoint(map(comparable, (name, *aliases))) or str(uuid) in ids
    ]
