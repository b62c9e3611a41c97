"""Numbers and dates of spreadsheets as their cells show them (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from datetime import datetime, timedelta

import pytest

from measures.parsing.extract.number_formats import STANDARD, printed


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0, "General", "0"),
        (-3, "General", "-3"),
        (1e14, "General", "100000000000000"),
        (1e15, "General", "1e+15"),
        (2.5e15, "General", "2.5e+15"),
        (-1e15, "General", "-1e+15"),
        (1 / 3, "General", "0.3333333333"),
        (12.5, "-General", "12.5"),
        (0.125, "0.00", "0.13"),
        (0.135, "0.00", "0.14"),
        (2.5, "0", "3"),
        (0, "0.00", "0.00"),
        (0.5, "#.0", "0.5"),
        (5, "0.0#", "5.0"),
        (5.25, "0.0#", "5.25"),
        (5.2, "0.0##", "5.2"),
        (5.006, "0.0##", "5.006"),
        (5, "0.##", "5"),
        (42, "0000", "0042"),
        (1234567, "#,##0", "1,234,567"),
        (123, "#,##0", "123"),
        (1042, "0,000", "1,042"),
        (1500000, "0.0,,", "1.5"),
        (1500, "0,", "2"),
        (0.5, "0%", "50%"),
        (-0.5, "0%", "-50%"),
        (1.5, '"约"0.0"亿元"', "约1.5亿元"),
        (15, '0"0"', "150"),
        (7, '"第"0"期"', "第7期"),
        (-7, "0;(0)", "(7)"),
        (-7, "0;", "-7"),
        (-7, "0;;", "-7"),
        (0, "0;(0)", "0"),
        (7, "[Red]0", "7"),
        (7, "0_)", "7"),
        (7, "* 0", "7"),
        (7, "\\¥0", "¥7"),
        (12345.678, "0.00E+00", "12345.678"),
        (0.25, "# ?/?", "0.25"),
        (7, "", "7"),
        (7, "万元", "7"),
    ],
)
def test_a_number_is_printed_by_its_format_or_as_it_is(value: float, code: str, shown: str) -> None:
    assert printed(value, code) == shown


DAY_0, AT = map(datetime.fromisoformat, ("1899-12-30", "2025-03-04T15:06:07"))
MOMENT = (AT - DAY_0) / timedelta(days=1)  # as a cell stores it


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", "2025-03-04"),
        ("yyy-m-d", "2025-3-4"),
        ("yy/m/d", "25/3/4"),
        ("d.m.yy", "4.3.25"),
        ("h:mm", "15:06"),
        ("hh:m", "15:6"),
        ("mm:ss", "06:07"),
        ("m:s", "6:7"),
        ("h:mm:ss", "15:06:07"),
        ("yyyy/m/d h:m", "2025/3/4 15:6"),
        ("m/d h:mm", "3/4 15:06"),
        ("h:mm m/d", "15:06 3/4"),
        ("h AM/PM", "15"),
        ('yyyy"年"m"月"', "2025年3月"),
        ('"截至"yyyy"年"', "截至2025年"),
        ('h"时"mm"分"ss"秒"', "15时06分07秒"),
    ],
)
def test_a_moment_is_printed_by_its_format(code: str, shown: str) -> None:
    assert printed(MOMENT, code) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (9, "4572100%"),
        (14, "2025/3/4"),
        (22, "2025/3/4 15:06"),
        (27, "2025年3月"),
        (28, "3月4日"),
        (29, "3月4日"),
        (30, "3-4-25"),
        (31, "2025年3月4日"),
        (32, "15时06分"),
        (33, "15时06分07秒"),
        (36, "2025年3月"),
        (50, "2025年3月"),
        (51, "3月4日"),
        (52, "2025年3月"),
        (53, "3月4日"),
        (54, "3月4日"),
        (57, "2025年3月"),
        (58, "3月4日"),
    ],
)
def test_a_standard_format_prints_as_excel_in_chinese_does(number: int, shown: str) -> None:
    value = 45721 if number == 9 else MOMENT
    assert printed(value, STANDARD[number]) == shown


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    assert printed(1, "yyyy-mm-dd", epoch_1904=True) == "1904-01-02"
    assert printed(1, "yyyy-mm-dd") == "1900-01-01"


def test_a_time_without_a_day_is_a_time() -> None:
    assert printed(0.5, "h:mm") == "12:00"


@pytest.mark.parametrize("value", [1e9, -1e9])
def test_a_day_beyond_the_calendar_is_the_number_that_it_is(value: float) -> None:
    assert printed(value, "yyyy-mm-dd") == str(int(value))


def test_a_number_of_more_digits_than_a_cell_shows_is_the_number_that_it_is() -> None:
    assert printed(1e300, "0.00") == "1e+300"
