"""Reports over the API: the list, each as a file of what the caller sees, and those that were issued."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.utils import timezone
from docx import Document
from rest_framework.test import APIClient

from measures.models import IssuedReport, Measure, Plan, PlanLimit, ReportLayout, ReportTemplate
from tests.api.conftest import with_token
from tests.factories import make_plan
from tests.issued_reports import CONTENT, issue, read_file
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
LEDGER = "/api/v1/reports/ledger/"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def ledger(client: APIClient, **asked: Any) -> str:
    return text_of(client.get(LEDGER, {"format": "csv"} | asked))


def test_the_list_tells_of_each_report_what_it_is_called_and_can_be_asked(api: APIClient, plan: Plan) -> None:
    chinese, english = (api.get("/api/v1/reports/", headers={"Accept-Language": each}).json() for each in ("zh", "en"))
    found = next(each for each in chinese if each["name"] == "ledger")
    assert found["label"] != next(each for each in english if each["name"] == "ledger")["label"]
    assert found["url"] == f"http://testserver{LEDGER}"
    assert {"xlsx", "csv"} <= set(found["formats"])
    parameters = {each["name"]: each for each in found["parameters"]}
    assert {"plan", "section", "body", "role", "phase", "q", "format", "as_of"} <= parameters.keys()
    assert parameters["format"]["codes"] == found["formats"]
    assert "lead" in parameters["role"]["codes"]
    assert (parameters["plan"]["several"], parameters["q"]["several"]) == (True, False)
    assert api.get(found["url"]).status_code == 200


def test_each_caller_gets_what_that_caller_sees(
    api: APIClient, writer: APIClient, plan: Plan, hidden: list[Measure], outsider: User, editor: User
) -> None:
    titles = {measure.title for measure in hidden}
    public = ledger(api)
    assert plan.measures.get(code="1.1-1").title in public
    assert not [title for title in titles if title in public]
    assert ledger(with_token(outsider)) == public
    assert all(title in ledger(writer) for title in titles)
    PlanLimit.objects.create(user=editor).plans.set([plan])
    limited = ledger(with_token(User.objects.get(pk=editor.pk)))
    others = [measure.title for measure in hidden if measure.plan_id != plan.pk]
    assert not [title for title in others if title in limited]


def test_filters_are_those_of_every_report(api: APIClient, plan: Plan) -> None:
    whole = ledger(api, plan="example").splitlines()
    [measure] = plan.measures.filter(code="1.1-1")
    assert len(whole) > 2
    one = ledger(api, plan="example", q="1.1-1").splitlines()
    assert len(one) == 2
    assert measure.title in one[1]
    body = measure.responsibilities.first().body.name  # type: ignore[union-attr]
    assert 1 < len(ledger(api, body=[body, body], phase="not_started,in_progress").splitlines()) <= len(whole)


def test_a_file_is_named_as_the_report_is_titled_and_not_guessed_at(api: APIClient, plan: Plan) -> None:
    answer = api.get(LEDGER, {"plan": "example"})
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert f"《{plan.title}》" in unquote(answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    xlsx = api.get(LEDGER, headers={"Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    assert xlsx.headers["Content-Type"].endswith(".sheet")
    assert b"".join(xlsx.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_every_report_is_drawn_in_every_format_that_it_names(writer: APIClient, plan: Plan) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    drawn = []
    for report in writer.get("/api/v1/reports/").json():
        asked = {"since": yesterday} if "since" in {each["name"] for each in report["parameters"]} else {}
        for each in report["formats"]:
            answer: Any = writer.get(report["url"], {"plan": "example", "format": each} | asked)
            drawn.append((report["name"], each, answer.status_code, bool(b"".join(answer.streaming_content))))
    assert [(name, each) for name, each, status, content in drawn if (status, content) != (200, True)] == []
    assert len(drawn) > 5


def test_it_speaks_the_callers_language(api: APIClient, plan: Plan) -> None:
    heads = [
        text_of(api.get(f"{LEDGER}?format=csv", headers={"Accept-Language": each})).splitlines()[0]
        for each in ("zh-hans", "en")
    ]
    assert "任务举措" in heads[0]
    assert "Measure" in heads[1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=exe", "format"),
        ("plan=none", "plan"),
        ("colour=red", "colour"),
        ("phase=none", "phase"),
        ("q=a&q=b", "q"),
        ("body=", "body"),
        ("due_after=1.1.2025", "due_after"),
        ("section=9.9", "section"),
    ],
)
def test_what_is_wrong_is_named(api: APIClient, plan: Plan, query: str, field: str) -> None:
    answer = api.get(f"{LEDGER}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_format_that_makes_no_sense_is_refused_with_those_that_do(api: APIClient, plan: Plan) -> None:
    refused = api.get(f"{LEDGER}?format=pdf").json()["detail"]
    unacceptable = api.get(LEDGER, headers={"Accept": "image/png"})
    assert unacceptable.status_code == 406
    for said in (refused, unacceptable.json()["detail"]):
        assert "xlsx" in said
        assert "csv" in said


def test_an_unknown_report_is_not_found_and_none_is_written_to(writer: APIClient, plan: Plan) -> None:
    answer = writer.get("/api/v1/reports/none/")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    for send in (writer.post, writer.patch, writer.delete):
        assert send(LEDGER, {}, format="json").status_code == 405


def test_a_past_day_is_for_whoever_may_see_who_edited_what(
    api: APIClient, writer: APIClient, plan: Plan, outsider: User
) -> None:
    today = timezone.localdate()
    assert ledger(writer, as_of=today.isoformat()).count("\n") > 2
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["view_measure", "view_plan"]))
    for client in (api, with_token(User.objects.get(pk=outsider.pk))):
        assert client.get(LEDGER, {"as_of": today.isoformat()}).status_code == 403
    later = writer.get(LEDGER, {"as_of": (today + timedelta(days=1)).isoformat()})
    assert later.json()["errors"][0]["field"] == "as_of"


def test_what_a_caller_holds_is_not_sent_again_until_something_changes(
    api: APIClient, writer: APIClient, plan: Plan
) -> None:
    asked = f"{LEDGER}?format=csv&plan=example"
    first = api.get(asked)
    text_of(first)
    held = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert api.get(asked, headers=held).status_code == 304
    assert api.get(asked, headers=held | {"Accept-Language": "zh-hans"}).status_code == 200
    assert writer.get(asked, headers=held).status_code == 200
    assert writer.get(asked).headers["Cache-Control"] == "private, no-cache"
    measure = plan.measures.get(code="1.1-1")
    measure.title = "改过的举措"
    measure.save()
    assert "改过的举措" in text_of(api.get(asked, headers=held))


@pytest.fixture
def issued(plan: Plan, editor: User) -> IssuedReport:
    return issue(plan, by=editor, note="季报")


def rows(client: APIClient, query: str = "") -> list[Any]:
    return list(client.get(f"/api/v1/issued_reports/{query}").json()["results"])


def test_issued_reports_are_listed_and_downloaded_as_they_were_issued(writer: APIClient, issued: IssuedReport) -> None:
    [row] = rows(writer)
    assert (row["report"], row["issued_by"], row["note"], row["rows"]) == ("ledger", "editor", "季报", 1)
    assert row["plans"] == [{"slug": "example", "title": "示例市发展规划"}]
    assert writer.get(row["url"]).json() == row
    answer = writer.get(row["file"], headers={"Accept": "text/csv"})
    assert read_file(answer) == CONTENT
    assert issued.filename in unquote(answer.headers["Content-Disposition"])
    held = {"If-None-Match": answer.headers["ETag"]}
    assert writer.get(row["file"], headers=held).status_code == 304
    for send in (writer.post, writer.patch, writer.delete):
        assert send(row["url"], {}, format="json").status_code == 405


def test_issued_reports_are_for_whoever_sees_every_plan_in_them(
    api: APIClient, issued: IssuedReport, outsider: User, editor: User
) -> None:
    for client in (api, with_token(outsider)):
        assert rows(client) == []
        assert client.get("/api/v1/issued_reports/?count=true").json()["count"] == 0
        assert client.get(f"/api/v1/issued_reports/{issued.uuid}/").status_code == 404
        assert client.get(f"/api/v1/issued_reports/{issued.uuid}/file/").status_code == 404
    other = make_plan("other")
    both = issue(issued.plans.get(), other)
    for plans, seen in (([other], set()), ([*issued.plans.all()], {issued}), ([*both.plans.all()], {issued, both})):
        PlanLimit.objects.filter(user=editor).delete()
        PlanLimit.objects.create(user=editor).plans.set(plans)
        client = with_token(User.objects.get(pk=editor.pk))
        assert {row["uuid"] for row in rows(client)} == {str(each.uuid) for each in seen}
        assert {row["uuid"] for row in rows(client, "?ordering=-issued_at")} == {str(each.uuid) for each in seen}
        for each in (issued, both):
            answer = client.get(f"/api/v1/issued_reports/{each.uuid}/file/")
            assert answer.status_code == (200 if each in seen else 404)
            assert each not in seen or read_file(answer) == CONTENT


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?plan=example", 1),
        ("?plan=none", 0),
        ("?report=ledger&issued_by=editor", 1),
        ("?title=台账", 1),
    ],
)
def test_filters_narrow_issued_reports(writer: APIClient, issued: IssuedReport, query: str, count: int) -> None:
    assert len(rows(writer, query)) == count


def test_a_file_that_is_missing_or_altered_is_told(writer: APIClient, issued: IssuedReport) -> None:
    address, name = rows(writer)[0]["file"], str(issued.file.name)
    with issued.file.storage.open(name, "wb") as file:
        file.write(b"x")
    assert (writer.get(address).status_code, "SHA-256" in writer.get(address).json()["detail"]) == (409, True)
    issued.file.storage.delete(name)
    answer = writer.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (410, "application/problem+json")


@made_once
def layout() -> ReportLayout:
    return ReportLayout.objects.create(name="督办", report="ledger", columns="code,=下周安排", is_default=True)


def test_layouts_are_listed_and_used_by_whoever_may_see_them(
    api: APIClient, writer: APIClient, plan: Plan, layout: ReportLayout, outsider: User
) -> None:
    listed = {each["name"]: each["layouts"] for each in writer.get("/api/v1/reports/").json()}
    assert listed["ledger"] == [{"name": "督办", "columns": "code,=下周安排"}]
    assert listed["division"] == []
    first, *_others = ledger(writer, plan="example", layout="督办").splitlines()
    assert first == "Code,下周安排,slug,version"
    assert ledger(writer, plan="example").splitlines()[0] == ledger(writer, plan="example", layout="-").splitlines()[0]
    assert "下周安排" not in ledger(writer, plan="example")
    for client in (api, with_token(outsider)):
        assert client.get("/api/v1/reports/").json()[0]["layouts"] == []
        assert client.get(LEDGER, {"layout": "督办"}).json()["errors"][0]["field"] == "layout"


def test_a_layout_that_is_changed_is_sent_again(writer: APIClient, plan: Plan, layout: ReportLayout) -> None:
    asked = f"{LEDGER}?format=csv&layout=督办"
    held = {"If-None-Match": writer.get(asked).headers["ETag"]}
    assert writer.get(asked, headers=held).status_code == 304
    ReportLayout.objects.update(columns="title")
    assert writer.get(asked, headers=held).status_code == 200


def test_a_report_in_a_template_that_is_uploaded_anew_is_sent_again(writer: APIClient, plan: Plan) -> None:
    template = ReportTemplate(name="红头", report="division", is_offered=True, tried_at=timezone.now())
    held: dict[str, str] = {}
    asked = "/api/v1/reports/division/?format=docx&plan=example&template=红头"
    for words in ("示例市文件", "示例市通知"):
        document, written = Document(), BytesIO()
        document.add_paragraph(words)
        document.add_paragraph("{{p content }}")
        document.save(written)
        template.file.save("红头.docx", ContentFile(written.getvalue()))
        answer: Any = writer.get(asked, headers=held)
        assert answer.status_code == 200
        assert Document(BytesIO(b"".join(answer.streaming_content))).paragraphs[0].text == words
        held = {"If-None-Match": answer.headers["ETag"]}
        assert writer.get(asked, headers=held).status_code == 304


def test_a_layout_and_columns_are_not_named_together(writer: APIClient, plan: Plan, layout: ReportLayout) -> None:
    answer = writer.get(LEDGER, {"layout": "督办", "columns": "title"})
    assert [error["field"] for error in answer.json()["errors"]] == ["layout"]
    assert writer.get("/api/v1/reports/division/", {"layout": "督办"}).json()["errors"][0]["field"] == "layout"


def test_links_in_a_file_begin_with_the_address_of_the_site(
    writer: APIClient, plan: Plan, editor: User, settings: Any
) -> None:
    User.objects.update(is_staff=True)
    asked = "/api/v1/reports/overview/?plan=example&format="
    begun = "http://testserver/admin/measures/measure/?plan=example"
    assert f'"link":"{begun}"' in text_of(writer.get(f"{asked}json"))
    assert f'href="{begun}"' in text_of(writer.get(f"{asked}html"))
    settings.SITE_ADDRESS = "https://policy.example.gov.cn"
    assert '"link":"https://policy.example.gov.cn/admin/' in text_of(writer.get(f"{asked}json"))
