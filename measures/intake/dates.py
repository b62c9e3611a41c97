"""A day as people type it: 2026-12-31, 2026.12.31, 2026年12月31日, 二〇二六年十二月底, or a month alone."""

import calendar
import re
import unicodedata
from datetime import date

from measures.parsing.numerals import HAN_NUMERALS, han_to_int

NUMERAL = re.compile(f"[{HAN_NUMERALS}]+")
BEFORE = "(?:[之以]?前)?"  # a deadline's 12月底前 is that day
DAY = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})[日号]?{BEFORE}|(\d{{4}})(\d\d)(\d\d)", re.ASCII)
MONTH = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})月?份?([底末])?{BEFORE}", re.ASCII)
YEAR_END = re.compile(rf"(\d{{4}})年{{1,2}}[底末]{BEFORE}", re.ASCII)
NO_YEAR = re.compile(rf"(?:年|\d{{1,2}}月)份?[底末]?{BEFORE}|\d{{1,2}}[-/.月]\d{{1,2}}[日号]?{BEFORE}", re.ASCII)
EARLIEST, LATEST = 1900, 2149  # outside these a year is a slip of the hand


class NoYearError(ValueError):
    """A text that names a day or a month of no year."""


def read_date(text: str, *, month_end: bool = False) -> date:
    """The day that `text` names; of a month alone its first day, or with `month_end`, or where it says 底, its last.

    Raises NoYearError where it does not say the year, any other ValueError where it names no day.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = NUMERAL.sub(lambda found: str(han_to_int(found[0])), plain)
    if found := DAY.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups() if part)
        return date(year, month, day)
    if found := MONTH.fullmatch(plain):
        first = date(int(found[1]), int(found[2]), 1)
        return last_day(first) if month_end or found[3] else first
    if found := YEAR_END.fullmatch(plain):
        return date(int(found[1]), 12, 31)
    raise NoYearError(text) if NO_YEAR.fullmatch(plain) else ValueError(text)


def last_day(of_month: date) -> date:
    return of_month.replace(day=calendar.monthrange(of_month.year, of_month.month)[1])
