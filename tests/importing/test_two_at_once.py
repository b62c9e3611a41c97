"""Two people apply to one plan at the same moment: one wins, the other is refused, and nothing is written twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from measures.importing import ComparisonChangedError, Outcome, apply, compare, read
from measures.importing.prepared import PreparedRecords
from measures.models import Correction, Edit, Measure, Plan, ResponsibleBody, Section
from tests.importing.sample import SLUG, find, import_records, sample, to_bytes


def revised(title: str) -> bytes:
    records = sample()
    find(records, "sourcedocument")["sha256"] = "2" * 64
    find(records, "measure", code="1.1-2")["title"] = title
    return to_bytes(records)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_state_one_wins_and_the_other_is_told() -> None:
    import_records()
    last = Edit.objects.latest("pk").pk
    incoming = {title: read(revised(title)) for title in ("建设重点实验室", "建设国家实验室")}
    shown = {title: compare(each).fingerprint() for title, each in incoming.items()}
    outcomes: dict[str, Any] = {}
    start = Barrier(2)

    def press_apply(title: str) -> None:
        start.wait()
        try:
            outcomes[title] = apply(incoming[title], expected=shown[title])
        except ComparisonChangedError as error:
            outcomes[title] = error
        finally:
            connection.close()

    people = [Thread(target=press_apply, args=(title,)) for title in incoming]
    for person in people:
        person.start()
    for person in people:
        person.join()
    titles = [title for title, outcome in outcomes.items() if isinstance(outcome, ComparisonChangedError)]
    assert len(outcomes) == 2
    assert len(titles) == 1
    assert Measure.objects.get(code="1.1-2").title == ({*incoming} - {*titles}).pop()
    assert Edit.objects.filter(pk__gt=last).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_compares_before_others_have_to_wait_and_again_where_they_wrote_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_records()
    compared: list[bool] = []

    def compare_and_note(*args: Any, **options: Any) -> Any:
        compared.append(connection.in_atomic_block)
        comparison = compare(*args, **options)
        if not connection.in_atomic_block and interferes:
            measure = Measure.objects.get(code="1.1-2")
            measure.title = "他人所改"
            measure.save()
        return comparison

    monkeypatch.setattr("measures.importing.applying.compare", compare_and_note)
    interferes = False
    apply(read(revised("建设重点实验室")))
    assert compared == [False]
    interferes = True
    found = apply(read(revised("建设国家实验室")))
    assert compared == [False, False, True]
    assert Measure.objects.get(code="1.1-2").title == "他人所改"
    assert [change.name for _record, change in found.fields(Outcome.CONFLICT)] == ["title"]


@pytest.mark.django_db(transaction=True)
def test_only_what_an_import_reads_makes_it_compare_again_while_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    import_records()
    plan = Plan.objects.create(slug="other", title="示例区规划", period_start=2021, period_end=2025)
    section = Section.objects.create(plan=plan, code="1", title="总则", path="0001", position=1)
    body = ResponsibleBody.objects.filter(name="市财政局")
    compared: list[bool] = []

    def compared_again(write: Callable[[], object]) -> bool:
        """Whether an import compares again where somebody writes after it has made everything ready."""

        def compare_and_write(*args: Any, **options: Any) -> Any:
            compared.append(connection.in_atomic_block)
            return compare(*args, **options)

        def prepare_and_write(*args: Any, **options: Any) -> PreparedRecords:
            prepared = PreparedRecords(*args, **options)
            if not connection.in_atomic_block:
                write()
            return prepared

        compared.clear()
        monkeypatch.setattr("measures.importing.applying.compare", compare_and_write)
        monkeypatch.setattr("measures.importing.applying.PreparedRecords", prepare_and_write)
        apply(read(revised("建设重点实验室")))
        return compared == [False, True]

    assert not compared_again(section.save)
    assert not compared_again(body.get().save)
    assert compared_again(lambda: body.update(aliases=["市财政部门"]))
    assert compared_again(lambda: Measure.objects.filter(plan__slug=SLUG).update(note="甲"))
    assert compared_again(Correction(plan=Plan.objects.get(slug=SLUG), kind="drop", words="甲").save)
    added = Section(plan=plan, code="2", title="附则", path="0002", position=2)
    assert compared_again(added.save) == (connection.vendor == "sqlite")  # whose next key it takes
    assert Measure.objects.get(code="1.1-2").title == "建设重点实验室"
