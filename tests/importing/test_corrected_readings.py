"""The reading of a document that is here was corrected: what differs from the reading before is written, no more."""

from typing import Any

import pytest
from django.core.management import call_command

from measures.edits import EditVia
from measures.edits import edit as edit_in_progress
from measures.importing import Choice, Comparison, Outcome, apply, compare, read
from measures.models import Measure, Plan, Responsibility, Section
from tests.factories import assign
from tests.importing.sample import SLUG, FixtureRecord, find, import_records, measure, sample, to_bytes
from tests.importing.test_editions import without
from tests.importing.test_reimport import edit, outcome_of, outcomes

pytestmark = pytest.mark.django_db

LAB = "1.1-2"


def correct(after: list[FixtureRecord], before: list[FixtureRecord] | None = None) -> Comparison:
    previous = read(to_bytes(sample() if before is None else before))
    return apply(read(to_bytes(after)), previous=previous)


def with_values(model: str, code: str, **values: Any) -> list[FixtureRecord]:
    records = sample()
    find(records, model, code=code).update(values)
    return records


def another(code: str, text: str) -> FixtureRecord:
    """One measure more, where LAB stands in the document."""
    record = measure(code, 5, find(sample(), "measure", code=LAB)["text"])
    record["fields"].update(title=text.split("。")[0], text=text)
    return record


def publish() -> None:
    with edit_in_progress(None, via=EditVia.IMPORT):
        plan = Plan.objects.get()
        plan.state = "published"
        plan.save()


def without_branch(code: str) -> list[FixtureRecord]:
    """The sample without a section, what stands in it, and their parts."""
    return [
        record
        for record in sample()
        if not str(record["fields"].get("code", "")).startswith(code)
        and not str((record["fields"].get("measure") or ["", ""])[1]).startswith(code)
    ]


def test_what_a_correction_cuts_from_a_draft_is_deleted() -> None:
    import_records()
    correct(without_branch("1.2"))
    assert not Section.objects.filter(code="1.2").exists()
    assert sorted(Measure.objects.values_list("code", "version")) == [("1.1-1", 1), ("1.1-2", 1)]


def test_what_a_correction_cuts_from_a_published_plan_is_withdrawn() -> None:
    import_records()
    publish()
    comparison = correct(without_branch("1.2"))
    assert {outcome_of(comparison, SLUG, code) for code in ("1.2", "1.2-1")} == {Outcome.WITHDRAW}
    for record in (Section.objects.get(code="1.2"), Measure.objects.get(code="1.2-1")):
        assert record.withdrawn_on is not None
        assert record.withdrawn_by is not None
    assert set(Measure.objects.filter(withdrawn_on=None).values_list("version", flat=True)) == {1}


def test_what_a_person_edited_is_withdrawn_from_a_draft_not_deleted() -> None:
    import_records()
    edit("1.2-1", note="已开展")
    correct(without_branch("1.2"))
    edited = Measure.objects.get(code="1.2-1")
    assert (edited.note, edited.withdrawn_by is not None) == ("已开展", True)
    assert Section.objects.get(code="1.2").withdrawn_on is not None


def test_a_section_stays_where_something_is_left_in_it() -> None:
    import_records()
    with edit_in_progress(None, via=EditVia.ADMIN):
        Measure.objects.create(
            plan=Plan.objects.get(), section=Section.objects.get(code="1.2"), title="增", text="增。"
        )
    correct(without_branch("1.2"))
    assert Section.objects.get(code="1.2").withdrawn_on is None
    assert [measure.title for measure in Measure.objects.filter(section__code="1.2")] == ["增"]


def test_only_what_the_correction_changes_is_written() -> None:
    import_records()
    comparison = correct(with_values("measure", LAB, title="建设重点实验室"))
    assert outcomes(comparison) == {"1.1-2.title": Outcome.UPDATE}
    assert sorted(Measure.objects.values_list("code", "version")) == [("1.1-1", 1), ("1.1-2", 2), ("1.2-1", 1)]


