"""The dump of a plan, imported where the plan is not, gives the same records, editions and open conflicts."""

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.models import Model

from measures.importing import Comparison, FixtureError, apply, compare, compare_division, dump, read
from measures.intake.corrections import corrected_incoming, reading_of_document
from measures.intake.imports import keep_original
from measures.models import (
    Conflict,
    Correction,
    DivisionTask,
    Edit,
    Import,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Succession,
    Target,
    UncorrectedReading,
)
from tests.edits.whole_plan import LATER_TASKS, SECOND, THIRD, incoming, reading, whole_plan
from tests.edits.whole_plan import SLUG as SLUG_OF_WHOLE
from tests.factories import make_body
from tests.importing.sample import find, import_records, sample, to_bytes
from tests.made_once import made_once

SLUG = "haidian-14fyp"
FILE = "海淀区规划".encode()


@pytest.fixture
def plan(comparison: Comparison) -> Plan:
    """One that went through edits, a revised edition, a conflict, and a withdrawal with a successor."""
    assert Conflict.objects.open().exists()
    assert Succession.objects.exists()
    return Plan.objects.get(slug=SLUG)


def emptied(plan: Plan) -> None:
    plan.state = "draft"
    plan.save()
    plan.delete()
    Import.objects.all().delete()  # another installation has none
    ResponsibleBody.objects.all().delete()
    assert not Measure.objects.exists()


def test_dumped_imported_and_dumped_again_it_is_the_same_to_the_byte(plan: Plan) -> None:
    before = dump(plan)
    emptied(plan)
    apply(read(before))
    assert dump(Plan.objects.get(slug=SLUG)) == before


def test_what_comes_back_is_what_was_there(plan: Plan) -> None:
    fields = ("code", "title", "text", "phase", "note", "version", "baseline", "position", "review_state")
    places = ("source__edition", "source_start", "source_end", "withdrawn_on", "withdrawn_by__edition")

    assert max(Measure.objects.values_list("version", flat=True)) > 2

    def state() -> list[Any]:
        measures = Measure.objects.order_by("code").values_list(*fields, *places, "section__code")
        editions = SourceDocument.objects.order_by("edition").values_list("edition", "text", "passages", "sha256")
        conflicts = Conflict.objects.open().values_list("model", "key", "field", "said_before", "here", "said_now")
        successors = Succession.objects.values_list("from_measure__code", "to_measure__code")
        return [*measures, *editions, *conflicts, *successors]

    before, dumped = state(), dump(plan)
    emptied(plan)
    apply(read(dumped))
    assert state() == before


def test_the_import_is_one_edit_with_the_history_of_every_record(plan: Plan) -> None:
    dumped = dump(plan)
    emptied(plan)
    last = Edit.objects.latest("pk").pk
    apply(read(dumped), reason="moved here")
    edit = Edit.objects.get(pk__gt=last)
    for model in (Plan, Measure, Conflict, Succession):
        first = model.history.filter(edit=edit, history_type="+")
        assert first.count() == model._default_manager.count() > 0


def test_the_next_import_of_the_last_edition_changes_nothing(plan: Plan, fixtures: tuple[bytes, bytes]) -> None:
    dumped = dump(plan)
    emptied(plan)
    apply(read(dumped))
    assert apply(read(fixtures[1])).changes_nothing


@made_once
def whole(editor: User) -> Plan:
    return whole_plan(editor)


def test_a_plan_to_which_all_has_happened_is_the_same_to_the_byte_and_row_by_row(whole: Plan) -> None:
    before, dumped = rows(), dump(whole)
    emptied(whole)
    restore(dumped)
    assert {model: found for model, found in rows().items() if found != before[model]} == {}
    assert dump(Plan.objects.get()) == dumped


def restore(dumped: bytes) -> None:
    """As `import_plan` does, the files included."""
    incoming = read(dumped)
    apply(incoming)
    for file in incoming.files:
        keep_original(SLUG_OF_WHOLE, file)


def rows() -> dict[str, list[Any]]:
    """What is here of every kind of record that a plan has, by keys that are the same in every installation."""
    assert not Conflict.objects.open().filter(by=None).exclude(by_name="").exists()
    kept: dict[type[Model], tuple[str, ...]] = {
        SourceDocument: ("code", "undone", "sha256", "text", "passages", "parser_version", "coverage", "places"),
        Section: ("code", "path", "title", "text", "version", "baseline", "withdrawn_by__code", "source__code"),
        Measure: (
            "code", "section__code", "title", "text", "note", "phase", "due_on", "version", "baseline", "review_state",
            "withdrawn_on", "withdrawn_by__code", "source__code", "source_start", "source_end", "successors__code",
        ),
        Responsibility: ("measure__code", "body__name", "role", "position", "origin", "source__code", "source_start"),
        ResponsibleBody: ("name", "uuid", "aliases", "version"),
        Target: ("code", "text", "value", "source__code"),
        DivisionTask: ("source__code", "number", "measure__code", "chosen", "words", "source_start", "baseline"),
        Correction: ("kind", "words", "before", "after", "alone", "place", "arguments", "by_name", "at"),
        UncorrectedReading: ("source__code", "rows", "at"),
    }  # fmt: skip
    found: dict[str, list[Any]] = {
        model.__name__: sorted(as_json(row) for row in model._default_manager.values_list(*names))
        for model, names in kept.items()
    }
    assert all(found.values()), "something of every kind is here"
    found["order of corrections"] = list(Correction.objects.order_by("pk").values_list("words", flat=True))
    found["open conflicts"] = list(Conflict.objects.open().values_list("key", "field", "said_now", "source__code"))
    return found


