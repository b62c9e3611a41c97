"""What an outsider, a viewer and an editor may do."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.models import Measure, Plan, ResponsibleBody, Section, SourceDocument, Target
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, url
from tests.factories import assign, make_target
from tests.made_once import made_once

MODELS = [Plan, Section, Measure, Target, ResponsibleBody, SourceDocument]
WRITABLE = [Plan, Section, Measure, ResponsibleBody]


@made_once
def records(measure: Measure) -> Measure:
    assign(measure, "市科技局")
    make_target(measure)
    return measure


def pages(model: type) -> list[str]:
    name, record = model._meta.model_name, model._default_manager.get()  # type: ignore[attr-defined]
    shown = [url(f"{name}_changelist"), url(f"{name}_change", record.pk)]
    return shown + ([url(f"{name}_history", record.pk)] if model in WRITABLE else [])


@pytest.mark.parametrize("model", MODELS)
def test_an_outsider_is_sent_to_the_login(model: type, records: Measure, outsider: User) -> None:
    for page in pages(model):
        response = signed_in(outsider).get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", MODELS)
def test_staff_without_rights_is_refused(model: type, records: Measure, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for page in pages(model):
        assert signed_in(outsider).get(page).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_a_viewer_reads_every_page(model: type, records: Measure, viewer_client: Client) -> None:
    for page in pages(model):
        assert viewer_client.get(page).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_viewer_adds_and_writes_nothing(model: type, records: Measure, viewer_client: Client) -> None:
    name, record = model._meta.model_name, model._default_manager.get()  # type: ignore[attr-defined]
    assert viewer_client.get(url(f"{name}_add")).status_code == 403
    assert viewer_client.post(url(f"{name}_change", record.pk), {"version": "1", "title": "改"}).status_code == 403


def test_a_viewer_goes_back_to_no_version(records: Measure, viewer_client: Client) -> None:
    row = records.history.earliest()
    assert viewer_client.post(url("measure_revert", records.pk, row.pk), {"version": "2"}).status_code == 403


@pytest.mark.parametrize("model", [SourceDocument, Target])
def test_nobody_writes_what_is_read_from_the_document(model: type, records: Measure, editor_client: Client) -> None:
    name, record = model._meta.model_name, model._default_manager.get()  # type: ignore[attr-defined]
    assert editor_client.get(url(f"{name}_change", record.pk)).status_code == 200
    assert editor_client.post(url(f"{name}_change", record.pk), {"text": "改"}).status_code == 403


@pytest.mark.parametrize("model", WRITABLE)
def test_an_editor_opens_and_saves_every_record_and_a_save_without_change_is_no_edit(
    model: type, records: Measure, editor_client: Client
) -> None:
    record = model._default_manager.get()  # type: ignore[attr-defined]
    rows = record.history.count()
    assert Editing(editor_client, record).open().save().status_code == 302
    assert model._default_manager.get().version == record.version  # type: ignore[attr-defined]
    assert record.history.count() == rows


def test_an_outsider_exports_nothing(records: Measure, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert signed_in(outsider).get(url("measure_export", "csv")).status_code == 403
