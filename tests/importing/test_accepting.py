"""What is as it should be is accepted quickly; every value gives the same row or fault as when checked by itself."""

import gc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.importing import read
from measures.importing.accepting import DoubtfulError, numbers
from measures.importing.checking import RecordChecker
from measures.models import Plan
from tests.examples import examples
from tests.importing.sample import RECORDS, sample, to_bytes

STORABLE = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(STORABLE, max_size=300)
    | st.sampled_from(["", "lead", "plan", "2027-12-31", "2027-02-30", "1.1-9", "300", "長" * 256, 0, -1, 2**31])
)
VALUES = (
    SCALARS
    | st.lists(st.sampled_from(["shili-plan", "1.1", "示例市", 1, None]), max_size=5)
    | st.sampled_from([{}, {"a": 1}])
)


def checked(records: list[Any], *, storable: bool) -> RecordChecker:
    checker = RecordChecker(storable=storable)
    for number, record in enumerate(records, 1):
        checker.check(number, record)
    return checker


@pytest.mark.django_db
@examples(50)
@given(data=st.data())
def test_any_value_of_any_field_comes_to_the_same_either_way(data: st.DataObject) -> None:
    records = sample()
    fields = data.draw(st.sampled_from(records))["fields"]
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(VALUES)
    quickly, slowly = (checked(records, storable=storable) for storable in (True, False))
    assert quickly.rows == slowly.rows
    assert [*map(str, quickly.faults)] == [*map(str, slowly.faults)]


@pytest.mark.parametrize("year", [1949, 2149])
def test_a_whole_number_is_accepted_quickly_up_to_the_limits_of_its_field(year: int) -> None:
    accept = numbers(Plan._meta.get_field("period_start"))
    assert accept(year) == year
    for beyond in (1948, 2150, True, "2026"):
        with pytest.raises(DoubtfulError):
            accept(beyond)


@pytest.mark.django_db
def test_the_fields_of_a_row_come_in_the_order_of_the_model() -> None:
    records = sample()
    for record in records:
        record["fields"] = dict(reversed(record["fields"].items()))
    quickly, slowly = (checked(records, storable=storable) for storable in (True, False))
    assert [[*row] for of in quickly.rows.values() for row in of.values()] == [
        [*row] for of in slowly.rows.values() for row in of.values()
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_afterwards_as_before(enabled: bool) -> None:
    try:
        (gc.enable if enabled else gc.disable)()
        read(to_bytes(RECORDS))
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
