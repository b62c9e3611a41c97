"""Word's automatic numbers: numbering.xml → the label each paragraph is printed with."""

from dataclasses import dataclass, field, replace

from lxml import etree

from measures.parsing.numerals import int_to_han

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(slots=True)
class Level:
    """`text` is the printed form with %1 … %9 for the counters of the levels down to this one."""

    text: str = "%1."
    format: str = "decimal"
    start: int = 1
    is_legal: bool = False  # the counters above are printed as 1, 2, 3 whatever their own form
    restarts: int | None = None  # how many levels from the top restart it; None: all above, 0: it counts through


@dataclass(slots=True)
class Numbers:
    """The levels of each list, and how far each list has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)  # list → the definition whose counters it shares
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of `list_id` at `depth`, "" for a bullet or an unknown list."""
        levels = self.levels.get(list_id)
        level = levels.get(depth) if levels else None
        if levels is None or level is None:
            return ""
        counts = self._counts.setdefault(self.shared.get(list_id, list_id), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth and _restarts(levels.get(known), depth)]:
            del counts[deeper]
        return "" if level.format in ("bullet", "none") else _printed(level, levels, counts)


def _restarts(level: Level | None, depth: int) -> bool:
    """Whether a number at `depth` lets a deeper level begin again."""
    return level is None or level.restarts is None or depth < level.restarts


def _printed(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    text = level.text
    for depth in range(9):
        if f"%{depth + 1}" in text:
            own = levels.get(depth, Level())
            number = counts.get(depth, own.start)
            text = text.replace(f"%{depth + 1}", to_words(number, "decimal" if level.is_legal else own.format))
    return text


def read_numbers(root: etree._Element | None) -> Numbers:
    numbers = Numbers()
    if root is None:
        return numbers
    abstract = {item.get(f"{W}abstractNumId", ""): _levels(item) for item in root.iter(f"{W}abstractNum")}
    for item in root.iter(f"{W}num"):
        list_id = item.get(f"{W}numId", "")
        source = item.find(f"{W}abstractNumId")
        base = source.get(f"{W}val", "") if source is not None else ""
        levels = dict(abstract.get(base, {}))
        overrides = list(item.iter(f"{W}lvlOverride"))
        for override in overrides:
            _override(levels, override)
        numbers.levels[list_id] = levels
        numbers.shared[list_id] = list_id if overrides else f"abstract {base}"
    return numbers


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {
        depth: _level(item) for item in parent.iter(f"{W}lvl") if (depth := _number(item.get(f"{W}ilvl"))) is not None
    }


def _level(item: etree._Element) -> Level:
    start = _number(_value(item, "start"))
    return Level(
        text=_value(item, "lvlText") or "",
        format=_value(item, "numFmt") or "decimal",
        start=1 if start is None else start,
        is_legal=item.find(f"{W}isLgl") is not None,
        restarts=_number(_value(item, "lvlRestart")),
    )


def _override(levels: dict[int, Level], override: etree._Element) -> None:
    depth = _number(override.get(f"{W}ilvl"))
    if depth is None:
        return
    levels.update(_levels(override))
    start = _number(_value(override, "startOverride"))
    if start is not None:
        known = levels.get(depth, Level())
        levels[depth] = replace(known, start=start)


def _value(item: etree._Element, name: str) -> str | None:
    child = item.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None


def to_words(number: int, form: str) -> str:
    """A counter in one of Word's forms (ST_NumberFormat); a form unknown here is printed 1, 2, 3."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "ideographDigital",
    ):
        return int_to_han(number)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return int_to_han(number, _FORMAL, "拾佰仟")
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter"):
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 800 else str(number)
        return letters if form == "upperLetter" else letters.lower()
    symbols = {"decimalEnclosedCircle": _CIRCLED, "decimalEnclosedCircleChinese": _CIRCLED,
               "ideographTraditional": _STEMS, "ideographZodiac": _BRANCHES}.get(form, "")  # fmt: skip
    if 0 < number <= len(symbols):
        return symbols[number - 1]
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    words = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        words += letters * (number // value)
        number %= value
    return words
