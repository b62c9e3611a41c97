"""A list as CSV: the fields of the lines of JSON, each in one cell that a spreadsheet opens as it is."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Measure, Plan, SourceDocument
from tests.factories import make_body, make_measure

pytestmark = pytest.mark.django_db
MARK = "\ufeff"


def rows(api: APIClient, resource: str, **query: Any) -> list[dict[str, str]]:
    text = api.get(f"/api/v1/{resource}/", {"format": "csv"} | query).getvalue().decode()
    assert text.startswith(MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(MARK))))


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("plans", {}),
        ("sections", {"expand": "source"}),
        ("measures", {}),
        ("measures", {"q": "研究", "highlight": "true"}),
        ("measures", {"expand": "plan,section,source,responsibilities.body"}),
        ("measures", {"fields": "title,code"}),
        ("bodies", {}),
        ("targets", {}),
        ("responsibilities", {}),
        ("sources", {}),
        ("sources", {"expand": "text"}),
        ("sources", {"expand": "text,passages"}),
    ],
)
def test_csv_has_the_columns_that_ndjson_has_as_fields(
    api: APIClient, plan: Plan, resource: str, query: dict[str, str]
) -> None:
    lines = api.get(f"/api/v1/{resource}/", {"format": "ndjson"} | query).getvalue().splitlines()
    found = rows(api, resource, **query)
    assert len(found) == len(lines) > 0
    assert list(found[0]) == list(json.loads(lines[0]))
    assert not [cell for row in found for cell in row.values() if cell[:1] in ("{", "[")]


def test_records_stand_by_their_keys_and_bodies_by_their_names(api: APIClient, plan: Plan) -> None:
    first, second = plan.measures.order_by("pk")[:2]
    first.successors.set([second])
    plan.measures.filter(pk=first.pk).update(title='带“引号"与,逗号')
    row = rows(api, "measures")[0]
    assert row["title"] == '带“引号"与,逗号'
    assert (row["plan"], row["section"]) == ("example", "1.1")
    assert row["responsibilities"] == "市科技局（lead）、市财政局（support）"
    assert (row["targets"], row["successors"]) == ("到2025年达到300家", "example/1.1-2")
    assert (row["source"], row["due_on"], row["version"]) == (
        "1:7-21",
        "",
        str(Measure.objects.get(pk=first.pk).version),
    )
    assert rows(api, "sections")[1]["path"] == "1、1.1"


def test_lists_of_names_and_counts_are_joined(writer: APIClient, plan: Plan) -> None:
    make_body("市教育局", aliases=["教育局", "市教育委员会"], parent=make_body("市政府"))
    SourceDocument.objects.update(coverage={"heading": 6, "measure": 14})
    [body] = rows(writer, "bodies", name="市教育局")
    assert (body["aliases"], body["parent"]) == ("教育局、市教育委员会", "市政府")
    assert rows(writer, "sources")[0]["coverage"] == "heading 6、measure 14"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_runs_as_a_formula(writer: APIClient, plan: Plan, words: str) -> None:
    Measure.objects.filter(code="1.1-1").update(title=words)
    make_body("甲局", aliases=[words])
    assert rows(writer, "measures")[0]["title"][0] == "'"
    assert rows(writer, "bodies", name="甲局")[0]["aliases"][0] == "'"


def test_the_csv_of_an_empty_list_has_a_header_row(api: APIClient, plan: Plan) -> None:
    text = api.get("/api/v1/measures/?format=csv&plan=nowhere&fields=code,title").getvalue().decode()
    assert text == f"{MARK}code,title\r\n"


def test_csv_of_several_batches_has_one_header_row(api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.api.lists.streams.BATCH", 2)
    make_measure(plan.sections.get(code="1.2"))
    assert [row["code"] for row in rows(api, "measures")] == ["1.1-1", "1.1-2", "1.2-1", "1.2-2"]
