"""Records made once for several tests: each test finds those of the fixtures that it names, as they were made."""

import pytest

from measures.models import Plan
from tests.factories import make_plan
from tests.made_once import add_level, levels, made_once

pytestmark = pytest.mark.django_db
made: list[str] = []


@made_once
def first() -> Plan:
    made.append("first")
    return make_plan("first")


@made_once
def second(first: Plan) -> Plan:
    made.append("second")
    return make_plan("second", issuer_id=first.issuer_id)


def slugs() -> set[str]:
    return set(Plan.objects.values_list("slug", flat=True))


def test_a_test_that_names_none_finds_none() -> None:
    assert slugs() == set()


@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next(first: Plan, time: int) -> None:
    assert slugs() == {"first"}
    assert first.title == Plan.objects.get().title == "示例市发展规划"
    first.title = "改过"
    first.save()
    make_plan("mine")


@pytest.mark.parametrize("time", [1, 2])
def test_what_takes_other_records_stands_on_them(second: Plan, time: int) -> None:
    assert slugs() == {"first", "second"}
    assert second.pk == Plan.objects.get(slug="second").pk
    assert made[-1] == "second"


@pytest.mark.parametrize("time", [1, 2])
def test_tests_that_follow_each_other_share_what_is_made(first: Plan, time: int) -> None:
    assert 1 <= made.count("first") <= 2  # again, at most, after a test that begins with nothing or commits


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_makes_them_for_itself(second: Plan) -> None:
    before = len(made)
    assert slugs() == {"first", "second"}
    assert made[before - 2 :] == ["first", "second"]


def test_what_cannot_be_made_leaves_nothing_behind_and_raises_only_for_the_test_that_names_it() -> None:
    def impossible() -> None:
        make_plan("left behind")
        raise LookupError

    before = list(levels)
    assert not add_level(impossible)
    assert (levels, slugs()) == (before, set())
