"""Every fault of a fixture is named with its place, all at once, and nothing is written."""

from typing import Any

import pytest
from django.db.models import CheckConstraint
from django.utils import translation

from measures.importing import FixtureError, apply, read
from measures.importing.errors import Fault
from measures.importing.records import KEY_FIELDS
from measures.models import Plan, ResponsibleBody
from tests.importing.sample import (
    RECORDS,
    SLUG,
    TEXT,
    body,
    faults,
    find,
    import_records,
    measure,
    responsibility,
    sample,
    section,
    to_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def spoiled(model: str, wanted: dict[str, Any], **values: Any) -> list[str]:
    records = sample()
    find(records, model, **wanted).update(values)
    return faults(records)


def of_measure(**values: Any) -> list[str]:
    return spoiled("measure", {"code": "1.1-2"}, **values)


PLACE = f"record 11 measures.measure [{SLUG}, 1.1-2]"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n", "The file is empty."),
        (b"[]", "The fixture holds no record."),
        (b"{}", "A fixture is a list of records in square brackets."),
        (b"5", "A fixture is a list of records in square brackets."),
        (b'[\n {"a" 1}\n]', "line 2, column 7: This is not JSON (Expecting ':' delimiter)."),
        (b"[NaN]", "The file is not a fixture: NaN"),
        (b"\xff\xfe[\x00", "line 1, byte 1: The file is in UTF-16. A fixture is in UTF-8: save it as UTF-8."),
        (b"[\n\x00\xff\xff", "line 2, byte 4: The file is not text in UTF-8."),
    ],
)
def test_a_file_that_is_no_fixture_is_refused_with_the_place(data: bytes, expected: str) -> None:
    assert faults(data) == [expected]


def test_a_file_in_gb18030_is_recognised() -> None:
    data = to_bytes(RECORDS).decode().encode("gb18030")
    (fault,) = faults(data)
    assert "GB18030" in fault
    assert fault.startswith("line 6, byte ")


@pytest.mark.parametrize("end", [1000, 5000, 900, 901, 902, -2])
def test_a_truncated_file_says_where_it_breaks_off(end: int) -> None:
    (fault,) = faults(to_bytes(RECORDS)[:end])
    assert "breaks off" in fault
    assert fault.startswith("line ")


def test_deep_nesting_is_refused() -> None:
    (fault,) = faults(b"[" * 100_000)
    assert "not a fixture" in fault or "breaks off" in fault


def test_a_byte_order_mark_is_accepted() -> None:
    apply(read(b"\xef\xbb\xbf" + to_bytes(RECORDS)))
    assert Plan.objects.exists()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("text", "record 18: A record is an object with “model” and “fields”."),
        ({"model": "measures.plan"}, "record 18: A record is an object with “model” and “fields”."),
        ({"model": "auth.user", "fields": {}}, "record 18: Unknown model “auth.user”."),
        ({"model": None, "fields": {}}, "record 18: Unknown model “None”."),
    ],
)
def test_a_record_that_is_none_or_of_another_model_is_named(record: Any, expected: str) -> None:
    assert faults([*sample(), record]) == [expected]


def test_a_database_id_is_refused() -> None:
    records = sample()
    records[4]["pk"] = 1
    assert faults(records) == ["record 5 measures.plan: “pk” is not allowed: records are known by their natural keys."]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"titel": "甲"}, "titel: Unknown field."),
        ({"version": 3}, "version: Unknown field."),
        ({"title": 5}, "title: 5 is of the wrong type."),
        ({"title": ["甲"]}, "title: ['甲'] is of the wrong type."),
        ({"title": None}, "title: This field cannot be null."),
        ({"title": ""}, "title: This field cannot be blank."),
        ({"title": "长" * 256}, "title: Ensure this value has at most 255 characters (it has 256)."),
        ({"text": "甲\0"}, "text: The text holds a character that cannot be stored."),
        ({"kind": "song"}, "kind: Value 'song' is not a valid choice."),
        ({"position": "first"}, "position: first is of the wrong type."),
        ({"position": True}, "position: True is of the wrong type."),
        ({"position": 1.5}, "position: 1.5 is of the wrong type."),
        ({"position": -1}, "position: Ensure this value is greater than or equal to 0."),
        (
            {"due_on": "2030-02-30"},
            "due_on: “2030-02-30” value has the correct format (YYYY-MM-DD) but it is an invalid",
        ),
        ({"due_on": "明年"}, "due_on: “明年” value has an invalid date format."),
        ({"section": "1.1"}, "section: 1.1 is of the wrong type."),
        ({"section": [SLUG]}, "section: A reference is a natural key such as [plan, code]."),
        ({"section": [SLUG, ["1.1"]]}, "section: A reference is a natural key such as [plan, code]."),
        ({"section": [SLUG, True]}, "section: A reference is a natural key such as [plan, code]."),
        ({"section": None}, "section: A reference is a natural key such as [plan, code]."),
        ({"section": [SLUG, "9"]}, f"section: There is no section [{SLUG}, 9]."),
        ({"section": ["other", "1.1"]}, "section: There is no section [other, 1.1]."),
        ({"source_end": len(TEXT) + 1}, "source_end: The span "),
        ({"source_start": 90, "source_end": 90}, "source_end: The span 90–90 is outside the text of "),
        ({"source_end": None}, "source: A source is given with its start and its end."),
        ({"source": None}, "source: A source is given with its start and its end."),
    ],
)
def test_a_wrong_value_is_named_with_record_key_and_field(values: dict[str, Any], expected: str) -> None:
    (fault,) = of_measure(**values)
    assert fault.startswith(f"{PLACE} {expected}")


