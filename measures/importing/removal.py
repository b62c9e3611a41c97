"""Sections and measures that a correction of the reading takes from a draft: withdrawn like others, then deleted."""

from measures.edits import delete_records
from measures.importing.comparison import Comparison, Outcome
from measures.models import Measure, Section


def delete_cut_records(comparison: Comparison) -> None:
    """Once all else is written: the measures, then the sections in which nothing stands any more."""
    delete_records(Measure, cut(comparison, Measure))
    delete_records(Section, without_contents(cut(comparison, Section)))


def cut(comparison: Comparison, model: type[Section | Measure]) -> set[int]:
    return {change.record.pk for change in comparison.of(model) if change.outcome is Outcome.REMOVE}


def without_contents(pks: set[int]) -> set[int]:
    """Those of the sections in which no measure stands, and no section that stays."""
    empty = pks - set(Measure.objects.filter(section__in=pks).values_list("section_id", flat=True))
    while holding := set(
        Section.objects.filter(parent__in=empty).exclude(pk__in=empty).values_list("parent_id", flat=True)
    ):
        empty -= holding
    return empty
