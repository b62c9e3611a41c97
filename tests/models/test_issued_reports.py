"""An issued report stays as it is, and is seen by those who see every plan that it covers."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError, connection, transaction

from measures.models import IssuedReport, Plan, PlanLimit, unchangeable
from measures.models.rights import make_shipped_groups
from measures.visibility import THE_PUBLIC
from tests.factories import make_plan
from tests.issued_reports import issue

pytestmark = pytest.mark.django_db


def reader(name: str, *plans: Plan, group: str = "查看") -> User:
    """Of the shipped group, limited to these plans if there are any."""
    make_shipped_groups("default")
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    if plans:
        PlanLimit.objects.create(user=user).plans.set(plans)
    return user


@pytest.mark.parametrize("column", [each.attname for each in IssuedReport._meta.concrete_fields if each.name != "id"])
def test_no_column_of_it_can_be_changed(column: str) -> None:
    issued = issue(make_plan())
    value = User.objects.create_user("other").pk if column == "by_id" else getattr(issued, column)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        IssuedReport.objects.update(**{column: value})


def test_it_outlives_the_account_that_issued_it() -> None:
    user = User.objects.create_user("li")
    issued = issue(make_plan(), by=user)
    user.delete()
    issued.refresh_from_db()
    assert (issued.by, issued.by_name) == (None, "li")


def test_the_refusal_is_there_again_after_migrate_when_it_was_lost() -> None:
    issue(make_plan())
    on = f" ON {unchangeable.TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER issued_report_kept{on}")
    assert IssuedReport.objects.update(note="") == 1
    unchangeable.install(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedReport.objects.update(note="")


def test_it_is_seen_by_those_who_see_every_plan_that_it_covers() -> None:
    first, second = make_plan(), make_plan()
    issue(first), issue(first, second)
    readers = {
        "all": reader("all"),
        "first": reader("first", first),
        "second": reader("second", second),
        "both": reader("both", first, second),
        "publisher": reader("publisher", first, group="审核发布"),
    }
    seen = {name: IssuedReport.objects.visible_to(user).count() for name, user in readers.items()}
    assert seen == {"all": 2, "first": 1, "second": 0, "both": 2, "publisher": 1}
    assert {name: IssuedReport.objects.worked_on_by(user).count() for name, user in readers.items()} == seen


def test_neither_the_public_nor_an_outsider_nor_who_sees_no_drafts_sees_one(outsider: User) -> None:
    issue(make_plan())
    assert not IssuedReport.objects.visible_to(THE_PUBLIC).exists()
    assert not IssuedReport.objects.visible_to(outsider).exists()
    for missing in ("view_plan", "view_section", "view_measure", "view_target", "view_issuedreport"):
        user = reader(f"without-{missing}")
        rights = Permission.objects.filter(group__name="查看").exclude(codename=missing)
        user.groups.clear()
        user.user_permissions.set(rights)
        assert not IssuedReport.objects.visible_to(User.objects.get(pk=user.pk)).exists(), missing


def test_one_about_a_plan_that_is_gone_is_seen_by_nobody_who_is_limited() -> None:
    kept, gone = make_plan("kept", title="留"), make_plan("gone", title="去")
    issued = issue(kept, gone)
    limited, whole = reader("limited", kept), reader("whole")
    gone.delete()
    assert not IssuedReport.objects.visible_to(limited).exists()
    assert IssuedReport.objects.visible_to(whole).get().plan_names == [
        {"slug": "kept", "title": "留"},
        {"slug": "gone", "title": "去"},
    ]
    assert issued.plan_count == 2
