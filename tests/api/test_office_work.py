"""Imports and conflicts over the API: read by whoever may see them in the admin, and by nobody else."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from measures.models import Conflict, Import, Measure, Plan
from tests.api.conftest import with_token
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def work(plan: Plan) -> Import:
    """An applied import of the plan, one of a plan that is not there, and conflicts over every kind of record."""
    source, measure, section = plan.sources.get(), plan.measures.get(code="1.1-1"), plan.sections.get(code="1.1")
    Import.objects.create(filename="新规划.docx", size=7, sha256="1" * 64, slug="new", by_name="li", state="read")
    found = Import.objects.create(
        filename="规划.txt", size=9, sha256="2" * 64, slug="example", plan=plan, source=source, state="applied"
    )
    body = measure.responsibilities.first().body  # type: ignore[union-attr]
    about: list[tuple[str, str, str, dict[str, Any]]] = [
        ("measure", "1.1-1", "title", {"measure": measure}),
        ("target", "1.1-1/t1", "value", {"measure": measure}),
        ("responsibility", f"1.1-1 {body.uuid}", "role", {"measure": measure}),
        ("section", "1.1", "title", {"section": section}),
        ("plan", "", "title", {}),
    ]
    for model, key, field, of in about:
        said = {"said_before": "甲", "here": ["lead", "support"], "said_now": None}
        Conflict.objects.create(plan=plan, source=source, model=model, key=key, field=field, **of, **said)
    return found


def caller(user: User, *rights: str) -> APIClient:
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return with_token(User.objects.get(pk=user.pk))


def rows(client: APIClient, address: str) -> list[Any]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


@pytest.mark.parametrize("right", ["view_import", "upload_import", "apply_import"])
def test_imports_are_read_with_any_right_that_shows_them_in_the_admin(work: Import, outsider: User, right: str) -> None:
    client = caller(outsider, right)
    new, applied = rows(client, "imports/")
    assert (new["plan"], new["slug"], new["edition"], new["uploaded_by"]) == (None, "new", None, "li")
    assert (applied["plan"], applied["edition"]) == ({"slug": "example", "title": "示例市发展规划"}, 1)
    assert client.get(applied["url"]).json() == applied
    assert rows(client, "conflicts/") == []


def test_conflicts_are_read_by_whoever_sees_them_and_the_drafts_of_measures(work: Import, outsider: User) -> None:
    for right in ("view_conflict", "resolve_conflict"):
        assert len(rows(caller(outsider, right, "view_measure"), "conflicts/")) == 5
        assert rows(caller(outsider, right), "conflicts/") == []
    assert rows(caller(outsider, "view_measure", "change_measure"), "conflicts/") == []
    assert rows(caller(outsider, "view_conflict", "view_measure"), "imports/") == []


def test_the_public_and_an_account_without_rights_read_nothing_of_either(
    work: Import, api: APIClient, outsider: User
) -> None:
    for client in (api, caller(outsider)):
        assert rows(client, "imports/") == rows(client, "conflicts/") == []
        assert client.get(f"/api/v1/imports/{work.uuid}/").status_code == 404
        for address in ("imports", "conflicts"):
            assert client.get(f"/api/v1/{address}/?count=true").json()["count"] == 0


@pytest.mark.parametrize("address", ["imports", "conflicts"])
def test_a_stream_holds_what_the_list_holds(work: Import, writer: APIClient, api: APIClient, address: str) -> None:
    listed = rows(writer, f"{address}/")
    streamed = b"".join(writer.get(f"/api/v1/{address}.ndjson")).splitlines()
    assert len(streamed) == len(listed) > 1
    assert b"".join(api.get(f"/api/v1/{address}.ndjson")) == b""
    head, *lines = b"".join(writer.get(f"/api/v1/{address}.csv")).decode().splitlines()
    assert head.removeprefix("\ufeff").split(",") == list(listed[0])
    assert len(lines) == len(listed)


def test_each_conflict_leads_to_its_record(work: Import, writer: APIClient) -> None:
    found = {row["kind"]: row for row in rows(writer, "conflicts/")}
    for row in found.values():
        assert writer.get(row["record_url"]).status_code == 200
    base = "http://testserver/api/v1/plans/example/"
    assert found["target"]["record_url"] == f"{base}targets/1.1-1/t1/"
    assert found["responsibility"]["record_url"] == found["measure"]["record_url"] == f"{base}measures/1.1-1/"
    assert (found["section"]["record_url"], found["plan"]["record_url"]) == (f"{base}sections/1.1/", base)
    measure = found["measure"]
    assert (measure["said_before"], measure["here"], measure["said_now"]) == ("甲", ["lead", "support"], None)
    assert (measure["state"], measure["decided_at"], measure["edition"]) == ("open", None, 1)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("conflicts/?state=open&plan=example", 5),
        ("conflicts/?state=here", 0),
        ("conflicts/?kind=section,plan", 2),
        ("conflicts/?measure=1.1-1", 3),
        ("conflicts/?field=title&edition=1", 3),
        ("conflicts/?decided_after=2000-01-01", 0),
        ("imports/?state=applied", 1),
        ("imports/?plan=example", 1),
        ("imports/?slug=new&uploaded_by=li", 1),
        ("imports/?ordering=-uploaded_at&uploaded_after=2000-01-01", 2),
    ],
)
def test_filters_narrow_them(work: Import, writer: APIClient, query: str, count: int) -> None:
    assert len(rows(writer, query)) == count


@pytest.mark.parametrize("address", ["imports/", "conflicts/", "imports/{uuid}/"])
def test_what_changes_without_the_feed_is_read_anew(work: Import, writer: APIClient, address: str) -> None:
    address = f"/api/v1/{address.format(uuid=work.uuid)}"
    first = writer.get(address)
    held = {"If-None-Match": first.headers["ETag"]}
    again = writer.get(address, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert "X-Changes-Cursor" not in first.headers
    assert first.headers["Cache-Control"] == "private, no-cache"
    Import.objects.filter(pk=work.pk).update(state="failed")
    Conflict.objects.update(state="here")
    assert writer.get(address, headers=held).status_code == 200


def test_they_are_read_only(work: Import, writer: APIClient) -> None:
    for address in ("imports/", "conflicts/", f"imports/{work.uuid}/"):
        for send in (writer.post, writer.patch, writer.delete):
            assert send(f"/api/v1/{address}", {}, format="json").status_code == 405


def test_a_conflict_that_is_decided_is_open_no_longer(work: Import, writer: APIClient) -> None:
    measure = Measure.objects.get(code="1.1-1")
    assert writer.get("/api/v1/measures/?code=1.1-1").json()["results"][0]["open_conflicts"] == 3
    measure.conflicts.update(state="document", by_name="li")
    assert rows(writer, "conflicts/?state=open&measure=1.1-1") == []
    assert [row["decided_by"] for row in rows(writer, "conflicts/?measure=1.1-1")] == ["li"] * 3
