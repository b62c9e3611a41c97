import pytest
from django.core.exceptions import ValidationError

from tests.factories import make_plan

pytestmark = pytest.mark.django_db


def test_a_plan_keeps_its_slug_for_life_whoever_saves_it() -> None:
    plan = make_plan("example")
    plan.full_clean()
    plan.slug = "renamed"
    with pytest.raises(ValidationError) as refused:
        plan.full_clean()
    assert list(refused.value.message_dict) == ["slug"]
