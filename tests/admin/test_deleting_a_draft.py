"""A draft plan that was a mistake is deleted whole, after a page that says what goes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client

from measures import importing
from measures.intake.imports import incoming_of
from measures.models import Edit, Measure, Plan, ResponsibleBody, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.admin.test_uploading import grant
from tests.made_once import made_once
from tests.uploads import is_kept, uploaded


@made_once
def draft() -> Plan:
    importing.apply(incoming_of(uploaded(slug="shili")))
    SourceDocument.objects.get().file.save("", ContentFile(b"text"))
    return Plan.objects.get()


def test_the_page_says_how_much_goes_and_a_post_deletes_it(
    editor_client: Client, draft: Plan, django_capture_on_commit_callbacks: Any
) -> None:
    name = SourceDocument.objects.get().file.name
    address = url("plan_delete", draft.pk)
    assert page_of(editor_client.get(url("plan_change", draft.pk))).xpath(f"//a[@href='{address}']")
    words = text_of(editor_client.get(address))
    for line in ("任务举措: 3", "章节: 3", "目标指标: 2", "责任分工: 3", "来源文件: 1"):
        assert line in words.replace("：", ": ")
    assert is_kept(name)
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(address, {"post": "yes"})
    assert not Plan.objects.exists()
    assert not Measure.objects.exists()
    assert not is_kept(name)
    assert ResponsibleBody.objects.filter(name="市科技局").exists()
    assert Edit.objects.first() is not None
    assert Measure.history.filter(history_type="-").count() == 3
    undo = url("edit_undo", Edit.objects.latest("pk").pk)
    fingerprint = page_of(editor_client.get(undo)).xpath("//input[@name='fingerprint']/@value")[0]
    editor_client.post(undo, {"fingerprint": fingerprint})
    source = SourceDocument.objects.get()
    assert (source.plan, source.file.name, Measure.objects.filter(source=source).count()) == (draft, "", 3)
    assert not Measure.objects.filter(baseline=None).exists()


def test_a_published_plan_is_not_deleted(editor_client: Client, draft: Plan) -> None:
    Plan.objects.update(state="published")
    assert editor_client.post(url("plan_delete", draft.pk), {"post": "yes"}).status_code == 403
    assert Plan.objects.exists()


def test_who_may_not_delete_measures_deletes_no_plan(outsider: User, draft: Plan) -> None:
    address = url("plan_delete", draft.pk)
    assert signed_in(outsider).post(address, {"post": "yes"})["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = grant(outsider, "view_plan", "delete_plan")
    assert "任务举措" in text_of(client.get(address))
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Plan.objects.exists()
