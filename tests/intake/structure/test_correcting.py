"""A correction on the reading page that splits or merges what was published does it as on the measures' own pages."""

import pytest
from django.contrib.auth.models import User

from measures.correcting import Wish
from measures.edits import EditVia, edit
from measures.intake import structure
from measures.intake.corrections import CorrectionRefusedError, ReadingChangedError, reading_of_document
from measures.models import Conflict, Correction, Edit, Measure, Plan
from measures.parsing import Span
from measures.terms import CorrectionKind
from tests.factories import assign
from tests.intake.structure.shapes import import_again, measure, roles, shape, take_back, titles
from tests.uploads import TEXT

THREE = [("1.1-1", "支持基础研究"), ("1.1-2", "建设实验室"), ("1.2-1", "引进人才")]
SPLIT = ["支持基础研究", "完善投入机制", "建设实验室", "引进人才"]


def correct(plan: Plan, kind: CorrectionKind, *codes: str, words: str = "", by: User | None = None) -> Edit:
    """As a person who marked these words, or ticked these records, and pressed the button."""
    source = plan.sources.get()
    start = source.text.index(words)
    stretch = Span(start, start + len(words)) if words else None
    wish = Wish(kind, codes=[*codes], stretch=stretch)
    return structure.correct(source, wish, by, reading_of_document(source).fingerprint)


@pytest.mark.parametrize("kind", [CorrectionKind.SPLIT, CorrectionKind.MEASURE])
def test_a_published_measure_is_withdrawn_with_successors_when_its_reading_is_split(
    published: Plan, kind: CorrectionKind, person: User
) -> None:
    old = measure("1.1-1")
    with edit(person, via=EditVia.ADMIN):
        assign(old, "市教委", "support")
        old.phase = "in_progress"
        old.save()
    made = correct(published, kind, words="完善投入机制。（市科技局牵头，市财政局配合）", by=person)
    assert titles(published) == SPLIT
    [first, second] = published.measures.in_force().order_by("position", "pk")[:2]
    old.refresh_from_db()
    assert (old.text, old.withdrawn_on is None) == (
        "支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）",
        False,
    )
    assert list(old.successors.order_by("position", "pk")) == [first, second]
    assert [(each.phase, each.review_state) for each in (first, second)] == [("in_progress", "published")] * 2
    assert [roles(each) for each in (first, second)] == [roles(old)] * 2
    assert (made.via, made.author_name) == (EditVia.IMPORT, "王五")
    assert Correction.objects.count() == 1
    assert import_again(published) == []
    assert not Conflict.objects.exists()


def test_published_measures_that_are_merged_in_the_reading_are_withdrawn_with_their_successor(published: Plan) -> None:
    made = correct(published, CorrectionKind.MERGE, "1.1-2")
    assert titles(published) == ["支持基础研究", "引进人才"]
    merged = published.measures.in_force().order_by("position")[0]
    for code in ("1.1-1", "1.1-2"):
        assert [each.pk for each in measure(code).successors.all()] == [merged.pk]
    assert import_again(published) == []
    take_back(made)
    assert shape(published) == THREE
    assert not Correction.objects.exists()


def test_what_nobody_read_yet_is_changed_in_its_place(plan: Plan) -> None:
    old = measure("1.1-1")
    correct(plan, CorrectionKind.SPLIT, words="完善投入机制")
    assert titles(plan) == SPLIT
    assert measure("1.1-1").pk == old.pk
    correct(plan, CorrectionKind.MERGE, "1.2-1")
    assert not Measure.objects.exclude(withdrawn_on=None).exists()


def test_another_correction_of_what_is_published_changes_it_in_its_place(published: Plan) -> None:
    correct(published, CorrectionKind.TEXT, words="完善投入机制。（市科技局牵头，市财政局配合）")
    assert shape(published) == THREE
    assert measure("1.1-1").text == "支持基础研究。"


def test_a_split_of_words_that_an_editor_changed_is_refused(published: Plan) -> None:
    old = measure("1.1-1")
    with edit(None, via=EditVia.ADMIN):
        old.text = "大力支持基础研究。"
        old.save()
    with pytest.raises(CorrectionRefusedError, match="在此处已修改"):
        correct(published, CorrectionKind.SPLIT, words="完善投入机制")
    Conflict.objects.create(
        plan=published, measure=old, source=published.sources.get(), model="measure", key="x", field="text"
    )
    with pytest.raises(CorrectionRefusedError, match="冲突"):
        correct(published, CorrectionKind.SPLIT, words="完善投入机制")
    assert shape(published) == THREE


def test_a_reading_that_changed_since_it_was_seen_is_left_alone(published: Plan) -> None:
    wish = Wish(CorrectionKind.MERGE, codes=["1.1-2"])
    with pytest.raises(ReadingChangedError):
        structure.correct(published.sources.get(), wish, None, "earlier")
    assert shape(published) == THREE


def test_the_next_edition_keeps_what_the_reading_page_split_and_merged(published: Plan) -> None:
    correct(published, CorrectionKind.SPLIT, words="完善投入机制")
    correct(published, CorrectionKind.MERGE, "1.1-2")
    before = shape(published)
    assert [title for _code, title in before] == ["支持基础研究", "完善投入机制", "引进人才"]
    import_again(published, TEXT.replace("300名", "500名"))
    assert shape(published) == before
    assert "500名" in measure("1.2-1").text
    assert not Conflict.objects.exists()
