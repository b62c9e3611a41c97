"""Writes `measures/folding.json`, the table of characters that are the same to a search: `python -m policyhub.folding`.

Sources: Unicode's compatibility decompositions and case folding (`unicodedata`), OpenCC's table of traditional
characters, and the look-alikes listed here. The result is committed, because PostgreSQL's index is made from it: it
must not differ between a server with one version of Unicode and a worker with another.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path

from opencc import OpenCC

TABLE = Path(__file__).resolve().parent.parent / "measures" / "folding.json"

# Typed one for the other, or printed one for the other, and not joined by Unicode.
ALIKE = {
    "-": "‐‑‒–—―−─━－﹣﹘",
    "~": "〜～∼",
    ".": "。｡",
    "(": "[【〔［﹝〖{",
    ")": "]】〕］﹞〗}",
    "《": "〈<",
    "》": "〉>",
    "·": "•・･∙⋅",
    "〇": "○◯",
    "i": "ı",
}
# 放管服改革 finds “放管服”改革, and AI应用 finds AI 应用: quotes and white space never tell two words apart.
QUOTES = "\"'`´“”‘’„‟‚‛′″「」『』〝〞〟"
BLANK = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # categories: control and format characters, spaces
# Accents, sound marks, variation selectors; the marks of other scripts are letters of theirs, and so is the Greek iota
# below a letter (U+0345), which is an iota in capitals.
MARKS = (
    *((0x0300, 0x0344), (0x0346, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x3099, 0x309A)),
    *((0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF)),
)
# Unicode's CJK Radicals Supplement has no decompositions; PDF writers put these in place of the ideographs.
RADICALS = dict(
    zip(
        "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
HANGUL = range(0xAC00, 0xD7A4)  # composed by rule: eleven thousand entries for none that an office here types
SURROGATES = range(0xD800, 0xE000)
PLANES = (*range(0x40000), *range(0xE0000, 0xF0000))  # Unicode puts characters in no other, but for private use


def simplified() -> dict[str, str]:
    """Traditional → simplified, one character for one, by OpenCC's first choice."""
    blocks = (*range(0x3400, 0xA000), *range(0x20000, 0x323B0))
    traditional = [chr(point) for point in blocks if unicodedata.category(chr(point)) == "Lo"]
    converted = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    return {old: new for old, new in zip(traditional, converted, strict=True) if old != new}


def listed() -> dict[str, str]:
    """What is said above rather than by Unicode."""
    alike = {one: folded for folded, ones in ALIKE.items() for one in ones}
    return alike | dict.fromkeys(QUOTES, "") | RADICALS


def is_ignored(character: str) -> bool:
    point = ord(character)
    return unicodedata.category(character) in BLANK or any(first <= point <= last for first, last in MARKS)


def step(character: str, table: dict[str, str]) -> str:
    """`character` decomposed, without case and simplified, once."""
    if character in table:
        return table[character]
    return "" if is_ignored(character) else unicodedata.normalize("NFKD", character).casefold()


def folded(character: str, table: dict[str, str]) -> str:
    """The same until nothing changes any more, so that folding twice is folding once."""
    before, after = "", character
    while before != after:
        before, after = after, "".join(step(one, table) for one in after)
    return after


@cache
def spellings() -> dict[str, str]:
    """What a character is folded to → all characters that are folded so, in Unicode's order."""
    table, found = simplified() | listed(), dict[str, list[str]]()
    for point in PLANES:
        if point in HANGUL or point in SURROGATES:
            continue
        to = folded(chr(point), table)
        if to != chr(point):
            found.setdefault(to, []).append(chr(point))
    return {to: "".join(found[to]) for to in sorted(found)}


def readable(entry: str) -> str:
    """As JSON, with white space, marks and what cannot be seen as escapes."""
    text = json.dumps(entry, ensure_ascii=False)
    return "".join(json.dumps(one)[1:-1] if unicodedata.category(one)[0] in "CMZ" else one for one in text)


def content() -> str:
    """The file: a line for each result of folding."""
    lines = (f"{readable(to)}: {readable(ones)}" for to, ones in spellings().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(content(), encoding="utf-8")
