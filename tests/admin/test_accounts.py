"""Deleting an account says what it does and offers to switch it off; its edits keep its name."""

from django.contrib.auth.models import User
from django.test import Client

from measures.models import ApiToken, Edit, Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, text_of, url


def account(user: User, page: str = "delete") -> str:
    return f"/admin/auth/user/{user.pk}/{page}/"


def boss() -> Client:
    return signed_in(User.objects.create_superuser("boss"))


def test_the_history_names_who_edited_after_the_account_is_gone(
    measure: Measure, editor_client: Client, editor: User
) -> None:
    Editing(editor_client, measure).open().save(title="新标题")
    admin = boss()
    assert admin.post(account(editor), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="editor").exists()
    assert "editor" in text_of(admin.get(url("measure_history", measure.pk)))
    made = Edit.objects.get(via="admin")
    assert (made.by, made.by_name, made.author_name) == (None, "editor", "editor")


def test_deleting_says_what_stays_and_what_goes(measure: Measure, editor_client: Client, editor: User) -> None:
    Editing(editor_client, measure).open().save(title="新标题")
    ApiToken.objects.create(editor, name="平台")
    words = text_of(boss().get(account(editor)))
    assert "1 次编辑仍以其名义保留" in words
    assert "1 个接口令牌将一并删除" in words
    assert "停用" in words


def test_an_account_is_switched_off_instead(editor: User) -> None:
    admin = boss()
    assert admin.post(account(editor, "switch-off")).status_code == 302
    editor.refresh_from_db()
    assert not editor.is_active
    assert "改为停用" not in text_of(admin.get(account(editor)))


def test_looking_switches_nobody_off(editor: User) -> None:
    assert boss().get(account(editor, "switch-off")).status_code == 403
    editor.refresh_from_db()
    assert editor.is_active


def test_who_may_not_change_accounts_may_not_switch_them_off(
    editor_client: Client, outsider: User, editor: User
) -> None:
    outsider.is_staff = True
    outsider.save()
    for client in (editor_client, signed_in(outsider)):
        assert client.post(account(editor, "switch-off")).status_code == 403
    assert Client().post(account(editor, "switch-off")).status_code == 302  # to the login
    editor.refresh_from_db()
    assert editor.is_active


def test_accounts_are_deleted_one_by_one(editor: User) -> None:
    boss().post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"})
    assert User.objects.filter(pk=editor.pk).exists()
