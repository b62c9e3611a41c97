"""Blanks that a page has round its figures and the words do not: 到 2025 年建成 20 项, 15 000張.

Reads a text. Writes it without them, and where each character of it stood.
"""

from measures.parsing.patterns import lazy_regex

_BLANKS = lazy_regex(
    r"(?<=[\u4e00-\u9fff，。；：、（）“”≥≤])[ \xa0]+(?=\d)|(?<=[\d%％])[ \xa0]+(?=[\u4e00-\u9fff%％，。；：、（）“”])"
    r"|(?<=(?<!\d)\d) (?=\d{3}(?!\d))|(?<=(?<!\d)\d\d) (?=\d{3}(?!\d))|(?<=(?<!\d)\d\d\d) (?=\d{3}(?!\d))"
)


def without_blanks(text: str) -> tuple[str, list[int]]:
    """`text` without the blanks round its figures; the offset of each character that is left.

    The offsets are [] where nothing was left out.
    """
    if " " not in text and "\xa0" not in text:
        return text, []
    cut = {at for match in _BLANKS.finditer(text) for at in range(*match.span())}
    places = [at for at in range(len(text)) if at not in cut]
    return ("".join(text[at] for at in places), places) if cut else (text, [])
