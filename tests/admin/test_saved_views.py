"""A list is saved under a name as it is filtered and sorted, for oneself or for the office."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.models import Measure, SavedView
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url

ADDRESS = url("measure_views")


def views(client: Client, **query: str) -> dict[str, str]:
    """The names of the views that the list shows, with what each leads to."""
    page = page_of(client.get(url("measure_changelist", **query)))
    return {link.text_content(): link.get("href") for link in page.xpath("//nav[@class='views']//li/a")}


def save(client: Client, name: str = "科技", query: str = "plan=demo&o=-9", **fields: str) -> None:
    answer = client.post(ADDRESS, {"name": name, "query": query, **fields})
    assert answer["Location"] == f"{url('measure_changelist')}?{'&'.join(sorted(query.split('&')))}"


def test_a_view_keeps_filters_search_and_order_under_a_name(measure: Measure, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("measure_changelist", plan="demo", q="研究", o="-9", p="1")))
    form = page.xpath("//form[@class='save-view']")[0]
    form.fields["name"] = "科技"
    sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    answer = editor_client.post(form.action, sent, follow=True)
    assert "视图“科技”已保存。" in text_of(answer)
    address = views(editor_client)["科技"]
    assert address == url("measure_changelist", o="-9", plan="demo", q="研究")
    current = page_of(editor_client.get(address)).xpath("//a[@aria-current='page']")
    assert [link.text_content() for link in current if link.getparent().get("class") == "saved"] == ["科技"]


def test_saving_under_the_same_name_replaces_the_view(measure: Measure, editor_client: Client) -> None:
    save(editor_client)
    save(editor_client, query="plan=other")
    assert views(editor_client)["科技"] == url("measure_changelist", plan="other")
    assert SavedView.objects.count() == 1


def test_a_view_is_one_s_own_until_it_is_shared(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    save(editor_client)
    assert "科技" not in views(colleague_client)
    save(editor_client, shared="on")
    assert "科技" in views(colleague_client)
    assert "由 editor 共享" in colleague_client.get(url("measure_changelist")).content.decode()


def test_whoever_may_not_share_saves_for_themselves_alone(
    measure: Measure, viewer_client: Client, colleague_client: Client
) -> None:
    page = page_of(viewer_client.get(url("measure_changelist")))
    assert "shared" not in page.xpath("//form[@class='save-view']")[0].fields
    save(viewer_client, shared="on")
    assert "科技" in views(viewer_client)
    assert "科技" not in views(colleague_client)


def test_views_are_deleted_by_their_owner_and_shared_ones_by_whoever_may_share(
    measure: Measure, editor_client: Client, colleague_client: Client, viewer_client: Client
) -> None:
    save(editor_client, name="自用")
    save(editor_client, name="共享", shared="on")
    own, shared = (SavedView.objects.get(name=name).pk for name in ("自用", "共享"))
    assert viewer_client.post(ADDRESS, {"delete": shared}).status_code == 403
    colleague_client.post(ADDRESS, {"delete": own})
    assert set(SavedView.objects.values_list("pk", flat=True)) == {own, shared}
    colleague_client.post(ADDRESS, {"delete": shared})
    answer = editor_client.post(ADDRESS, {"delete": own, "query": "plan=demo"})
    assert answer["Location"] == url("measure_changelist", plan="demo")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("sent", [{"name": ""}, {"name": "长" * 65}, {"name": "科技", "query": "q=" + "长" * 4000}])
def test_what_cannot_be_saved_is_told(sent: dict[str, str], measure: Measure, editor_client: Client) -> None:
    answer = editor_client.post(ADDRESS, {"query": "plan=demo"} | sent, follow=True)
    assert "视图未保存：" in text_of(answer)
    assert not SavedView.objects.exists()


def test_a_view_of_one_list_is_not_offered_in_another(measure: Measure, editor_client: Client) -> None:
    save(editor_client)
    assert "科技" not in text_of(editor_client.get(url("section_views"), follow=True)).split("章节")[0]
    page = page_of(editor_client.get(url("section_changelist")))
    assert [link.text_content() for link in page.xpath("//nav[@class='views']//li/a")] == []


def test_an_outsider_saves_nothing(measure: Measure, outsider: User) -> None:
    outsider.is_staff = True
    outsider.save()
    assert signed_in(outsider).post(ADDRESS, {"name": "科技", "query": ""}).status_code == 403
    assert Client().post(ADDRESS, {"delete": "1"}).status_code in (200, 302)
    assert not SavedView.objects.exists()


def test_every_list_offers_its_own_views_at_one_click(measure: Measure, editor_client: Client) -> None:
    offered = views(editor_client)
    assert list(offered) == ["全部现行", "待核", "无责任单位", "本月到期", "逾期"]
    assert offered["无责任单位"] == url("measure_changelist", assigned="no")
    assert "支持基础研究" in text_of(editor_client.get(offered["无责任单位"]))
