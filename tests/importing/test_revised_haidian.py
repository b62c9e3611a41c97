"""A made-up revision of the Haidian chapter is compared as a careful reader would."""

from typing import Any

import pytest

from measures.importing import Comparison, Outcome, apply, read
from measures.models import Measure, Responsibility, Section, SourceDocument
from tests.importing.revised_haidian import EXPECTED, INSERTED


def known_again(comparison: Comparison, model: Any) -> dict[str, str]:
    """Each match in the words of EXPECTED, but for what is the same under the same number."""
    found = {}
    for change in comparison.of(model):
        match = change.match
        if match is not None:
            words = [match.reason.value, "moved" if match.moved else ""]
            words += [f"{'from' if match.new else 'into'} {match.related}" if match.related else "", match.new]
            found[str(change.key[1])] = " ".join(filter(None, words))
    return {code: words for code, words in found.items() if words != f"same {code}"}


@pytest.mark.parametrize("model", [Section, Measure])
def test_every_record_is_known_again_as_a_reader_would(comparison: Comparison, model: Any) -> None:
    assert known_again(comparison, model) == EXPECTED[model._meta.model_name]


def test_what_was_dropped_is_withdrawn_by_the_edition_and_names_its_successor(comparison: Comparison) -> None:
    second = SourceDocument.objects.get(edition=2)
    withdrawn = Measure.objects.exclude(withdrawn_on=None)
    assert {(each.code, each.withdrawn_by) for each in withdrawn} == {("3.4.1-2", second), ("3.6.3-3", second)}
    assert [each.code for each in Measure.objects.get(code="3.6.3-3").successors.all()] == ["3.6.3-2"]
    assert not Measure.objects.get(code="3.4.1-2").successors.exists()
    assert {change.key[1] for change in comparison.of(Measure) if change.outcome is Outcome.WITHDRAW} == {
        "3.4.1-2",
        "3.6.3-3",
    }


def test_edits_survive_and_the_one_that_the_document_changed_too_waits_for_a_person(comparison: Comparison) -> None:
    edited = Measure.objects.get(code="3.2.1-2")
    assert (edited.title, edited.phase, edited.note) == ("增强中小型科技企业活力", "in_progress", "区里已开展")
    assert edited.text.startswith("全面增强科技型中小企业创新活力。接续实施")
    (conflict,) = edited.conflicts.all()
    assert (conflict.field, conflict.said_before) == ("title", "增强中小型科技企业的创新活力")
    assert (conflict.here, conflict.said_now) == ("增强中小型科技企业活力", "全面增强科技型中小企业创新活力")


def test_sections_and_measures_stand_where_the_revision_has_them(comparison: Comparison) -> None:
    section = Section.objects.get(code="3.3.3")
    assert (section.parent.code, section.label, section.path[:9]) == ("3.2", "四、", "0001.0002")  # type: ignore[union-attr]
    assert Section.objects.get(code="3.5").label == "第六节"
    assert Section.objects.get(code="3.5b").title == "发展绿色低碳科技"
    assert Section.objects.get(code="3.4.2").title == "健全金融改革创新支持政策"
    assert Measure.objects.get(code="3.6.2-2").section.code == "3.6.3"
    in_order = Measure.objects.filter(section__code="3.1.1").in_document_order()
    assert [measure.code for measure in in_order] == ["3.1.1-1", "3.1.1-3", "3.1.1-2"]


def test_a_body_no_longer_named_leaves_its_measure(comparison: Comparison) -> None:
    names = Responsibility.objects.filter(measure__code="3.2.2-1").values_list("body__name", flat=True)
    assert set(names) == {"清华大学", "北京大学"}
    assert Measure.objects.get(code="3.2.2-1").version == 2


def test_every_edition_stays_and_says_what_each_record_said(comparison: Comparison) -> None:
    first, second = SourceDocument.objects.order_by("edition")
    assert (first.filename, second.filename) == ("纲要.txt", "纲要（中期调整）.txt")
    assert first.wording("3.2.1-2").startswith("增强中小型科技企业的创新活力。")
    assert second.wording("3.2.1-2").startswith("全面增强科技型中小企业创新活力。")
    assert second.wording("3.1.1-3") == INSERTED.strip()
    assert second.wording("3.4.1-2") == ""
    assert Measure.objects.get(code="3.1.1-3").source_text == INSERTED.strip()


def test_importing_the_revision_again_changes_nothing(comparison: Comparison, fixtures: tuple[bytes, bytes]) -> None:
    versions = dict(Measure.objects.values_list("code", "version"))
    again = apply(read(fixtures[1]))
    assert again.changes_nothing
    assert dict(Measure.objects.values_list("code", "version")) == versions
    assert [field.name for _change, field in again.fields(Outcome.CONFLICT)] == ["title"]
