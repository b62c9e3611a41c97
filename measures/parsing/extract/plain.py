"""Bytes of a text file → lines."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from measures.parsing.extract.markdown import Mark, looks_like_markdown, without_marks
from measures.parsing.extract.model import Extracted, Line, LineKind, check_size
from measures.parsing.numerals import HAN_NUMERALS
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import DocumentError

MIN_LIKENESS = 0.02
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
LINE_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"), None)
# Kangxi radicals that PDF writers put in place of the ideographs (Unicode block 2F00-2FD5 and its NFKC forms).
KANGXI = {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
CLEANING: dict[int, int | str | None] = {**LINE_BREAKS, **INVISIBLE, **KANGXI}
_NEEDS_CLEANING = lazy_regex(f"[{''.join(map(chr, CLEANING))}]")
_CONTROL = lazy_regex(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ufffe\uffff]")
# A line without a number that stops after a comma's worth of words in the middle of a sentence.
_BROKEN_LINE = lazy_regex(r"^[^（(第一二三四五六七八九十\d].*，.*[^。；：！？…”）)]$")
_DOT_LEADER = lazy_regex(r"[.．…·‥・﹒_]{4,}\s*\d*\s*$|…{2,}")
_HAN = lazy_regex(r"[\u3400-\u9fff\uf900-\ufaff]")
# What numbers a heading: 一、, （二）, 3., 第四章.
_NUMBER = lazy_regex(rf"[（(]?[\d{HAN_NUMERALS}]{{1,3}}[、.．）)]|第")
# What names a group of rows, and how a row begins that does not open a table anew.
_GROUP_NAME = lazy_regex(rf"(?:[（(]?[{HAN_NUMERALS}]{{1,3}}[、.．）)]\s*)?[\u4e00-\u9fff][^。；，:：\t]{{1,30}}$")
_COUNTED_ROW = lazy_regex(r"\s*\d{1,3}(?:[.．、]?\s*\t|[.．、]\s*[\u4e00-\u9fff])")
# Widths of a page in ideographs, and how much wider than most a line of it may be.
NARROWEST, WIDEST, WIDER = 16, 110, 6
_HANGING, LEAST_FULL = frozenset("，。、；："), 3
FEW = 50  # of so many lines one may be wider than the page: a row that was put together again
# The commonest characters of official prose; a wrong decoding between GB18030 and Big5 has next to none of them.
_COMMON = frozenset("的一是在和了有大为发展国中年建设工作加强推进实施及與為發業會經濟業產設個區")


def extract_plain(data: bytes) -> Extracted:
    """Decode `data` and split it into lines. Raises DocumentError: `binary`, `encoding`, `empty`,
    `too_many_characters`, `too_many_lines`."""
    decoded, encoding, guessed = decode(data)
    text = clean(decoded)
    if not text.strip():
        raise DocumentError("empty")
    if looks_like_markdown(text):
        text, marks = without_marks(text)
        return Extracted(text, _marked(text, marks), "text/plain", encoding, guessed)
    return Extracted(text, mark_full_lines(split_lines(text)), "text/plain", encoding, guessed)


def _marked(text: str, marks: list[Mark]) -> list[Line]:
    """The lines with the headings and the bold that Markdown marks."""
    lines = mark_full_lines(split_lines(text))
    number, at = 0, 0
    for line in lines:
        number, at = number + text.count("\n", at, line.start), line.start
        if line.kind is LineKind.PARAGRAPH:
            line.level, line.look = marks[number].level, float(marks[number].is_bold)
    return lines


def decode(data: bytes) -> tuple[str, str, bool]:
    """The text, the name of its encoding, and whether that is a guess."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding), encoding, False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)
    if "\x00" in text and (wide := _wide_without_bom(data)):
        return _strictly(data, wide), wide, True
    _refuse_binary(text)
    return text, "utf-8", False


