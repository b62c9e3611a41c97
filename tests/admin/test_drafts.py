"""A draft that the browser kept comes back as a form that is not saved yet."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.models import Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, text_of, url
from tests.factories import make_body

TARGET = {"text": "达到300家", "comparator": "none", "nature": "unstated"}
RESTORE = {"_restore": "1"}
SAID = "已恢复您先前填写的内容，尚未保存"


def restore(page: Editing, fields: dict[str, str]) -> str:
    """What the page says that the browser asks for with what it has kept."""
    response = page.client.post(page.url, fields | RESTORE)
    page.take(response)
    return text_of(response)


def test_restoring_fills_the_form_and_writes_nothing(measure: Measure, editor_client: Client) -> None:
    make_body("市科技局")
    page = Editing(editor_client, measure).open()
    before = {f"initial-targets-0-{name}": "" for name in TARGET}
    typed = page.add_part("targets", **TARGET) | {"title": "写了一半", "lead": "市科技局"}
    words = restore(page, page.fields | before | typed)
    assert SAID in words
    assert "请更正" not in words
    assert (page.fields["title"], page.fields["targets-0-text"]) == ("写了一半", "达到300家")
    measure.refresh_from_db()
    assert (measure.version, measure.responsibilities.count()) == (1, 0)
    assert page.save().status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.targets.get().text) == ("写了一半", "达到300家")


def test_a_draft_of_an_older_version_is_compared_with_what_was_saved_since(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    page = Editing(editor_client, measure).open()
    draft = page.fields | {"note": "我的备注"}
    Editing(colleague_client, measure).open().save(title="对方的标题")
    words = restore(page.open(), draft)
    assert SAID in words
    assert "李四" in words
    assert (page.fields["title"], page.fields["note"]) == ("对方的标题", "我的备注")
    assert page.save().status_code == 302


def test_a_draft_that_was_saved_after_all_is_not_asked_about_again(measure: Measure, editor_client: Client) -> None:
    page = Editing(editor_client, measure).open()
    draft = page.fields | {"note": "备注"}
    page.save(note="备注")
    response = editor_client.post(page.url, draft | RESTORE)
    assert response["Location"] == url("measure_changelist")


def test_a_draft_of_a_new_record_makes_none(measure: Measure, editor_client: Client) -> None:
    response = editor_client.post(url("measure_add"), {"title": "新举措", "text": "新举措。"} | RESTORE)
    assert "新举措" in text_of(response)
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("name", ["viewer", "outsider"])
def test_whoever_may_not_write_restores_nothing(
    name: str, measure: Measure, outsider: User, viewer_client: Client
) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    client = viewer_client if name == "viewer" else signed_in(outsider)
    assert client.post(url("measure_change", measure.pk), {"title": "改"} | RESTORE).status_code == 403


def test_a_page_offers_no_draft_to_a_viewer(measure: Measure, editor_client: Client, viewer_client: Client) -> None:
    address = url("measure_change", measure.pk)
    assert 'id="draft"' in editor_client.get(address).content.decode()
    assert 'id="draft"' not in viewer_client.get(address).content.decode()
