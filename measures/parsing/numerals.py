"""Chinese numerals: 第二十一 → 21, and back.

Not by cn2an: it refuses ○ and 百二十, and turns 一带一路 into 1带1路 where it is given a whole text; what is needed is
one numeral at a time.
"""

from functools import lru_cache

_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "貳": 2, "參": 3, "陸": 6, "廿": 20, "卅": 30,
}  # fmt: skip
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100}
HAN_NUMERALS = "〇零一二两三四五六七八九十百千廿卅"


@lru_cache(maxsize=4096)
def han_to_int(text: str) -> int:
    """第二十一 → 21, 二〇三五 → 2035, １２ → 12. The characters are known to be numerals."""
    if text.isdecimal():
        return int(text)
    if not any(char in _HAN_UNITS for char in text):
        return (
            int("".join(str(_HAN_DIGITS[char]) for char in text))
            if "廿" not in text and "卅" not in text
            else _tens(text)
        )
    total, digit = 0, 0
    for char in text:
        if char in _HAN_UNITS:
            total, digit = total + (digit or 1) * _HAN_UNITS[char], 0
        else:
            digit = _HAN_DIGITS[char]
    return total + digit


def _tens(text: str) -> int:
    return sum(_HAN_DIGITS[char] for char in text)


def int_to_han(number: int, digits: str = "〇一二三四五六七八九", units: str = "十百千") -> str:
    """21 → 二十一, 105 → 一百零五; from 10,000 on in figures."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    words, pending_zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += "零" if pending_zero and words else ""
            words += digits[digit] + (units[place - 1] if place else "")
        pending_zero = not digit
    return words.removeprefix("一") if words.startswith("一十") else words
