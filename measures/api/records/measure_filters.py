"""The filters of measures that are no plain comparison of a column."""

from collections.abc import Mapping
from functools import lru_cache

from django.db.models import Lookup

from measures.api.records.filtersets import RecordFilter
from measures.choices import Role
from measures.models import Conflict, Measure, Responsibility, ResponsibleBody, Section
from measures.prepared import given_by, in_list
from measures.querysets import MeasureQuerySet
from measures.querysets.measures import more_than_first
from measures.visibility import visibility_of

PARTS = {"body": "body__uuid", "role": "role"}  # columns of responsibilities, by the filters that ask for them


class MeasureFilter(RecordFilter):
    """The filters of measures that are no plain comparison of a column."""

    @classmethod
    @lru_cache(256)
    def prepared_conditions(cls, names: frozenset[str]) -> tuple[Lookup, ...]:
        """With those of `body`, alone or with `role`."""
        rest = names.difference(PARTS)
        others = super().prepared_conditions(rest) if rest else ()
        if "body" not in names or (rest and not others):
            return super().prepared_conditions(names)
        asked = (in_list(PARTS[name], name) for name in sorted(names - rest))
        chosen = Responsibility.objects.order_by().filter(*asked)
        return (given_by(chosen.values("measure_id")), *others)

    def prepared_values(self) -> Mapping[str, object] | None:
        """None, too, for bodies that have a part in so many measures that these are soon met."""
        values = super().prepared_values()
        asked = {column: values[name] for name, column in PARTS.items() if values and name in values}
        return None if asked and more_than_first(frozenset(asked))(**asked) else values

    def under(self, queryset: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        return queryset.filter(section__in=Section.objects.under(value))

    def succeeded_by(self, queryset: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        """By the codes of successors that the caller may see."""
        successors = Measure.objects.visible_to(self.request.user).filter(code__in=value)
        return queryset.filter(
            pk__in=Measure.successors.through.objects.filter(to_measure__in=successors).values("from_measure")
        )

    def in_conflict(self, queryset: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        """For whoever may change measures; others are told of no conflict."""
        visibility = visibility_of(self.request.user)
        found = Conflict.objects.open() if visibility.notes else Conflict.objects.none()
        if visibility.plans is not None:
            found = found.filter(plan__in=visibility.plans)
        measures = found.filter(measure__isnull=False).values("measure")
        return queryset.filter(pk__in=measures) if value else queryset.exclude(pk__in=measures)

    def changed_since(self, queryset: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        """For whoever may change measures, as conflicts are."""
        changed = Measure.objects.changed_since_confirmed().values("pk")
        found = changed if visibility_of(self.request.user).notes else changed.none()
        return queryset.filter(pk__in=found) if value else queryset.exclude(pk__in=found)

    def timely(self, queryset: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        return queryset.with_timeliness(*value)

    def with_answer(self, queryset: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return queryset.filter(queryset.has_part(role__in=Role.in_charge())) if value else queryset.unassigned()

    def assigned_to(self, queryset: MeasureQuerySet, name: str, _: object) -> MeasureQuerySet:
        """`body`, `body_under` and `role` are one condition; the first of them to be called states it."""
        given = self.form.cleaned_data
        asked = [name for name in ("body", "body_under", "role") if given.get(name)]
        if name != asked[0]:
            return queryset
        conditions = {"body__uuid": given.get("body"), "role": given.get("role")}
        if "body_under" in asked:
            conditions["body"] = list(ResponsibleBody.objects.under(given["body_under"]).values_list("pk", flat=True))
        return queryset.with_part(**{field: values for field, values in conditions.items() if values is not None})
