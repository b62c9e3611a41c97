"""What people say to the questions of an import that waits."""

import pytest

from measures.choices import ImportState
from measures.models import Import
from tests.uploads import uploaded


@pytest.mark.django_db
def test_of_two_who_answer_at_once_both_are_heard_until_it_waits_no_longer() -> None:
    pk = uploaded(slug="shili").pk
    first, second = (Import.objects.get(pk=pk) for _person in range(2))
    assert first.answer("bodies", lambda said: said | {"市发改委": "市发展改革委"}, dict[str, str]())
    assert second.answer("bodies", lambda said: said | {"市教委": "市教育局"}, dict[str, str]())
    assert second.answer("made", lambda made: [*made, "市民政局"], ["市体育局"])
    said = {"bodies": {"市发改委": "市发展改革委", "市教委": "市教育局"}, "made": ["市体育局", "市民政局"]}
    assert Import.objects.get(pk=pk).answers == said
    Import.objects.update(state=ImportState.ABANDONED)
    assert not first.answer("bodies", lambda said: {}, dict[str, str]())
    assert Import.objects.get(pk=pk).answers == said
