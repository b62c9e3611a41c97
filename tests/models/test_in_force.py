"""A measure that was withdrawn is not in force: it is late nowhere, counted nowhere, and marked where it is listed."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from measures.choices import Timeliness
from measures.models import Measure, Plan, ResponsibleBody
from tests.exports.ledgers import read_csv
from tests.factories import assign, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

LONG_AGO = "2020-01-01"


@made_once
def withdrawn() -> Measure:
    """One of two overdue measures of a plan, each led by the same body; nobody answers for a third, withdrawn."""
    section = make_section(make_plan("demo"), title="总则")
    standing = make_measure(section, title="仍有效", due_on=LONG_AGO)
    gone = make_measure(section, title="已撤出", due_on=LONG_AGO, withdrawn_on="2022-01-01")
    make_measure(section, title="撤出而无牵头", withdrawn_on="2022-01-01")
    for measure in (standing, gone):
        assign(measure, "市科技局")
    return gone


def test_it_is_late_neither_by_itself_nor_in_filters(withdrawn: Measure, client: Client) -> None:
    assert withdrawn.timeliness == Timeliness.ON_TRACK
    asked = "/api/v1/measures/?fields=title,timeliness&timeliness="
    late = client.get(f"{asked}overdue").json()["results"]
    assert late == [{"title": "仍有效", "timeliness": "overdue"}]
    on_track = client.get(f"{asked}on_track").json()["results"]
    assert {row["title"]: row["timeliness"] for row in on_track} == {"已撤出": "on_track", "撤出而无牵头": "on_track"}


def test_every_measure_has_the_timeliness_by_which_it_is_found(withdrawn: Measure) -> None:
    for value in Timeliness:
        assert {measure.timeliness for measure in Measure.objects.with_timeliness(value)} <= {value}
    assert Measure.objects.with_timeliness(*Timeliness).count() == Measure.objects.count()


def test_the_tree_counts_what_is_in_force(withdrawn: Measure, client: Client) -> None:
    [branch] = client.get("/api/v1/plans/demo/tree/").json()
    assert branch["measures"] == 1


def test_nothing_withdrawn_waits_for_a_body(withdrawn: Measure) -> None:
    assert not Measure.objects.unassigned().exists()
    make_measure(withdrawn.section, title="待定")
    assert [measure.title for measure in Measure.objects.unassigned()] == ["待定"]


def listed(admin_client: Client, **query: str) -> set[str]:
    rows: Any = admin_client.get(reverse("admin:measures_measure_changelist"), query).context["cl"].queryset
    return {measure.title for measure in rows}


def test_the_admins_filters_find_what_is_in_force(withdrawn: Measure, admin_client: Client) -> None:
    assert listed(admin_client, timeliness="overdue", withdrawn="all") == {"仍有效"}
    assert listed(admin_client, assigned="no", withdrawn="all") == set()
    assert listed(admin_client, assigned="yes", withdrawn="all") == {"仍有效", "已撤出"}


def annotated(admin_client: Client, model: type, name: str) -> Any:
    [row] = admin_client.get(reverse(f"admin:measures_{model._meta.model_name}_changelist")).context["cl"].result_list  # type: ignore[attr-defined]
    return getattr(row, name)


def test_the_admins_counts_are_of_what_is_in_force_and_lead_to_it(withdrawn: Measure, admin_client: Client) -> None:
    assert annotated(admin_client, Plan, "measure_count") == 1
    assert annotated(admin_client, type(withdrawn.section), "measure_count") == 1
    assert annotated(admin_client, ResponsibleBody, "led_count") == 1
    assert annotated(admin_client, ResponsibleBody, "involved_count") == 1
    page = admin_client.get(reverse("admin:measures_plan_changelist")).content.decode()
    assert "?plan=demo&amp;withdrawn=0" in page
    [branch] = admin_client.get(reverse("admin:measures_plan_change", args=[withdrawn.plan_id])).context["branches"]
    assert (branch.own, branch.total) == (1, 1)


def ledger(folder: Path, *options: str) -> list[dict[str, str]]:
    file = folder / "ledger.csv"
    call_command("export_report", "ledger", "--plan", "demo", "-o", str(file), *options)
    head, *rows = read_csv(file.read_bytes())
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_ledger_marks_what_was_withdrawn_or_leaves_it_out(withdrawn: Measure, tmp_path: Path) -> None:
    marked = {row["任务举措"]: row["撤出日期"] for row in ledger(tmp_path, "--withdrawn", "all")}
    assert marked == {"仍有效": "", "已撤出": "2022-01-01", "撤出而无牵头": "2022-01-01"}
    [row] = ledger(tmp_path)
    assert row["任务举措"] == "仍有效"
    assert "撤出日期" not in row


def test_an_outsider_sees_the_same(withdrawn: Measure, outsider: User, client: Client) -> None:
    client.force_login(outsider)
    assert client.get("/api/v1/measures/?timeliness=overdue&count=true").json()["count"] == 1
