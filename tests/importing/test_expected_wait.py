"""How long others will wait for an import to be written, which is said beforehand where it is long."""

import pytest

from measures.importing import applying, expected_wait, read
from tests.importing.sample import RECORDS, to_bytes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("large", "records_a_second", "seconds"), [(3, 1, 0), (2, 1, len(RECORDS)), (2, 10, 1), (2, 100, 1)]
)
def test_up_to_so_many_measures_the_wait_is_too_short_to_speak_of(
    large: int, records_a_second: int, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan of the tests has three measures among fifteen records."""
    monkeypatch.setattr(applying, "LARGE_IMPORT", large)
    monkeypatch.setattr(applying, "WRITTEN_A_SECOND", records_a_second)
    assert expected_wait(read(to_bytes(RECORDS))) == seconds