def clean(text: str) -> str:
    """One line break, no invisible characters, ideographs instead of Kangxi radicals; all else as printed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _NEEDS_CLEANING.search(text):
        text = text.translate(CLEANING)
    check_size(len(text))
    return text


def split_lines(text: str) -> list[Line]:
    """The lines that hold anything; one with two tabs or more inside is a row of a table pasted from elsewhere.

    Raises DocumentError `too_many_lines` before any of them is made.
    """
    check_size(len(text), text.count("\n"))
    raw_lines = text.split("\n")
    rows = _rows(raw_lines) if "\t" in text else frozenset()
    barred = _barred(raw_lines) if "|" in text else frozenset()
    lines: list[Line] = []
    start = region = 0
    in_table = False
    for number, raw in enumerate(raw_lines):
        content = raw.strip()
        if content:
            is_barred, is_row = number in barred, number in rows or number in barred
            content = raw.strip(" \u3000\xa0") if number in rows else content  # an empty first cell is a cell
            content = content.strip("| \u3000\xa0") if is_barred else content
            offset = start + raw.index(content[0])
            cells = content.replace("|", "\t") if is_barred else content
            line = Line(offset, offset + len(content), cells, indented=raw[0].isspace())
            if is_row:
                region += not in_table
                is_rule = is_barred and not any(map(str.isalnum, content))  # |---|---|
                line.kind, line.region = LineKind.CHROME if is_rule else LineKind.ROW, region
            in_table = is_row
            lines.append(line)
        start += len(raw) + 1
    return lines


def _rows(raw_lines: list[str]) -> frozenset[int]:
    """The numbers of lines with two tabs inside, and of those beside one of them with as many tabs, first and last
    cells empty. Between two rows a line may have lost the tabs at its end."""
    inside = {i: raw.strip().count("\t") for i, raw in enumerate(raw_lines) if "\t" in raw}
    found = {i for i, tabs in inside.items() if tabs >= 2}
    for i, tabs in inside.items():
        above, below = (j in found and raw_lines[j].count("\t") for j in (i - 1, i + 1))
        is_whole = raw_lines[i].count("\t") >= 2 and raw_lines[i].count("\t") in (above, below)
        is_cut = tabs and above and below and not _NUMBER.match(raw_lines[i].lstrip())
        if is_whole or is_cut:
            found.add(i)
    found |= {i + 1 for i in found if _names_group(raw_lines[i : i + 3])}
    return frozenset(found)


def _names_group(lines: list[str]) -> bool:
    """Whether between two rows, the second of which counts on, a short line names the rows below it."""
    if len(lines) < 3 or lines[0].count("\t") != lines[2].count("\t") or "\t" in lines[1]:
        return False
    return bool(_GROUP_NAME.match(lines[1].strip())) and bool(_COUNTED_ROW.match(lines[2]))


def _barred(raw_lines: list[str]) -> frozenset[int]:
    """The numbers of lines with bars for the borders of cells: three and more with as many, | 甲 | 乙 |."""
    bars = [0, 0, *(raw.count("|") for raw in raw_lines), 0, 0]
    return frozenset(
        i
        for i, count in enumerate(bars[2:-2])
        if count >= 2
        and raw_lines[i].strip("| \u3000\xa0")
        and any(bars[k : k + 3] == [count] * 3 for k in range(i, i + 3))
    )


_WORD = lazy_regex(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?(?:(?![\d.、．)）\s%])|(?= [\u4e00-\u9fff]))")
_FIGURE_ALONE = lazy_regex(r"\d[\d.,]*\d%?(?=[^\s\d.、．)）])|\d(?=[\u4e00-\u9fff])")


def mark_full_lines(lines: list[Line]) -> list[Line]:
    """Where a text is broken at a fixed width, mark the lines that reach it. Contents lines are wider than prose."""
    prose = [line for line in lines if line.kind is LineKind.PARAGRAPH and not _is_contents(line.text)]
    if any(len(line.text) > 2 * (WIDEST + WIDER) for line in prose):
        return lines  # no need to measure the others
    widths = [_width(line.text) for line in prose]
    if len(prose) < 8:
        return lines
    ordered = sorted(widths)
    full = ordered[len(widths) * 19 // 20 - 1]
    if not NARROWEST <= full <= WIDEST or ordered[-1 - len(widths) // FEW] > full + WIDER:
        return lines
    reaching = [line for line, width in zip(prose, widths, strict=True) if width >= full - 2.5]
    if sum(line.text[-1] not in "。；：！？" for line in reaching) * 5 < len(prose):
        if ordered[-1] > full + WIDER:
            return lines
        broken = [width for line, width in zip(prose, widths, strict=True) if _BROKEN_LINE.search(line.text)]
        if len(broken) < 3 or min(broken) < full - 4:
            return lines
        reaching = [line for line, width in zip(prose, widths, strict=True) if width >= min(broken)]
    for line in [*reaching, *_by_count(prose), *_above_the_next(prose, full), *_before_figures(lines, full)]:
        line.full = True
    return lines


def _above_the_next(prose: list[Line], full: float) -> Iterator[Line]:
    """The first lines of paragraphs, shorter by their indentation, where empty lines part the paragraphs."""
    touching = [line.end + 1 == following.start for line, following in pairwise(prose)]
    if sum(touching) * 5 > len(prose) * 4:
        return
    for line, touches in zip(prose, touching, strict=False):
        if touches and line.text[-1] not in "。；：！？" and _width(line.text) >= full - WIDER / 2 - 1:
            yield line


def _by_count(prose: list[Line]) -> Iterator[Line]:
    """Lines that are full where a text is broken after so many characters, whatever their width; a mark may hang.

    Where Latin letters count half, lines with some hold more characters than those without. A line is full to which
    the figure or letter that the next begins with would not have fitted.
    """
    lengths = [len(line.text) - (line.text[-1] in _HANGING) for line in prose]
    most = {line.indented: 0 for line in prose}
    for line, length in zip(prose, lengths, strict=True):
        most[line.indented] = max(most[line.indented], length)
    reaching = [(line, n) for line, n in zip(prose, lengths, strict=True) if n >= most[line.indented] - 1]
    if sum(_width(line.text[:length]) == length for line, length in reaching) < LEAST_FULL:
        return
    yield from (line for line, _ in reaching)
    for line, following, length in zip(prose, prose[1:], lengths, strict=False):
        word = _WORD.match(following.text)
        if word and not following.indented and 0 <= most[line.indented] - length - 1 < len(word[0]):
            yield line


def _before_figures(lines: list[Line], full: float) -> Iterator[Line]:
    """Lines that stop short of the margin since the figure on the next one would not have fitted in: …达到 / 8000家."""
    for line, following in pairwise(lines):
        figure = _FIGURE_ALONE.match(following.text)
        if figure and not following.indented and line.text[-1] not in "。！？；" and not _DOT_LEADER.search(line.text):
            width = _width(line.text) + 2 * line.indented + _width(figure[0])
            if full - WIDER <= width - _width(figure[0]) and width > full:
                yield line


def _is_contents(text: str) -> bool:
    return text[-1] in "0123456789….·_" and _DOT_LEADER.search(text) is not None


def _width(text: str) -> float:
    """In ideographs: a Latin letter or digit takes half of one."""
    return len(text.encode("gbk", "replace")) / 2


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError("encoding", line=data.count(b"\n", 0, error.start) + 1, detail=encoding) from error
    _refuse_binary(text)
    return text


def _refuse_binary(text: str) -> None:
    control = _CONTROL.search(text)
    if control:
        raise DocumentError("binary", line=text.count("\n", 0, control.start()) + 1)


def _wide_without_bom(data: bytes) -> str:
    """UTF-16 without its mark is told by its line breaks: 0A 00 at an even place or 00 0A at one."""
    if len(data) % 2:
        return ""
    for encoding, line_break in (("utf-16-le", b"\n\x00"), ("utf-16-be", b"\x00\n")):
        place = data.find(line_break)
        while place >= 0 and place % 2:
            place = data.find(line_break, place + 1)
        if place >= 0 and _likeness(data[:40_000].decode(encoding, "ignore")) >= MIN_LIKENESS:
            return encoding
    return ""


def _decode_legacy(data: bytes) -> tuple[str, str, bool]:
    if b"\x00" in data:
        if wide := _wide_without_bom(data):
            return _strictly(data, wide), wide, True
        raise DocumentError("binary", line=data.count(b"\n", 0, data.index(b"\x00")) + 1)
    candidates = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            candidates.append((_likeness(text), encoding, text))
    best = max(candidates, default=(0.0, "", ""))
    if best[0] >= MIN_LIKENESS:
        return best[2], best[1], len(candidates) > 1
    return _decode_by_statistics(data)


def _likeness(text: str) -> float:
    """The share of the commonest characters among the ideographs of the first 20,000 characters."""
    ideographs = _HAN.findall(text[:20_000])
    return sum(char in _COMMON for char in ideographs) / len(ideographs) if ideographs else 0.0


def _decode_by_statistics(data: bytes) -> tuple[str, str, bool]:
    from charset_normalizer import from_bytes  # loaded when a text needs it

    best = from_bytes(data[:65_536]).best()
    if best is None:
        raise DocumentError("binary" if _looks_binary(data) else "encoding", line=1)
    return _strictly(data, best.encoding), best.encoding, True


def _looks_binary(data: bytes) -> bool:
    head = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 100
