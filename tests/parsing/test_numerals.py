"""Chinese numerals, one at a time, to numbers and back."""

import pytest

from measures.parsing.numerals import han_to_int, int_to_han


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("〇", 0),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("二十一", 21),
        ("一百零五", 105),
        ("百二十", 120),
        ("三千二百一十", 3210),
        ("二〇三五", 2035),
        ("两", 2),
        ("廿三", 23),
        ("卅", 30),
        ("卅一", 31),
        ("壹拾贰", 12),
        ("叁佰", 300),
        ("參", 3),
        ("陸", 6),
        ("１２", 12),
        ("7", 7),
        ("肆", 4),
        ("伍", 5),
        ("陆", 6),
        ("柒", 7),
        ("捌", 8),
        ("玖", 9),
        ("貳", 2),
        ("零", 0),
    ],
)
def test_a_numeral_is_read(text: str, number: int) -> None:
    assert han_to_int(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "〇"),
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (12, "十二"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
        (10_000, "10000"),
    ],
)
def test_a_number_is_written(number: int, text: str) -> None:
    assert int_to_han(number) == text


def test_formal_numerals_write_one_before_ten() -> None:
    assert int_to_han(12, "零壹贰叁肆伍陆柒捌玖", "拾佰仟") == "壹拾贰"