def as_json(row: tuple[Any, ...]) -> str:
    plain = [bytes(value).hex() if isinstance(value, bytes | memoryview) else value for value in row]
    return json.dumps(plain, default=str, sort_keys=True, ensure_ascii=False)


def test_what_comes_next_finds_all_as_it_was(whole: Plan, editor: User) -> None:
    before, dumped = what_comes_next(), dump(whole)
    emptied(whole)
    apply(read(dumped))
    assert what_comes_next() == before
    last, division, undone, *_others = before
    assert last["Measure"].keys() == {"keep", "unchanged", "absent"}
    assert division["Measure"]["conflict"] == 1
    assert undone["Measure"].keys() == {"update", "keep", "unchanged"}


def what_comes_next() -> tuple[Any, ...]:
    """What importing the last edition, the last division of work and the undone edition would do; what waits."""
    comparisons = [
        compare(corrected_incoming(*reading(SECOND))),
        compare_division(incoming(LATER_TASKS)),
        compare(corrected_incoming(*reading(THIRD))),
    ]
    counts = [{model.__name__: dict(found) for model, found in each.counts().items()} for each in comparisons]
    source = SourceDocument.objects.get(code="2")
    corrections = [(each.correction.words, each.outcome) for each in reading_of_document(source).made]
    return *counts, list(Conflict.objects.open().values_list("key", "here", "said_now")), corrections


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ["", "no base64", "bm8gZ3ppcA==", "H4sIAAAAAAACA8srzVFIzk8FAJ4Dr8sIAAAA"])
def test_a_reading_that_was_changed_since_is_refused(rows: str) -> None:
    records = sample()
    find(records, "plan")["version"] = 1
    reading = {"source": ["shili-plan", 1], "rows": rows, "at": "2026-03-01T08:00:00+00:00"}
    records.append({"model": "measures.uncorrectedreading", "fields": reading})
    with pytest.raises(FixtureError, match="rows"):
        read(to_bytes(records))


@pytest.mark.django_db
def test_a_dump_is_refused_where_the_plan_is() -> None:
    import_records()
    dumped = dump(Plan.objects.get())
    Measure.objects.filter(code="1.1-2").update(title="此处所改")
    with pytest.raises(FixtureError, match="shili-plan"):
        apply(read(dumped))
    assert Measure.objects.get(code="1.1-2").title == "此处所改"


@pytest.mark.django_db
def test_versions_and_conflicts_are_no_part_of_a_documents_fixture() -> None:
    records = sample()
    find(records, "measure", code="1.1-2")["version"] = 7
    with pytest.raises(FixtureError, match="version"):
        read(to_bytes(records))


@pytest.mark.django_db
def test_only_the_bodies_that_the_plan_leads_to_are_dumped() -> None:
    above = make_body("市委")
    make_body("无关单位")
    import_records()
    ResponsibleBody.objects.filter(name="市科技局").update(parent=above)
    names = [
        record["fields"]["name"]
        for record in json.loads(dump(Plan.objects.get()))
        if record["model"] == "measures.responsiblebody"
    ]
    assert "市委" in names
    assert "无关单位" not in names


@pytest.mark.django_db
def test_the_commands_carry_the_original_files_too(tmp_path: Path) -> None:
    records = sample()
    find(records, "sourcedocument")["sha256"] = sha256(FILE).hexdigest()
    import_records(records)
    source = SourceDocument.objects.get()
    source.file.save("规划.txt", ContentFile(FILE))
    path = tmp_path / "plan.json"
    call_command("dump_plan", "shili-plan", "-o", str(path))
    emptied(Plan.objects.get())
    call_command("import_plan", str(path), stdout=StringIO())
    with SourceDocument.objects.get().file.open() as file:
        assert file.read() == FILE
    again = StringIO()
    call_command("dump_plan", "shili-plan", stdout=again)
    assert again.getvalue() == path.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_a_file_that_was_changed_since_is_refused() -> None:
    records = sample()
    find(records, "sourcedocument")["file"] = "5rW35reA"
    find(records, "plan")["version"] = 1
    with pytest.raises(FixtureError, match=r"示例市发展规划\.txt"):
        read(to_bytes(records))


@pytest.mark.django_db
def test_there_is_no_dump_of_a_plan_that_is_not_here() -> None:
    with pytest.raises(CommandError, match="no-such-plan"):
        call_command("dump_plan", "no-such-plan")
