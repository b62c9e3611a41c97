import pytest
from django.core.exceptions import ValidationError

from measures.models import ResponsibleBody
from tests.factories import make_body

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["parent", "successor"])
def test_no_body_stands_below_or_succeeds_itself_by_whatever_way(name: str) -> None:
    first, second, third = (make_body(each) for each in ("市科技局", "市科创局", "市创新局"))
    for body, other in ((first, second), (second, third)):
        setattr(body, name, other)
        body.full_clean()
        body.save()
    for other in (first, third):
        setattr(third, name, other)
        with pytest.raises(ValidationError) as refused:
            third.full_clean()
        assert list(refused.value.message_dict) == [name]


def test_a_circle_that_was_there_before_keeps_no_other_body_from_being_saved() -> None:
    first, second, third = (make_body(each) for each in ("市科技局", "市科创局", "市创新局"))
    ResponsibleBody.objects.filter(pk=first.pk).update(parent=second)
    ResponsibleBody.objects.filter(pk=second.pk).update(parent=first)
    third.parent = ResponsibleBody.objects.get(pk=first.pk)
    third.full_clean()