def test_a_wrong_span_is_named_behind_a_record_without_a_source() -> None:
    records = sample()
    find(records, "measure", code="1.1-1").update(source=None, source_start=None, source_end=None)
    find(records, "measure", code="1.1-2").update(source_end=len(TEXT) + 1)
    (fault,) = faults(records)
    assert fault.startswith(f"{PLACE} source_end: The span ")


def test_a_missing_field_is_named() -> None:
    records = sample()
    del find(records, "measure", code="1.1-2")["position"]
    assert faults(records) == [f"{PLACE} position: This field is missing."]


def test_half_a_character_is_refused() -> None:
    data = to_bytes(RECORDS).replace("建设实验室".encode(), rb"\ud800")
    assert any("cannot be stored" in fault for fault in faults(data))


@pytest.mark.parametrize(
    ("model", "wanted", "values", "expected"),
    [
        ("plan", {}, {"period_end": 2020}, "A plan's period starts before it ends."),
        ("plan", {}, {"period_start": 1066}, "period_start: Ensure this value is greater than or equal to 1949."),
        ("plan", {}, {"issuer": ["示例市", "无此单位"]}, "issuer: There is no responsible body [示例市, 无此单位]."),
        ("plan", {}, {"slug": "示例"}, "slug: Enter a valid “slug”"),
        (
            "responsiblebody",
            {"name": "市科技局"},
            {"valid_from": "2030-01-01", "valid_until": "2029-01-01"},
            "A body is valid from a day before the day until which it is valid.",
        ),
        ("section", {"code": "1.2"}, {"path": "0001.0001"}, "path: The value is taken: record 8 measures.section"),
        ("section", {"code": "1.2"}, {"path": "0002"}, "path: The path does not continue the parent's"),
        ("section", {"code": "1.2"}, {"path": "0001.2"}, "path: The path does not continue the parent's"),
        ("target", {"code": "1.1/t1"}, {"value": "many"}, "value: “many” value must be a decimal number."),
        (
            "target",
            {"code": "1.1/t1"},
            {"value": "0.00001"},
            "value: Ensure that there are no more than 4 decimal places.",
        ),
        ("target", {"code": "1.1/t1"}, {"section": None}, "A target stands in a measure or in a section, not in both."),
        ("sourcedocument", {}, {"coverage": 5}, "coverage: 5 is of the wrong type."),
        ("responsibility", {"role": "support"}, {"role": "boss"}, "role: Value 'boss' is not a valid choice."),
    ],
)
def test_every_model_has_its_rules(model: str, wanted: dict[str, Any], values: dict[str, Any], expected: str) -> None:
    (fault,) = spoiled(model, wanted, **values)
    assert expected in fault


def test_a_circle_of_sections_is_refused() -> None:
    records = sample()
    find(records, "section", code="1")["parent"] = [SLUG, "1.1"]
    assert len([fault for fault in faults(records) if "below itself" in fault]) == 3


def test_a_repeated_key_names_both_places() -> None:
    (fault,) = faults([*sample(), measure("1.1-2", 9, "引进人才。")])
    assert fault == f"record 18 measures.measure [{SLUG}, 1.1-2]: The key is taken: {PLACE}."


