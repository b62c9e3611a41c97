"""A ledger that comes back changes what its loader may change elsewhere, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from measures.choices import PlanState
from measures.edits import EditVia, drafting, edit
from measures.models import Measure, Plan, PlanLimit
from tests.factories import make_plan
from tests.ledgers import EditedLedger, back, changes, drawn, measure_of


class TestRights:
    @pytest.fixture
    def with_rights(self, db: None) -> Callable[..., User]:
        def make(*codenames: str) -> User:
            user = User.objects.create_user("loader", is_staff=True)
            codenames = (*codenames, "view_measure", "view_plan", "view_section")
            user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
            return user

        return make

    @pytest.mark.parametrize(
        ("right", "values"),
        [
            ("change_measure", {"title": "支持原始创新"}),
            ("confirm_measure", {"review_state": "已核"}),
            ("", {"title": "支持原始创新"}),
            ("change_measure", {"lead": "市教委"}),
            ("change_measure", {"review_state": "已核"}),
            ("confirm_measure", {"review_state": "已发布"}),
        ],
    )
    def test_a_cell_takes_the_right_that_its_field_takes_elsewhere(
        self, ledger: EditedLedger, with_rights: Callable[..., User], right: str, values: dict[str, Any]
    ) -> None:
        ledger.say("1.1-1", **values)
        found = back(ledger, user=with_rights(right))
        allowed = [("change_measure", "title"), ("confirm_measure", "已核")]
        assert bool(found.updated) is any(right == of and said in (*values, *values.values()) for of, said in allowed)
        assert bool(found.refused) is not bool(found.updated)

    def test_who_may_not_add_measures_adds_none(self, ledger: EditedLedger, with_rights: Callable[..., User]) -> None:
        ledger.add_row(chapter="第一章 科技创新", title="培养青年人才")
        [refused] = back(ledger, user=with_rights("change_measure")).refused
        assert "权限" in refused.reason

    def test_who_may_not_add_bodies_makes_none(self, ledger: EditedLedger, with_rights: Callable[..., User]) -> None:
        rights = [f"{verb}_responsibility" for verb in ("add", "change", "delete")]
        ledger.say("1.1-1", lead="市气象台")
        found = back(ledger, user=with_rights(*rights), wanted=[("示例市", "市气象台")])
        assert "责任单位" in found.refused[0].reason

    def test_who_is_limited_to_another_plan_changes_nothing(self, ledger: EditedLedger, editor: User) -> None:
        PlanLimit.objects.create(user=editor).plans.set([make_plan("lin")])
        ledger.say("1.1-2", title="建设")
        found = back(ledger, user=User.objects.get(pk=editor.pk))
        assert (found.updated, len(found.refused)) == ([], 3)  # the others are drafts that the user does not see

    def test_an_outsider_changes_nothing(self, ledger: EditedLedger, outsider: User) -> None:
        ledger.say("1.1-1", title="支持原始创新")
        assert back(ledger, user=outsider).updated == []


def test_a_measure_with_a_pending_change_is_refused(plan: Plan, editor: User) -> None:
    Plan.objects.update(state=PlanState.PUBLISHED, second_person=True)
    measure = measure_of("1.2-1")
    with edit(editor, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        changed = Measure.objects.get(pk=measure.pk)
        changed.title = "引进一流人才"
        changed.save()
    ledger = EditedLedger(drawn(plan)).say("1.2-1", title="引进青年人才").say("1.1-2", title="建设重点实验室")
    found = back(ledger, user=editor)
    assert list(changes(found)) == ["1.1-2"]
    assert "待发布修改" in found.refused[0].reason
    assert "1" in found.notes[0]
