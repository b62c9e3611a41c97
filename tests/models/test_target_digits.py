"""A target's figure is one that every reader keeps digit by digit."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from measures.models import Target


@pytest.mark.parametrize("number", ["1234567890123456.7891", "1234567890123456", "-123456789012.3456"])
def test_more_than_fifteen_digits_are_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="15"):
        Target._meta.get_field("value").clean(Decimal(number), None)


@pytest.mark.parametrize("number", ["12345678901.2345", "1000000000000000", "-0.0001", "300"])
def test_fifteen_and_trailing_zeros_are_taken(number: str) -> None:
    assert Target._meta.get_field("value").clean(Decimal(number), None) == Decimal(number)
