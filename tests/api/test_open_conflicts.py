"""Whoever may change measures is told of conflicts that wait for a person; nobody else is."""

from typing import Any

from rest_framework.test import APIClient

from measures.models import Conflict, Measure, Plan
from tests.made_once import made_once


@made_once
def in_conflict(plan: Plan) -> Measure:
    measure, source = plan.measures.get(code="1.1-1"), plan.sources.get()
    for field, state in (("title", "open"), ("text", "open"), ("label", "here")):
        Conflict.objects.create(
            plan=measure.plan,
            measure=measure,
            source=source,
            model="measure",
            key=measure.code,
            field=field,
            state=state,
        )
    return measure


def counts(client: APIClient, query: str = "") -> dict[str, Any]:
    rows = client.get(f"/api/v1/measures/{query}").json()["results"]
    return {row["code"]: row.get("open_conflicts", "left out") for row in rows}


def test_an_editor_sees_how_many_are_open(in_conflict: Measure, writer: APIClient) -> None:
    assert counts(writer) == {"1.1-1": 2, "1.1-2": 0, "1.2-1": 0}
    assert list(counts(writer, "?in_conflict=true")) == ["1.1-1"]
    assert list(counts(writer, "?in_conflict=false")) == ["1.1-2", "1.2-1"]
    assert writer.get("/api/v1/plans/example/measures/1.1-1/").json()["open_conflicts"] == 2


def test_the_public_sees_nothing_of_them(in_conflict: Measure, api: APIClient) -> None:
    assert set(counts(api).values()) == {"left out"}
    assert counts(api, "?in_conflict=true") == {}
    assert len(counts(api, "?in_conflict=false")) == 3
