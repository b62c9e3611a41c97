"""A number of a spreadsheet's cell → the words the cell shows (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from contextlib import suppress
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from measures.parsing.patterns import lazy_regex

_DAY, _MONTH, _YEAR_MONTH = 'yyyy"年"m"月"d"日"', 'm"月"d"日"', 'yyyy"年"m"月"'
# The standard formats by number; from 27 on as Excel in Simplified Chinese shows them, and 14 in its order.
STANDARD = {
    **BUILTIN_FORMATS,
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH),
    31: _DAY,
    30: "m-d-yy",
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
}
_PADDING = lazy_regex(r"_.|\*.|\[[^\]]*\]|\\(?=.)")
_DATE_PART = lazy_regex(r'"[^"]*"|y+|m+|d+|h+|s+|AM/PM|上午/下午|.', re.IGNORECASE)
_NUMBER = lazy_regex(r"(?P<whole>[#0?,]*[#0?])(?:\.(?P<decimals>[#0?]*))?(?P<scale>,*)")


def printed(value: float, code: str, epoch_1904: bool = False) -> str:
    """`value` as a cell of the format `code` shows it; an unknown format shows the number as it is."""
    section = _section(code, value)
    if is_date_format(section) and (moment := _moment(value, epoch_1904)) is not None:
        return _printed_date(moment, section)
    match = _NUMBER.search(re.sub(r'"[^"]*"', lambda quoted: "\0" * len(quoted[0]), section))
    if not match or section.lower().lstrip("-") == "general" or "E" in section.upper() or "/" in section:
        return _general(value)
    try:
        return _printed_number(value, section, match)
    except InvalidOperation:
        return _general(value)


def _section(code: str, value: float) -> str:
    """The part for positive or negative numbers, without colours, fill characters and the like.

    The part for negative numbers shows a minus only where it has one; without such a part Excel puts one in front.
    """
    sections = [_PADDING.sub("", part) for part in code.split(";")]
    if value >= 0 or is_date_format(sections[0]):
        return sections[0]
    return sections[1] if len(sections) > 1 and sections[1] else f"-{sections[0]}"


def _general(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def _moment(value: float, epoch_1904: bool) -> datetime | None:
    with suppress(OverflowError, ValueError, TypeError):
        moment = from_excel(value, MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH)
        if isinstance(moment, time):
            return datetime.combine(WINDOWS_EPOCH.date(), moment)
        return moment if isinstance(moment, datetime) else None
    return None


def _printed_date(moment: datetime, section: str) -> str:
    parts = _DATE_PART.findall(section)
    return "".join(_date_part(part, moment, parts[:i], parts[i + 1 :]) for i, part in enumerate(parts)).strip()


def _date_part(part: str, moment: datetime, before: list[str], after: list[str]) -> str:
    letter = part[0].lower()
    if letter == "m" and _is_minute(before, after):
        letter = "n"
    numbers = {"y": moment.year, "m": moment.month, "d": moment.day, "h": moment.hour, "n": moment.minute}
    if letter == "y":
        return f"{moment.year:04d}" if len(part) > 2 else f"{moment.year % 100:02d}"
    if letter in numbers or letter == "s":
        number = numbers.get(letter, moment.second)
        return f"{number:02d}" if len(part) == 2 else str(number)
    return part.strip('"') if part.startswith('"') else "" if "/" in part and len(part) > 1 else part


def _is_minute(before: list[str], after: list[str]) -> bool:
    """An m beside hours or seconds counts minutes."""
    previous = next((part[0].lower() for part in reversed(before) if part[0].lower() in "ymdhs"), "")
    following = next((part[0].lower() for part in after if part[0].lower() in "ymdhs"), "")
    return previous == "h" or following == "s"


def _printed_number(value: float, section: str, match: re.Match[str]) -> str:
    decimals = match["decimals"] or ""
    number = abs(Decimal(repr(value))).scaleb(-3 * len(match["scale"]))
    if "%" in section:
        number *= 100
    number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, fraction = f"{number:f}".partition(".")
    whole = whole.zfill(match["whole"].replace(",", "").count("0"))
    if "," in match["whole"]:
        whole = f"{int(whole):,}"
    while fraction.endswith("0") and len(fraction) > decimals.count("0"):
        fraction = fraction[:-1]
    words = section[: match.start()] + whole + ("." + fraction if fraction else "") + section[match.end() :]
    return words.replace('"', "").strip()
