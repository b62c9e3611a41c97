import json
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models

from measures.importing import Outcome
from measures.models import Edit, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from tests.importing.sample import RECORDS, SLUG, TEXT, find, import_records, responsibility, to_bytes

pytestmark = pytest.mark.django_db

HAIDIAN = json.loads((settings.BASE_DIR / "fixtures/haidian-14fyp.json").read_bytes())
OPTIONAL = {"parent", "numbering", "label", "kind", "due_on", "due_text", "issuer", "edition", "problems", "coverage"}
OPTIONAL |= {"source", "source_start", "source_end", "period_start", "period_end", "horizon_year"}
MODELS: list[type[models.Model]] = [ResponsibleBody, Plan, SourceDocument, Section, Measure, Responsibility, Target]


def everything() -> dict[str, list[dict[str, Any]]]:
    """All records by model, without what differs from one database to the next."""
    ours = {"id", "created_at", "updated_at", "baseline"}
    return {
        model.__name__: [
            {
                field.name: field.value_from_object(record)
                if not field.is_relation
                else related_key(record, field.name)
                for field in model._meta.concrete_fields
                if field.name not in ours
            }
            for record in sorted(model._default_manager.all(), key=lambda record: record.natural_key())  # type: ignore[attr-defined]
        ]
        for model in MODELS
    }


def related_key(record: Any, name: str) -> Any:
    related = getattr(record, name)
    return related and related.natural_key()


def test_every_record_of_the_fixture_is_written() -> None:
    comparison = import_records()
    assert [model.objects.count() for model in MODELS] == [4, 1, 1, 3, 3, 3, 2]  # type: ignore[attr-defined]
    assert all(change.outcome is Outcome.NEW for change in comparison.records)
    assert len(comparison.records) == len(RECORDS)


def test_what_a_model_has_a_default_for_may_be_left_out() -> None:
    records = [
        {"model": record["model"], "fields": {n: value for n, value in record["fields"].items() if n not in OPTIONAL}}
        for record in RECORDS
        if record["model"] not in ("measures.responsibility", "measures.target")
    ]
    find(records, "section", code="1.1")["path"] = "0002"
    find(records, "section", code="1.2")["path"] = "0003"
    import_records(records)
    assert Measure.objects.get(code="1.1-2").source_text == ""
    assert set(Section.objects.values_list("numbering", "parent", "label")) == {("none", None, "")}
    assert import_records(records).changes_nothing


def test_every_record_shows_the_words_it_came_from() -> None:
    import_records()
    assert Measure.objects.get(code="1.2-1").source_text == "引进人才。到2028年引进人才300名。（市人社局牵头）"
    assert Section.objects.get(code="1.1").source_text == "第一节 基础研究"
    assert Responsibility.objects.get(body__name="市财政局").source_text == "市财政局"
    assert SourceDocument.objects.get().text == TEXT


@pytest.mark.parametrize(
    "records", [RECORDS, pytest.param(HAIDIAN, marks=pytest.mark.only("sqlite"))], ids=["sample", "Haidian"]
)
def test_loaddata_into_an_empty_database_gives_the_same_records(records: list[Any], tmp_path: Any) -> None:
    import_records(records)
    imported = everything()
    for model in reversed(MODELS):
        model._default_manager.all().delete()
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(records))
    call_command("loaddata", str(path), verbosity=0)
    assert everything() == imported


def test_an_import_is_in_the_history_under_its_name_and_person(editor: Any) -> None:
    import_records(user=editor, reason="中期调整")
    made = Edit.objects.get()
    assert (made.by, made.by_name, made.via, made.reason) == (editor, "editor", "import", "中期调整")
    for model in (ResponsibleBody, Plan, Section, Measure, Responsibility, Target):
        entries = model.history.all()
        assert entries.count() == model._default_manager.count()
        assert {(entry.history_type, entry.edit, entry.history_user) for entry in entries} == {("+", made, editor)}


def test_what_an_import_writes_is_not_published_unless_asked() -> None:
    import_records()
    assert Plan.objects.get().state == "draft"
    assert set(Measure.objects.values_list("review_state", flat=True)) == {"extracted"}


def test_publish_makes_the_plan_and_its_measures_public() -> None:
    import_records(publish=True)
    assert Plan.objects.published().count() == 1
    assert Measure.objects.published().count() == 3


def test_a_body_that_is_there_already_is_used_and_left_as_it_is() -> None:
    ours = ResponsibleBody.objects.create(jurisdiction="示例市", name="市科技局", aliases=["科技局"], kind="other")
    comparison = import_records()
    ours.refresh_from_db()
    assert (ours.version, ours.kind, ours.aliases) == (1, "other", ["科技局"])
    assert comparison.counts()[ResponsibleBody] == {Outcome.NEW: 3, Outcome.UNCHANGED: 1}
    assert ours.responsibilities.get().measure.code == "1.1-1"


def test_a_renamed_body_is_found_by_its_public_id() -> None:
    import_records()
    renamed = ResponsibleBody.objects.get(name="市科技局")
    renamed.name = "市科技创新局"
    renamed.save()
    assert import_records().changes_nothing
    assert ResponsibleBody.objects.count() == 4


def test_a_body_is_found_by_an_alias_in_its_own_jurisdiction_only() -> None:
    ours = ResponsibleBody.objects.create(jurisdiction="示例市", name="市科学技术局", aliases=["市科技局"])
    ResponsibleBody.objects.create(jurisdiction="样例市", name="市财局", aliases=["市财政局"])
    import_records()
    assert ours.responsibilities.count() == 1
    assert ResponsibleBody.objects.filter(name="市财政局", jurisdiction="示例市").exists()


def test_two_names_of_one_body_in_one_measure_are_one_responsibility() -> None:
    ResponsibleBody.objects.create(jurisdiction="示例市", name="市科学技术局", aliases=["市科技局", "市财政局"])
    records = [r for r in RECORDS if r["model"] != "measures.responsibility"]
    records += [responsibility("1.1-1", "市科技局", "lead", 1), responsibility("1.1-1", "市财政局", "lead", 2)]
    import_records(records)
    assert Responsibility.objects.get().body.name == "市科学技术局"


def test_the_same_document_may_be_imported_under_a_second_slug() -> None:
    import_records()
    text = to_bytes(RECORDS).decode().replace(SLUG, "second-plan")
    import_records(json.loads(text))
    assert Measure.objects.count() == 6
    assert ResponsibleBody.objects.count() == 4


@pytest.mark.parametrize("stored", ["市 科技局", "市科技\u3000局"])
def test_a_body_that_is_stored_under_a_name_that_reads_alike_gets_no_double(stored: str) -> None:
    ours = ResponsibleBody.objects.create(jurisdiction="示例市", name=stored, kind="other")
    import_records(RECORDS)
    assert not ResponsibleBody.objects.filter(name="市科技局").exists()
    assert ours.responsibilities.exists()
