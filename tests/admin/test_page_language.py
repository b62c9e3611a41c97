"""A Chinese page says nothing in English but names and codes."""

import json
import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from measures.models import Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of
from tests.factories import assign, make_target
from tests.made_once import made_once

# Names that the records of the test bear, the language's own name for itself, and standards.
NOT_ENGLISH = {"root", "demo", "plan.txt", "English", "PolicyHub", "text/plain", "md5", "SHA-256", "<unknown>"}
NOT_ENGLISH |= {"skjj"}  # the initials of a body in the help of a search


@made_once
def root(measure: Measure) -> Client:
    assign(measure, "市科技局")
    make_target(measure)
    Group.objects.create(name="编辑组")
    return signed_in(User.objects.create_superuser("root"))


def english(response: Any) -> set[str]:
    """The texts of a page that hold words and no Chinese."""
    page = page_of(response)
    for element in page.xpath("//script | //style | //code | //*[@class='code'] | //*[@lang='en']"):
        element.drop_tree()
    spoken = "//text() | //@title | //@placeholder | //@aria-label | //@alt | //input[@type='submit']/@value"
    texts = {str(text).strip(" \n›:：") for text in page.xpath(spoken)}
    words = {text for text in texts if re.search(r"[A-Za-z]{3,}", text) and not re.search(r"[\u4e00-\u9fff]", text)}
    return {text for text in words if text not in NOT_ENGLISH and "***" not in text}


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_list_form_and_history(model: Any, root: Client) -> None:
    Client().post(reverse("admin:login"), {"username": "root", "password": "wrong"})
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse(f"{name}_changelist")]
    if admin.site._registry[model].has_add_permission(page_request(root)):
        addresses.append(reverse(f"{name}_add"))
    pk = model._default_manager.values_list("pk", flat=True).first()
    if pk is not None:
        addresses += [reverse(f"{name}_{view}", args=[pk]) for view in ("change", "history", "delete")]
    found = {address: english(root.get(address, follow=True)) for address in addresses}
    assert {address: texts for address, texts in found.items() if texts} == {}


@pytest.mark.parametrize(("language", "yes", "no"), [("zh-hans", "是", "否"), ("en", "Yes", "No")])
def test_the_pictures_of_yes_and_no_say_so(root: Client, settings: Any, language: str, yes: str, no: str) -> None:
    User.objects.create_user("outsider")
    root.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = page_of(root.get(reverse("admin:auth_user_changelist")))
    assert page.xpath("//td[@class='field-is_staff']/img/@alt") == [no, yes]


def test_rights_are_offered_under_chinese_names_and_only_those_that_mean_something(root: Client) -> None:
    group = Group.objects.get(name="编辑组")
    page = page_of(root.get(reverse("admin:auth_group_change", args=[group.pk])))
    offered = [label.text_content().strip() for label in page.xpath("//div[@id='id_rights']//label")]
    assert {"编辑规划、章节和任务举措", "合并责任单位", "管理账号及其权限"} <= set(offered)
    assert not any(re.search(r"[A-Za-z]{3,}|历史", name) for name in offered)
    script = root.get(reverse("admin:jsi18n")).content.decode()
    assert json.dumps("全部移除%s") in script


def page_request(client: Client) -> Any:
    return client.get("/admin/").wsgi_request


@pytest.mark.parametrize("address", ["/admin/", "/admin/password_change/", "/admin/nothing/", "/nothing/"])
def test_other_pages(address: str, root: Client) -> None:
    assert english(root.get(address)) == set()


def test_the_page_of_who_may_not(measure: Measure, outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    response = signed_in(outsider).get("/admin/measures/measure/")
    assert response.status_code == 403
    assert "您不能打开此页面" in text_of(response)
    assert english(response) == set()


def test_a_page_that_there_is_not_is_in_the_language_chosen(root: Client, settings: Any) -> None:
    assert "没有这个页面" in text_of(root.get("/nothing/"))
    root.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = root.get("/nothing/")
    assert "There is no such page" in text_of(response)
    assert page_of(response).get("lang") == "en"
    assert not re.search(r"[\u4e00-\u9fff]", text_of(response))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("import_plan", "/nowhere/plan.json"), "没有这个文件"), (("import_plan", "/"), "文件夹")],
)
def test_a_command_says_in_chinese_why_a_file_cannot_be_read(arguments: tuple[str, ...], words: str, db: None) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        call_command(*arguments)
    assert "directory" not in str(refused.value)
