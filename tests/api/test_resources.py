"""Plans, sections, bodies, targets, responsibilities, sources: lists, single records, and who sees them."""

from typing import Any

import pytest
from django.db.models import Model
from rest_framework.test import APIClient

from measures.api import views
from measures.api.records.filtersets import RecordFilter
from measures.models import Measure, Plan, ResponsibleBody

pytestmark = pytest.mark.django_db

VIEWSETS = [
    views.PlanViewSet,
    views.SectionViewSet,
    views.MeasureViewSet,
    views.BodyViewSet,
    views.TargetViewSet,
    views.ResponsibilityViewSet,
    views.SourceViewSet,
]
ADDRESSES = ["plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources"]
EXPANDED = {"sources": "text,passages", "sections": "wordings", "measures": "wordings"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_gives_each_record_as_its_own_address_does(api: APIClient, plan: Plan, address: str) -> None:
    rows = api.get(f"/api/v1/{address}/").json()["results"]
    assert rows
    for row in rows:
        if "url" in row:
            single = api.get(row["url"]).json()
            assert {name for name in row if row[name] != single[name]} <= {"source"}


@pytest.mark.parametrize(("address", "viewset"), list(zip(ADDRESSES, VIEWSETS, strict=True)))
def test_the_schema_names_exactly_the_fields_that_are_given(
    writer: APIClient, plan: Plan, address: str, viewset: Any
) -> None:
    parameters = {"expand": EXPANDED[address]} if address in EXPANDED else {}
    row = writer.get(f"/api/v1/{address}/", parameters).json()["results"][0]
    assert list(row) == viewset.serializer_class.Meta.fields


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_belongs_to_a_draft_is_hidden_from_those_without_a_token(
    api: APIClient, plan: Plan, hidden: list[Measure], address: str
) -> None:
    shown = api.get(f"/api/v1/{address}/").json()["results"]
    assert all("draft" not in row.get("url", "") for row in shown)
    Plan.objects.update(state="draft")
    assert len(api.get(f"/api/v1/{address}/").json()["results"]) == 0


def test_a_plan_shows_its_issuer(api: APIClient, plan: Plan) -> None:
    plan.issuer = ResponsibleBody.objects.get(name="市科技局")
    plan.save()
    body = plan.issuer
    assert api.get("/api/v1/plans/example/").json()["issuer"] == {"uuid": str(body.uuid), "name": "市科技局"}
    expanded = api.get("/api/v1/plans/example/", {"expand": "issuer"}).json()["issuer"]
    assert expanded == api.get(f"/api/v1/bodies/{body.uuid}/").json()


def test_sections_as_a_tree_count_the_measures_that_the_caller_may_see(
    api: APIClient, plan: Plan, hidden: list[Measure]
) -> None:
    assert api.get("/api/v1/plans/example/tree/").json() == [
        {
            "code": "1",
            "label": "第一章",
            "title": "创新",
            "measures": 0,
            "children": [
                {"code": "1.1", "label": "", "title": "研究", "measures": 2, "children": []},
                {"code": "1.2", "label": "", "title": "人才", "measures": 1, "children": []},
            ],
        }
    ]
    assert api.get("/api/v1/plans/draft/tree/").status_code == 404


def test_a_target_is_read_at_its_own_address(api: APIClient, plan: Plan) -> None:
    target = api.get("/api/v1/plans/example/targets/1.1-1/t1/").json()
    assert (target["measure"], target["section"], target["value"]) == ("1.1-1", None, 300)


def test_the_root_leads_to_every_list(api: APIClient, plan: Plan) -> None:
    root = api.get("/api/v1/").json()
    assert {"plans", "measures"} <= set(root)
    for address in root.values():
        assert api.get(address).status_code == 200


# Columns no one filters by: ids of our own, an import's memory, an editor's private note, what `title` finds, and the
# lists that divide a source's text.
# A record shows of these nothing that one would look for; `withdrawn_by`, `file` and `second_person` are not shown by
# the API at all.
UNFILTERED = {
    "id",
    "second_person",
    "baseline",
    "file",
    "note",
    "path",
    "problems",
    "passages",
    "places",
    "withdrawn_by",
}
RENAMED = {
    "issued_on": "issued_after",
    "due_on": "due_after",
    "withdrawn_on": "withdrawn",
    "created_at": "created_after",
    "updated_at": "updated_after",
    "position": "position_after",
    "source_start": "source_start_after",
    "source_end": "source_end_before",
    "value": "value_from",
    "aliases": "alias",
    "valid_from": "valid_from_after",
    "valid_until": "valid_until_after",
    "coverage": "text",
    "successors": "successor",
    "bodies": "body",
}


# Of an import the API shows no process, no reading and nothing of how it is applied, of neither an account's or an
# edit's number.
OFFICE_UNFILTERED = {"by", "process", "progressed_at", "reading", "answers", "counts", "size", "error_detail"}
OFFICE_UNFILTERED |= {"edit", "task"}
OFFICE_UNFILTERED |= {"said_before", "here", "said_now"}  # values of any type
OFFICE_RENAMED = {
    views.ImportViewSet: {"at": "uploaded_after", "by_name": "uploaded_by", "applied_by_name": "applied_by"},
    views.ConflictViewSet: {"at": "decided_after", "by_name": "decided_by", "opened_at": "opened_after"},
}


@pytest.mark.parametrize(("viewset", "renamed"), OFFICE_RENAMED.items())
def test_every_column_of_the_offices_work_has_a_filter(viewset: Any, renamed: dict[str, str]) -> None:
    renamed = renamed | {"source": "edition", "model": "kind"}
    columns = {field.name for field in viewset.queryset.model._meta.fields} - UNFILTERED - OFFICE_UNFILTERED
    assert {renamed.get(name, name) for name in columns} - set(viewset.filterset_class.base_filters) == set()


@pytest.mark.parametrize("viewset", VIEWSETS)
def test_every_column_has_a_filter(viewset: Any) -> None:
    filterset: type[RecordFilter] = viewset.filterset_class
    model: type[Model] = viewset.queryset.model
    known = set(filterset.base_filters)
    columns = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)} - UNFILTERED
    assert {name for name in columns if name not in known and RENAMED.get(name) not in known} == set()
