"""Uploading in the admin: who may, what the pages say, what is refused."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.choices import ImportState
from measures.intake.uploads import receive
from measures.models import Import, Plan, PlanLimit
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.factories import make_plan
from tests.made_once import made_once
from tests.uploads import NAME, TEXT, document, is_kept, read_here, read_uploads_here, uploaded


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_uploads_here(monkeypatch)


@made_once
def staff(outsider: User) -> User:
    """Someone who may log in and do nothing."""
    outsider.is_staff = True
    outsider.save()
    return outsider


def limit(user: User, *plans: Plan) -> None:
    PlanLimit.objects.get_or_create(user=user)[0].plans.set(plans)


def grant(user: User, *codenames: str) -> Client:
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def test_an_uploaded_document_is_read_and_its_page_says_what_is_next(editor_client: Client, editor: User) -> None:
    response = editor_client.post(url("import_add"), {"documents": document(), "slug": "shili"}, follow=True)
    item = Import.objects.get()
    assert response.redirect_chain == [(url("import_change", item.pk), 302)]
    assert (item.state, item.slug, item.by, item.by_name) == ("read", "shili", editor, "editor")
    words = text_of(response)
    assert NAME in words
    assert "待比对" in words


def test_the_list_leads_to_the_upload_page(editor_client: Client, viewer_client: Client) -> None:
    address = url("import_add")
    for client, shown in ((editor_client, True), (viewer_client, False)):
        links = page_of(client.get(url("import_changelist"))).xpath(f"//*[@class='object-tools']//a[@href='{address}']")
        assert [link.text_content() for link in links] == ["上传规划文件"] * shown


def test_several_documents_are_several_imports(editor_client: Client) -> None:
    files = [document(), document(name="another.txt")]
    response = editor_client.post(url("import_add"), {"documents": files})
    assert response["Location"] == url("import_changelist")
    assert sorted(Import.objects.values_list("filename", "state")) == [("another.txt", "read"), (NAME, "read")]


def test_what_can_be_no_document_is_named_and_nothing_is_kept(editor_client: Client) -> None:
    files = [document(), SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n\0\0"), SimpleUploadedFile("空.txt", b"")]
    words = text_of(editor_client.post(url("import_add"), {"documents": files}))
    assert "照片.png：该文件不是文档" in words
    assert "空.txt：" in words
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("slug", "said"),
    [("有空格 的", "由字母，数字，下划线或连字符号组成"), ("taken", "已有使用此标识的规划")],
)
def test_a_slug_that_cannot_be_a_new_plans_is_refused(slug: str, said: str, editor_client: Client) -> None:
    make_plan("taken")
    assert said in text_of(editor_client.post(url("import_add"), {"documents": document(), "slug": slug}))
    assert not Import.objects.exists()


def test_one_slug_is_not_for_several_documents(editor_client: Client) -> None:
    files = [document(), document()]
    assert "多个文件即多个规划" in text_of(editor_client.post(url("import_add"), {"documents": files, "slug": "one"}))


def test_a_document_may_be_for_a_plan_that_is_here(editor_client: Client) -> None:
    plan = make_plan("here", title="示例市已有规划")
    editor_client.post(url("import_add"), {"documents": document(), "plan": plan.pk})
    item = Import.objects.get()
    assert (item.plan, item.slug) == (plan, "here")


def test_which_plan_it_is_for_can_be_said_later(editor_client: Client) -> None:
    plan, item = make_plan("here"), uploaded(slug="first")
    editor_client.post(url("import_plan", item.pk), {"plan": "", "slug": "second"})
    item.refresh_from_db()
    assert (item.plan, item.slug) == (None, "second")
    editor_client.post(url("import_plan", item.pk), {"plan": plan.pk, "slug": ""})
    item.refresh_from_db()
    assert (item.plan, item.slug) == (plan, "here")
    response = editor_client.post(url("import_plan", item.pk), {"plan": "", "slug": "here"}, follow=True)
    assert "已有使用此标识的规划" in text_of(response)


def test_the_page_of_an_import_that_is_being_read_asks_how_far_it_is(editor_client: Client) -> None:
    item = receive(document(), NAME, None)
    page = page_of(editor_client.get(url("import_change", item.pk)))
    assert page.xpath("//*[@data-status]/@data-status") == [url("import_status", item.pk)]
    assert page.xpath("//noscript/meta[@http-equiv='refresh']")
    assert editor_client.get(url("import_status", item.pk)).json()["running"] is True
    read_here([item])
    assert editor_client.get(url("import_status", item.pk)).json()["running"] is False


def test_a_file_that_cannot_be_read_says_why_in_the_list_and_on_its_page(editor_client: Client) -> None:
    item = uploaded("没有标题的一段话。")
    for page in (url("import_changelist"), url("import_change", item.pk)):
        assert "未找到任何标题" in text_of(editor_client.get(page))


@pytest.mark.django_db(transaction=True)
def test_abandoning_leaves_nothing_but_the_row(editor_client: Client) -> None:
    item = uploaded()
    name = item.file.name
    response = editor_client.post(url("import_abandon", item.pk), follow=True)
    item.refresh_from_db()
    assert (item.state, item.reading, item.file.name) == ("abandoned", None, "")
    assert not is_kept(name)
    assert "已放弃此次导入" in text_of(response)


def test_looking_at_the_address_abandons_nothing(editor_client: Client) -> None:
    item = uploaded()
    editor_client.get(url("import_abandon", item.pk))
    item.refresh_from_db()
    assert item.state == "read"


def test_an_applied_import_is_not_abandoned(editor_client: Client) -> None:
    item = uploaded()
    Import.objects.update(state=ImportState.APPLIED)
    editor_client.post(url("import_abandon", item.pk))
    item.refresh_from_db()
    assert item.state == "applied"


def test_the_original_comes_back_byte_by_byte_and_no_browser_opens_it(editor_client: Client) -> None:
    item = uploaded(name="规划 <b>.html")
    response = editor_client.get(url("import_original", item.pk))
    assert b"".join(response) == TEXT.encode()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "filename*=utf-8''%E8%A7%84%E5%88%92" in response["Content-Disposition"]


def test_an_original_that_is_not_kept_is_not_found(editor_client: Client) -> None:
    item = uploaded("没有标题的一段话。")
    assert editor_client.get(url("import_original", item.pk)).status_code == 404


def addresses(item: Import) -> list[str]:
    return [url(f"import_{name}", item.pk) for name in ("change", "status", "original")] + [url("import_changelist")]


def test_an_outsider_is_sent_to_the_login(outsider: User) -> None:
    for address in [*addresses(uploaded()), url("import_add")]:
        response = signed_in(outsider).get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_staff_without_rights_sees_and_uploads_nothing(staff: User) -> None:
    item = uploaded()
    client = signed_in(staff)
    for address in addresses(item):
        assert client.get(address).status_code == 403
    assert client.post(url("import_add"), {"documents": document()}).status_code == 403
    assert client.post(url("import_abandon", item.pk)).status_code == 403
    assert client.post(url("import_plan", item.pk), {"slug": "other"}).status_code == 403
    assert Import.objects.count() == 1


def test_a_viewer_of_imports_looks_and_takes_no_step(staff: User) -> None:
    item = uploaded()
    client = grant(staff, "view_import")
    for address in addresses(item):
        response = client.get(address)
        assert b"".join(response)
        assert response.status_code == 200
    assert client.get(url("import_add")).status_code == 403
    assert client.post(url("import_abandon", item.pk)).status_code == 403
    assert not page_of(client.get(url("import_change", item.pk))).xpath("//form[@id='abandon']")


def test_who_may_upload_needs_no_other_right(staff: User) -> None:
    client = grant(staff, "upload_import")
    assert client.post(url("import_add"), {"documents": document()}, follow=True).status_code == 200
    assert Import.objects.get().by == staff


def test_who_is_limited_to_some_plans_uploads_for_these_alone(staff: User) -> None:
    mine, other = make_plan("mine"), make_plan("other")
    hidden = uploaded(plan=other)
    limit(staff, mine)
    client = grant(staff, "upload_import", "view_plan")
    assert client.get(url("import_original", hidden.pk)).status_code == 404
    assert hidden.filename not in text_of(client.get(url("import_changelist")))
    assert "仅限于部分规划" in text_of(client.post(url("import_add"), {"documents": document(), "slug": "new"}))
    assert client.post(url("import_add"), {"documents": document(), "plan": other.pk}).status_code == 200
    assert Import.objects.count() == 1
    assert client.post(url("import_add"), {"documents": document(), "plan": mine.pk}).status_code == 302
    assert NAME in text_of(client.get(url("import_changelist")))
