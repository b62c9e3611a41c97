"""A division of work takes no number of the plan's editions: each kind of document is numbered by itself."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client

from measures.models import Change, Measure, Plan, SourceDocument
from tests.factories import make_measure, make_plan, make_section, make_source
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    """The plan's document, a division of work, and the second edition, numbered as they came."""
    plan = make_plan("demo")
    for number, kind in enumerate(("plan", "division", "plan", "division"), 1):
        make_source(plan, "一", edition=number, kind=kind, filename=f"{number}.txt")
    return plan


def numbers(plan: Plan) -> list[tuple[str, str, str]]:
    return [(each.filename, each.code, each.numbered) for each in plan.sources.order_by("pk")]


def renumber() -> None:
    import_module("measures.migrations.0022_editions_by_kind").number_by_kind(apps, None)


def test_what_is_installed_is_numbered_anew_and_every_reader_pulls_anew(plan: Plan) -> None:
    before = Change.objects.head()
    renumber()
    assert numbers(plan) == [
        ("1.txt", "1", "第1版"),
        ("2.txt", "division-1", "第1份任务分工方案"),
        ("3.txt", "2", "第2版"),
        ("4.txt", "division-2", "第2份任务分工方案"),
    ]
    assert [change.operation for change in Change.objects.all()] == ["start"]
    assert Change.objects.head() > before


def test_where_there_are_editions_alone_nothing_changes() -> None:
    plan = make_plan("demo")
    for number in (1, 2):
        make_source(plan, "", edition=number, filename=f"{number}.txt")
    before = Change.objects.count()
    renumber()
    assert numbers(plan) == [("1.txt", "1", "第1版"), ("2.txt", "2", "第2版")]
    assert Change.objects.count() == before


def test_a_document_is_known_by_its_plan_and_its_code(plan: Plan) -> None:
    renumber()
    keys = [source.natural_key() for source in plan.sources.order_by("pk")]
    assert keys == [("demo", 1), ("demo", "division-1"), ("demo", 2), ("demo", "division-2")]
    for source in plan.sources.all():
        assert SourceDocument.objects.get_by_natural_key(*source.natural_key()) == source
    division = plan.sources.get(code="division-1")
    measure = make_measure(make_section(plan), source=division, source_start=0, source_end=1)
    [loaded] = serializers.deserialize("json", serializers.serialize("json", [measure], use_natural_foreign_keys=True))
    assert isinstance(loaded.object, Measure)
    assert loaded.object.source == division


def test_over_the_api_it_is_known_by_its_code(plan: Plan, client: Client) -> None:
    renumber()
    Plan.objects.update(state="published")
    listed: Any = client.get("/api/v1/sources/?plan=demo&code=2,division-2").json()["results"]
    assert sorted((each["code"], each["edition"], each["kind"]) for each in listed) == [
        ("2", 2, "plan"),
        ("division-2", 2, "division"),
    ]
    for each in listed:
        assert each["url"].endswith(f"/plans/demo/sources/{each['code']}/")
        assert client.get(each["url"]).json()["filename"] == each["filename"]
    cursor = client.get("/api/v1/changes/").json()["cursor"]
    plan.sources.filter(code="division-1").delete()
    [change] = client.get(f"/api/v1/changes/?since={cursor}").json()["results"]
    assert (change["operation"], change["key"]) == ("delete", "division-1")
    assert not Measure.objects.exists()