def test_two_bodies_cannot_share_a_public_id() -> None:
    twin = body("市教委")
    twin["fields"]["uuid"] = body("市科技局")["fields"]["uuid"]
    (fault,) = faults([twin, *sample()])
    assert "uuid: The value is taken: record 1 " in fault


def test_two_plans_in_one_file_are_refused() -> None:
    records = sample()
    second = {"model": "measures.plan", "fields": find(sample(), "plan") | {"slug": "second"}}
    (fault,) = faults([*records, second])
    assert fault == "record 18 measures.plan [second]: The fixture holds a second plan."


def test_two_documents_in_one_fixture_are_refused() -> None:
    records = sample()
    second = {"model": "measures.sourcedocument", "fields": find(sample(), "sourcedocument") | {"edition": 2}}
    found = faults([*records, second])
    assert f"record 18 measures.sourcedocument [{SLUG}, 2]: The fixture holds a second source document." in found


@pytest.mark.parametrize("model", ["plan", "sourcedocument"])
def test_a_fixture_without_its_plan_or_document_is_refused(model: str) -> None:
    found = faults([record for record in sample() if record["model"] != f"measures.{model}"])
    assert found[0].startswith("The fixture holds no ")


def test_a_body_that_the_fixture_lacks_may_be_in_the_database() -> None:
    records = [*sample(), responsibility("1.1-2", "市科技局", "lead", 1)]
    records[-1]["fields"]["body"] = ["示例市", "市教委"]
    assert "市教委" in faults(records)[0]
    ours = ResponsibleBody.objects.create(jurisdiction="示例市", name="市教委")
    import_records(records)
    assert ours.responsibilities.count() == 1


def test_all_errors_are_listed_at_once_the_first_fifty_in_full() -> None:
    records = sample()
    records += [section(f"1.{n}", "1", f"0001.{n:04d}", n, "第二节", "人才") for n in range(10, 80)]
    for record in records[-70:]:
        record["fields"]["numbering"] = "?"
    found = faults(records)
    assert len(found) == 51
    assert found[-1] == "… and 20 more."


def test_nothing_of_a_refused_fixture_is_written() -> None:
    records = sample()
    find(records, "measure", code="1.2-1")["kind"] = "?"
    with pytest.raises(FixtureError):
        import_records(records)
    assert not ResponsibleBody.objects.exists()
    assert not Plan.objects.exists()


def test_every_rule_that_the_database_checks_is_checked_before() -> None:
    """A constraint that is new here needs a check in `references` or `checking`, and a case above."""
    rules = {rule.name for model in KEY_FIELDS for rule in model._meta.constraints if isinstance(rule, CheckConstraint)}
    spans = {f"{model}_source_span" for model in ("section", "measure", "responsibility", "target")}
    assert rules == spans | {"plan_period", "body_valid_dates", "target_stands_in_one"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("市科技局\u200b", "Write: 市科技局"),
        ("市科 技局", "“市科 技局” is, or looks like, a name or an alias of “市科技局”."),
    ],
)
def test_a_second_body_of_a_name_that_looks_the_same_is_refused(name: str, message: str) -> None:
    (fault,) = faults([*sample(), body(name)])
    assert message in fault


def test_an_alias_of_a_body_is_no_name_of_another() -> None:
    records = sample()
    find(records, "responsiblebody", name="市科技局")["aliases"] = ["市财政局"]
    (fault,) = faults(records)
    assert "“市财政局” is, or looks like" in fault


def nested(depth: int) -> list[dict[str, Any]]:
    """The sample with sections one below the other, so many, under its first."""
    records = sample()
    code, path = "1", "0001"
    for number in range(depth):
        code, parent, path = f"{code}.9", code, f"{path}.0009"
        records.append(section(code, parent, path, 50 + number, "第一章", "创新发展"))
    return records


def test_sections_too_deep_for_their_columns_are_named() -> None:
    found = faults(nested(40))
    assert found
    assert {message.rpartition(": ")[2].split(" (")[0] for message in found} == {
        "Ensure this value has at most 128 characters",
        "Ensure this value has at most 64 characters",
    }
    import_records(nested(24))


@pytest.mark.parametrize(("count", "last"), [(50, "50"), (51, "… and 1 more.")])
def test_the_first_fifty_faults_are_listed(count: int, last: str) -> None:
    faults = [Fault("", str(number)) for number in range(1, count + 1)]
    with translation.override("en"):
        assert FixtureError(faults).lines()[-1] == last
