"""Whatever an address or a request holds that no link of ours would: an answer that says so, never a crash."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from measures.models import Edit, Measure, Target
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, not_drawn, page_of, text_of, url
from tests.factories import assign, make_body, make_measure, make_section, make_target
from tests.made_once import made_once

# The first two are for the database to refuse, each in its own way; the others are no numbers to Python.
VALUES = [
    pytest.param("\0", id="nul"),
    pytest.param("9" * 20, id="20 digits"),
    pytest.param("9" * 5000, id="5000 digits", marks=pytest.mark.only("sqlite")),
    pytest.param("²", id="a superscript", marks=pytest.mark.only("sqlite")),
]


@made_once
def root(measure: Measure) -> Client:
    """The browser of an administrator, who is shown every list."""
    assign(measure, "市科技局")
    make_target(measure)
    client = signed_in(User.objects.create_superuser("root"))
    client.raise_request_exception = False
    return client


def model_admins() -> list[ModelAdmin]:  # type: ignore[type-arg]
    return list(admin.site._registry.values())


def parameters_of(model_admin: ModelAdmin) -> Iterator[str]:  # type: ignore[type-arg]
    """The parameters that the list reads itself. What Django reads of every list alike is tried on one of them."""
    yield "q"
    if model_admin.model is Measure:
        yield from ("p", "o", "all", "e", "unknown")
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="root")
    for spec in model_admin.get_changelist_instance(request).filter_specs:
        yield from filter(None, spec.expected_parameters())
    yield from (str(getattr(f, "parameter_name", "")) for f in model_admin.list_filter if hasattr(f, "parameter_name"))


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_of_any_list_breaks_it(value: str, root: Client) -> None:
    """What all lists draw alike, the box of search and the filters that are chosen, is drawn of one for one value.

    It is drawn of what the database has answered already.
    """
    broken, drawn = [], value == "9" * 20 and connection.vendor == "sqlite"
    for model_admin in model_admins():
        address = f"/admin/{model_admin.opts.app_label}/{model_admin.opts.model_name}/"
        with nullcontext() if model_admin.model is Measure and drawn else not_drawn():
            for name in set(parameters_of(model_admin)):
                status = root.get(address, {name: value}).status_code
                if status not in (200, 302, 400):
                    broken.append((address, name, status))
    assert broken == []


def lookups_of(model_admin: ModelAdmin) -> Iterator[tuple[str, str]]:  # type: ignore[type-arg]
    """Parameters that no filter of the list reads and that Django by itself would filter by, with a wrong value."""
    hierarchy = model_admin.date_hierarchy or "at"
    yield from (("pk__range", "1"), ("pk__regex", "("), ("pk__gt", "x"))
    yield from ((f"{hierarchy}__year", year) for year in ("1", "9999", "10000", "x"))
    yield from ((f"{hierarchy}__gte", "0001-01-01"), (f"{hierarchy}__month", "13"))


def test_no_lookup_of_django_breaks_a_list(root: Client) -> None:
    broken = []
    for model_admin in model_admins():
        if model_admin.model is Edit:  # listed by a form of its own
            continue
        address = f"/admin/{model_admin.opts.app_label}/{model_admin.opts.model_name}/"
        with not_drawn():
            for name, value in lookups_of(model_admin):
                status = root.get(address, {name: value}).status_code
                if status not in (302, 400):
                    broken.append((address, name, value, status))
    assert broken == []


def test_the_date_hierarchy_leads_to_a_year(root: Client) -> None:
    at = "/admin/accounts/signinevent/"
    year = timezone.localdate().year
    assert [root.get(at, {"at__year": each}).context["cl"].result_count for each in (year, year - 1)] == [1, 0]


@pytest.mark.parametrize("value", VALUES)
def test_no_key_in_an_address_breaks_a_page(value: str, root: Client) -> None:
    broken = []
    for model_admin in model_admins():
        for view in ("change", "history", "delete"):
            address = f"/admin/{model_admin.opts.app_label}/{model_admin.opts.model_name}/{value}/{view}/"
            status = root.get(address).status_code
            if status not in (302, 400, 403, 404):
                broken.append((address, status))
    assert broken == []


@pytest.mark.parametrize("value", VALUES)
def test_no_version_in_an_address_breaks_the_way_back(value: str, root: Client, measure: Measure) -> None:
    assert root.get(f"/admin/measures/measure/{measure.pk}/history/{value}/").status_code in (302, 400, 404)
    assert root.get(url("measure_history", measure.pk), {"p": value}).status_code in (200, 400)


@pytest.mark.parametrize("value", VALUES)
def test_nothing_typed_breaks_an_autocomplete(value: str, root: Client, measure: Measure) -> None:
    asked = {"app_label": "measures", "model_name": "responsibility", "field_name": "body"}
    broken = []
    for name in ("term", "page", "app_label", "model_name", "field_name", "plan"):
        status = root.get("/admin/autocomplete/", asked | {name: value}).status_code
        if status not in (200, 400, 403, 404):
            broken.append((name, status))
    assert broken == []


@pytest.mark.parametrize("value", VALUES)
def test_nothing_selected_breaks_an_action(value: str, root: Client, measure: Measure) -> None:
    address = url("measure_changelist")
    for action in ("confirm", "export_csv", value):
        posted = {"action": action, "_selected_action": value, "index": value, "select_across": value}
        assert root.post(address, posted).status_code in (200, 302, 400), action


@pytest.mark.parametrize("value", VALUES)
def test_no_number_in_a_form_breaks_its_page(value: str, root: Client, measure: Measure) -> None:
    editing, body = Editing(root, measure).open(), make_body("市教育局")
    moved = url("measure_move", pk=measure.pk, place="down")
    answers = {
        "version": editing.save(version=value, title="题目"),
        "seen": root.post(moved, {"seen": f"{measure.pk}:{value}"}),
        "again": root.post(url("responsiblebody_same", body.pk), {"again": value}),
        "delete": root.post(f"{url('measure_changelist')}views/", {"delete": value}),
    }
    broken = {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500}
    assert broken == {}


def test_a_parameter_that_no_filter_knows_is_left_out_with_a_word(root: Client) -> None:
    response = root.get(url("measure_changelist", foo="bar"), follow=True)
    assert "地址中有无法识别的筛选条件，已忽略" in text_of(response)
    assert page_of(response).xpath("//*[@class='field-code']")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_with_such_a_parameter_leads_back_to_the_list(file_format: str, root: Client) -> None:
    response = root.get(f"/admin/measures/measure/export/{file_format}/", {"foo": "bar"}, follow=True)
    assert response.redirect_chain[0][0].startswith(url("measure_changelist"))
    assert "地址中有无法识别的筛选条件，已忽略" in text_of(response)


def test_an_export_in_a_format_that_there_is_not_is_not_found(root: Client) -> None:
    assert root.get("/admin/measures/measure/export/exe/").status_code == 404


def test_a_post_to_a_history_page_is_not_allowed(root: Client, measure: Measure) -> None:
    """It is a page to read; what is sent to it must neither lock nor break."""
    records = (measure, measure.section, measure.plan, make_body())
    answers = {root.post(url(f"{record._meta.model_name}_history", record.pk)).status_code for record in records}
    assert answers == {405}


def test_a_version_whose_section_is_deleted_since_says_so(root: Client, measure: Measure) -> None:
    other = make_section(measure.plan, title="将被删除的章节")
    moved = make_measure(other, title="在旧章节")
    Editing(root, moved).open().save(section=str(measure.section.pk), note="移动")
    first = moved.history.order_by("history_id").first()
    assert first is not None
    assert first.section_id == other.pk
    other.delete()
    address = f"/admin/measures/measure/{moved.pk}/history/{first.pk}/"
    assert "已删除" in text_of(root.get(address))
    moved.refresh_from_db()
    response = root.post(address, {"version": moved.version}, follow=True)
    assert response.status_code == 200
    assert Measure.objects.get(pk=moved.pk).section == measure.section


def test_a_section_with_a_long_table_of_targets_can_be_saved(root: Client, measure: Measure) -> None:
    section = measure.section
    Target.objects.bulk_create(
        Target(plan=section.plan, section=section, code=f"1/t{number}", text=f"指标{number}", value=number)
        for number in range(1, 71)
    )
    page = Editing(root, section).open()
    assert len(page.fields) > 1000
    assert page.save(title="新标题").status_code == 302
    section.refresh_from_db()
    assert section.title == "新标题"


def test_a_form_of_more_fields_than_any_record_has_is_refused_in_the_page_s_language(
    root: Client, measure: Measure
) -> None:
    body = "&".join(f"x{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    address = url("measure_change", measure.pk)
    response = root.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "请求无法识别" in text_of(response)