def test_a_difference_that_nobody_applied_waits_on() -> None:
    """A newer parser read another deadline and one measure more, and both were left out."""
    import_records()
    newer = with_values("measure", LAB, due_on="2029-06-30")
    new = measure("1.1-3", 5, find(sample(), "measure", code=LAB)["text"])
    new["fields"].update(title="推广绿色技术", text="推广绿色技术。在园区推广光伏建筑。")
    newer.insert(-5, new)
    left: frozenset[Choice] = frozenset({("measure", (SLUG, LAB), "due_on"), ("measure", (SLUG, "1.1-3"), "")})
    import_records(newer, declined=left)
    after = [{**record, "fields": dict(record["fields"])} for record in newer]
    find(after, "measure", code=LAB).update(title="建设重点实验室")
    correct(after, before=newer)
    changed = Measure.objects.get(code=LAB)
    assert (changed.title, changed.due_on) == ("建设重点实验室", None)
    assert Measure.objects.count() == 3
    comparison = compare(read(to_bytes(after)))
    assert outcomes(comparison) == {"1.1-2.due_on": Outcome.UPDATE}
    assert outcome_of(comparison, SLUG, "1.1-3") is Outcome.NEW


def test_what_nobody_wanted_stays_away_under_another_number_and_what_takes_its_number_comes() -> None:
    import_records()
    before = [*sample(), another("1.1-3", "推广绿色技术。在园区推广光伏建筑。")]
    import_records(before, declined=frozenset({("measure", (SLUG, "1.1-3"), "")}))
    found = another("1.1-3", "建设数据平台。开放公共数据。")
    correct([*sample(), found, another("1.1-4", "推广绿色技术。在园区推广光伏建筑。")], before=before)
    titles = Measure.objects.order_by("code").values_list("title", flat=True)
    assert list(titles) == ["支持基础研究", "建设实验室", "建设数据平台", "引进人才"]


def test_an_edit_of_what_is_corrected_is_a_conflict_and_any_other_edit_stays() -> None:
    import_records()
    edit(LAB, title="建设实验室集群", text="区里改写。")
    comparison = correct(with_values("measure", LAB, title="建设重点实验室"))
    assert outcomes(comparison) == {"1.1-2.title": Outcome.CONFLICT, "1.1-2.text": Outcome.KEEP}
    assert Measure.objects.get(code=LAB).title == "建设实验室集群"
    assert compare(read(to_bytes(with_values("measure", LAB, title="建设重点实验室")))).changes_nothing


def test_roles_that_an_editor_changed_stay_when_the_measure_is_corrected() -> None:
    import_records()
    Responsibility.objects.filter(measure__code="1.1-1", role="support").get().delete()
    assign(Measure.objects.get(code="1.1-1"), "市教委", "support")
    correct(with_values("measure", "1.1-1", title="支持原始创新"))
    kept = Responsibility.objects.filter(measure__code="1.1-1").values_list("body__name", "role")
    assert sorted(kept) == [("市教委", "support"), ("市科技局", "lead")]


def test_the_bodies_of_a_passage_that_is_cut_off_leave_the_measure() -> None:
    import_records()
    after = [record for record in sample() if record["fields"].get("role") != "support"]
    comparison = correct(after)
    assert outcome_of(comparison, SLUG, "1.1-1", "示例市", "市财政局", "support") is Outcome.REMOVE
    assert Measure.objects.get(code="1.1-1").version == 2
    assert compare(read(to_bytes(after))).changes_nothing
    assert outcome_of(compare(read(to_bytes(sample()))), SLUG, "1.1-1", "示例市", "市财政局", "support") is Outcome.NEW


def test_a_plan_that_was_loaded_is_corrected_like_one_that_was_imported(tmp_path: Any) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    edit(LAB, text="区里改写。")
    correct(with_values("measure", LAB, title="建设重点实验室"))
    changed = Measure.objects.get(code=LAB)
    assert (changed.title, changed.text) == ("建设重点实验室", "区里改写。")
    comparison = compare(read(to_bytes(with_values("measure", LAB, title="建设重点实验室"))))
    assert outcomes(comparison) == {"1.1-2.text": Outcome.KEEP}


def test_what_one_correction_cut_another_brings_back() -> None:
    import_records()
    cut = without(LAB)
    correct(cut)
    assert not Measure.objects.filter(code=LAB).exists()
    correct(sample(), before=cut)
    assert Measure.objects.get(code=LAB).title == "建设实验室"
