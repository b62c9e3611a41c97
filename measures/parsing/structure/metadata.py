"""What a document says of itself before its first heading and at its foot: title, issuer, number, dates, period.

Reads: lines and titles. Writes: `Metadata`, and what follows from a title (kind, period) and an issuer (jurisdiction).
"""

import re
from dataclasses import dataclass, field
from datetime import date

from measures.parsing.lexicon import any_of, body_words, document_words, duty_words, section_words
from measures.parsing.numerals import han_to_int
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.wording import loose
from measures.parsing.traditional import simplified
from measures.parsing.tree import Span
from measures.terms import PlanKind

_ORGANISATION = any_of(document_words.ORGANISATION_ENDINGS)
_ABOUT = document_words.ABOUT
_ISSUING, _LETTER = any_of(document_words.ISSUING_VERBS), any_of(document_words.LETTER_KINDS)
_ISSUED_WHAT = rf"{_ISSUING}\s*(?P<what>.{{4,120}}?)\s*的\s*{_LETTER}$"  # …印发…的通知
_NOTICE = lazy_regex(rf"^(?P<issuer>.{{2,80}}?)\s*(?:{_ABOUT})?\s*{_ISSUED_WHAT}")
# Some pages leave out 的通知.
_ISSUED = lazy_regex(rf"^(?P<issuer>.{{2,60}}?{_ORGANISATION})\s*{_ABOUT}{_ISSUING}\s*(?P<what>.{{4,120}})$")
_BARE_NOTICE = lazy_regex(f"^(?:{_ABOUT})?{_ISSUED_WHAT}")
_REPLY = lazy_regex(rf"^(?P<issuer>.{{2,60}}?)\s*{_ABOUT}(?P<what>《.{{4,120}}》)的{any_of(document_words.REPLIES)}$")
# 示例区教育局2025年工作要点
_ISSUER_OF_YEAR = lazy_regex(rf"^(?P<issuer>[^关《]{{2,30}}?{_ORGANISATION})(?=20\d{{2}}\s*年)")
_TITLE_END = lazy_regex(
    rf"{any_of(document_words.DOCUMENT_KINDS)}(?:[（(](?:{document_words.UP_TO}[^（）()]{{1,20}}|(?![^（）()]*(?:{any_of(document_words.ADOPTION_WORDS)}|日[)）]))[^（）()]{{1,24}})[)）])*$"
)
# 《纲要》是…的规划 says something of the plan and is no title.
_SENTENCE = lazy_regex(f"是(?!否)|{any_of(document_words.SENTENCE_WORDS)}")
_QUOTED = lazy_regex(r"《[^《》]*》")
_PLAN_NAME = lazy_regex(rf"{any_of(document_words.PLAN_WORDS)}|20[0-9]{{2}}|[〇一二三四五六七八九]年")
_ISSUER_PREFIX = lazy_regex(rf"^(?P<issuer>.{{1,40}}?{_ORGANISATION})\s*{_ABOUT}")
_NUMBER = lazy_regex(r"[\u4e00-\u9fff]{1,12}\s*[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d{1,5}\s*号")
_SPACE_IN_HAN = lazy_regex(r"(?<=[\u4e00-\u9fff”》）\d])\s+(?=[\u4e00-\u9fff“《（\d])")
_LEADING_NUMBER = lazy_regex(rf"^[（(]?{_NUMBER.pattern}[)）]?\s*(?=《|\S{{8}})")
_TRAILING_NUMBER = lazy_regex(rf"\s*[（(]\s*{_NUMBER.pattern}\s*[)）]$")
_NUMBER_LINE = lazy_regex(rf"^[（(]?\s*(?P<number>{_NUMBER.pattern})\s*[)）]?$")
_DATE = lazy_regex(
    r"(?P<year>(?:19|20)\d{2}|[一二][〇○零Ｏ0一二三四五六七八九]{3})\s*年\s*(?P<month>\d{1,2}|"
    r"[一二三四五六七八九十]{1,2})\s*月\s*"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_MONTH = lazy_regex(r"(?:20\d{2}|二[〇○零]\w{2})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月")
_DASHED_DATE = lazy_regex(r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_FIELD_OF = {label: name for name, labels in document_words.METADATA_LABELS.items() for label in labels}
_LABEL = lazy_regex(
    "(?P<label>"
    + "|".join(r"\s*".join(label) for label in sorted(_FIELD_OF, key=len, reverse=True))
    + r")\s*(?:[】\]]\s*[:：]?|[:：|｜])\s*"
)
_PLAN_NUMBER = lazy_regex(
    r"“?\s*第?(二?十[一二三四五六七八九]?|(?<=“)[六七八九])(?:个)?五"
    rf"(?:{any_of(document_words.PLAN_NUMBER_ENDS)}|[”\"＂’」])"
)
_YEARS = lazy_regex(r"((?:19|20)\d{2})\s*年?\s*[-－—–―~～至到]{1,2}\s*((?:19|20)\d{2})\s*年?")
_ONE_YEAR = lazy_regex(r"((?:19|20)\d{2})\s*年")
# 2025年计划执行情况与2026年计划草案的报告 is of 2026
_YEAR_AFTER_A_REVIEW = lazy_regex(
    rf"{document_words.CARRIED_OUT}.{{0,2}}?(?:与|{any_of(duty_words.JOINERS)})((?:19|20)\d{{2}})\s*年"
)
_OUTLOOK = lazy_regex(rf"{document_words.OUTLOOK}(?:到|至)?(20\d{{2}}|二[〇○零][〇○零一二三四五六七八九]{{2}})年")
_HORIZON = lazy_regex(r"(二[〇○零ＯO0一二三四五六七八九]{3}|20\d{2})\s*年?\s*" + document_words.HORIZON)
_UNIT = r"[\u4e00-\u9fff]"
_THIRD_LEVEL = any_of(body_words.THIRD_LEVEL)
_JURISDICTION = lazy_regex(
    rf"^{any_of(body_words.PARTY)}?(?P<place>(?:{_UNIT}{{2,7}}?{any_of(body_words.FIRST_LEVEL)})?"
    rf"(?:{_UNIT}{{1,6}}?(?:{any_of(body_words.SECOND_LEVEL)}|州(?={any_of(body_words.GOVERNMENTS)})))?(?:{_UNIT}{{1,7}}?(?:{_THIRD_LEVEL}|区(?![域划块])))?)"
    rf"(?={any_of(body_words.GOVERNMENTS)}|{_UNIT}*{any_of(body_words.OFFICES)})"
)
_OCCASION = lazy_regex(r"在(.{2,24}?)(?:第.{1,6}届|" + any_of(body_words.MEETINGS) + ")")
_LEADING_YEAR = lazy_regex(r"^(?:20\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})\s*年(?:度)?")
_ABOUT_DOING = lazy_regex(rf"^{_ABOUT}(?:{any_of((*section_words.TASK_VERBS, document_words.FURTHER))})*")
_NO_PLACE = "".join(sorted(body_words.BEFORE_NO_DISTRICT))
_CITY, _DISTRICT = "(?<![城都强全本我])市", rf"(?<![{_NO_PLACE}])区(?![域划块])"
_PREFECTURE = any_of(body_words.PREFECTURES)
_TITLE_PLACE = lazy_regex(
    rf"{_UNIT}{{2,7}}?(?:(?<![强全本我]){any_of(body_words.PROVINCE_ENDS)}|{_CITY}|{_PREFECTURE}|县)"
    rf"(?:(?![城都]市){_UNIT}{{1,6}}?(?:{_CITY}|{_PREFECTURE}|{_THIRD_LEVEL}|{_DISTRICT}))?"
)
# A district without its city: 示例区2025年…, 示例区优化…; not 全区, nor an 开发区 or a 示范区.
_TITLE_DISTRICT = lazy_regex(
    rf"(?![全各我本]){_UNIT}{{1,4}}?(?<![{_NO_PLACE}])区"
    rf"(?=20\d{{2}}|{any_of(body_words.AFTER_A_DISTRICT)})"
)
_CENTRAL = lazy_regex(
    rf"^(?:{any_of(body_words.CENTRAL)}|{_UNIT}{{2,12}}{any_of(body_words.CENTRAL_ENDS)}(?:{body_words.GENERAL_OFFICE})?$)"
)
_NO_DISTRICT = lazy_regex(any_of(body_words.NO_DISTRICTS) + "区$")


_KINDS = [
    (lazy_regex(pattern), kind)
    for pattern, kind in (
        (rf"{any_of(document_words.REGULATIONS)}(?:[（(].*)?$", PlanKind.POLICIES),
        (
            rf"{document_words.OUTLINE_SUBJECT}.*(?:“.{{1,2}}五”|{any_of(document_words.OUTLINE_WORDS)})|{document_words.OVERALL_PLAN}",
            PlanKind.OUTLINE,
        ),
        (any_of(document_words.ACTION_WORDS), PlanKind.ACTION),
        (f"{any_of(document_words.REGION_WORDS)}.*{document_words.PLAN}", PlanKind.REGIONAL),
        (document_words.PLAN, PlanKind.SPECIAL),
        (
            rf"(?:19|20)\d{{2}}年?(?:度)?.*{any_of(document_words.YEARLY_WORDS)}|{any_of(document_words.ANNUAL_WORDS)}",
            PlanKind.ANNUAL,
        ),
        (any_of(document_words.POLICY_WORDS), PlanKind.POLICIES),
    )
]


@dataclass(slots=True)
class Metadata:
    """What was found of the plan, and in `spans` where each field was."""

    title: str = ""
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    place: str = ""  # where a report was given, and in which year: its own title may name neither
    year: int | None = None
    others: list[str] = field(default_factory=list)  # who issued it besides the first
    spans: dict[str, Span] = field(default_factory=dict)

    def take_issuers(self, names: list[str], span: Span) -> None:
        """The first named issues the document; those that sign with it are kept aside."""
        names = [name for name in names if name]
        if names and self.issuer in ("", names[0]):
            self.take("issuer", names[0], span)
            self.others += [name for name in names[1:] if name not in self.others]

    def take_occasion(self, line: str, span: Span) -> None:
        """——2026年1月10日在示例市第十六届人民代表大会第五次会议上: when and where a report was given."""
        match = _DATE.search(line)
        if match and self.issued_on is None and (day := to_date(match)):
            self.issued_on, self.spans["issued_on"] = day, span
            self.year = day.year
        place = _OCCASION.search(line)
        if place:
            self.place = jurisdiction_of("", place[1])

    def take_adoption(self, line: str, span: Span) -> None:
        """（2025年11月26日…全体会议通过）: what a meeting adopts bears that day (Regulations, article 9)."""
        dates = list(_DATE.finditer(line))
        if len(dates) == 1 and self.issued_on is None and (day := to_date(dates[0])):
            self.issued_on, self.spans["issued_on"] = day, span

    def take(self, name: str, value: str, span: Span) -> None:
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.spans[name] = span


def read_labels(paragraphs: list[Paragraph], meta: Metadata) -> list[Paragraph]:
    """Take 发文机关：…, 文号：… from a page's table of metadata; returns the paragraphs that are such lines."""
    used = []
    waiting: str | None = None  # the field whose value stands on the next line
    for paragraph in paragraphs:
        if cells := _cells_of_labels(paragraph):
            used.append(paragraph)
            for name, cell in cells:
                _take_field(meta, _FIELD_OF[name], cell, paragraph.span(0, len(paragraph.text)))
            continue
        labels = list(_LABEL.finditer(paragraph.text))
        if waiting is not None:
            _take_value(meta, waiting, paragraph) if not labels else None
            waiting = None
            if not labels:
                used.append(paragraph)
                continue
        if not labels or labels[0].start() > 2 or "。" in paragraph.text:
            continue
        used.append(paragraph)
        if labels[0].end() == len(paragraph.text):
            field_name = _FIELD_OF["".join(labels[0]["label"].split())]
            waiting = None if field_name == "other" else field_name
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            stop = following.start() if following else len(paragraph.text)
            _take_label(meta, paragraph, label, stop)
    return used


def _cells_of_labels(paragraph: Paragraph) -> list[tuple[str, str]]:
    """索引号 | jx001 | 发布机构 | 甲县人民政府: a row in which every second cell is a label."""
    cells = paragraph.text.split("\t")
    labels = ["".join(cell.split()) for cell in cells[::2]]
    if len(cells) < 2 or not all(label in _FIELD_OF for label in labels if label) or not any(labels):
        return []
    return [(label, cell.strip()) for label, cell in zip(labels, cells[1::2], strict=False) if label and cell.strip()]


def _take_label(meta: Metadata, paragraph: Paragraph, label: re.Match[str], stop: int) -> None:
    value = paragraph.text[label.end() : stop].strip(" \t\u3000\xa0|【】[]")
    if value:
        start = paragraph.text.index(value, label.end())
        span = paragraph.span(start, start + len(value))
        _take_field(meta, _FIELD_OF["".join(label["label"].split())], value, span)


def _take_value(meta: Metadata, name: str, paragraph: Paragraph) -> None:
    _take_field(meta, name, paragraph.text, paragraph.span(0, len(paragraph.text)))


def _take_field(meta: Metadata, name: str, value: str, span: Span) -> None:
    if name in ("other", "published_on"):
        return
    if name == "issued_on":
        match = _DATE.search(value) or _DASHED_DATE.search(value)
        day = to_date(match) if match else None
        if day and meta.issued_on is None:
            meta.issued_on, meta.spans[name] = day, span
    elif name == "title":
        take_title(meta, value, span)
    elif name == "document_number" and not _NUMBER.search(value):
        return
    else:
        meta.take(name, value, span)


def take_title(meta: Metadata, line: str, span: Span) -> None:
    """A notice's title names its issuer and, inside 《》, the plan; any other title is the plan's own."""
    line = _strip_marks(" ".join(line.split()))
    match = _NOTICE.match(line) or _REPLY.match(line) or _BARE_NOTICE.match(line) or _ISSUED.match(line)
    if match is None:
        meta.take("title", _squeezed(line), span)
        if prefix := _ISSUER_PREFIX.match(line) or _ISSUER_OF_YEAR.match(line):
            meta.take_issuers(split_issuers(prefix["issuer"]), span)
        return
    if issuer := match.groupdict().get("issuer"):
        meta.take_issuers(split_issuers(issuer.removesuffix(_ABOUT)), span)
    meta.take("title", _squeezed(plan_title(match["what"])), span)


def _squeezed(title: str) -> str:
    """Spaces between ideographs only filled a line of print, but for those between the names of issuers."""
    issuers = _ISSUER_PREFIX.match(title)
    start = issuers.end("issuer") if issuers else 0
    return title[:start] + _SPACE_IN_HAN.sub("", title[start:])


def _strip_marks(line: str) -> str:
    """国发〔2019〕3号《甲》 and 甲（国发〔2019〕3号） → 甲; the marks inside stay."""
    line = _TRAILING_NUMBER.sub("", _LEADING_NUMBER.sub("", line))
    return line[1:-1] if line.startswith("《") and line.endswith("》") and line.count("《") == 1 else line


def plan_title(what: str) -> str:
    """《甲》 → 甲; 《甲》和《乙》 and 甲 stay as printed, without the marks round the whole."""
    quoted: list[str] = re.findall(r"[《〈]([^《》〈〉]*(?:[《〈][^《》〈〉]*[》〉][^《》〈〉]*)*)[》〉]", what)
    return quoted[0] if len(quoted) == 1 and loose(quoted[0]) == loose(what) else what


def split_issuers(text: str) -> list[str]:
    """甲市教育局 甲市财政局 and 甲市教育局甲市财政局 are two: each begins with its place."""
    names: list[str] = []
    for part in re.split(r"[\s、,，]+", text.strip()):
        place = re.match(rf"{_UNIT}{{2,7}}?[省市区县州盟旗]", part)
        starts = [found.start() for found in re.finditer(re.escape(place[0]), part)] if place else [0]
        cuts = [start for start in starts if not start or re.search(_ORGANISATION + "$", part[:start])]
        names += [part[start:end] for start, end in zip(cuts, [*cuts[1:], len(part)], strict=True)]
    return names


def is_notice_title(text: str) -> bool:
    text = _strip_marks(text)
    return bool(_NOTICE.match(text) or _REPLY.match(text) or _BARE_NOTICE.match(text))


def is_title_like(text: str) -> bool:
    """One line that could be a plan's title: short, no sentence, ending in 规划, 方案, 意见 …"""
    return (
        5 <= len(text) <= 120
        and "。" not in text
        and text[-1] not in "：:，,；;、"
        and bool(_TITLE_END.search("".join(text.split())))
        and not _SENTENCE.search(_QUOTED.sub("", text))
    )


def names_a_plan(title: str) -> bool:
    """示例市行动方案, 关于…的意见, “十四五”规划; not a menu's 政府信息公开指南."""
    return len(title) >= 9 and _PLAN_NAME.search(title) is not None


def document_number_of(text: str) -> re.Match[str] | None:
    return _NUMBER_LINE.match(text)


def date_of(text: str) -> date | None:
    """The date of a line that holds nothing else."""
    if not text.rstrip(" \u3000）)").endswith("日"):
        return None  # nearly all lines, at once
    match = _DATE.fullmatch("".join(text.split()).strip("（）()"))
    return to_date(match) if match else None


def names_a_month(text: str) -> bool:
    """2021年5月 or （2021年5月）, as on a cover: a date without its day."""
    return _MONTH.fullmatch("".join(text.split()).strip("（）()")) is not None


def to_date(match: re.Match[str]) -> date | None:
    try:
        year = int("".join(str(_digit(char)) for char in match["year"]))
        return date(year, han_to_int(match["month"]), han_to_int(match["day"]))
    except ValueError:
        return None


def _digit(char: str) -> int:
    return 0 if char in "〇○零Ｏ0" else han_to_int(char)


def is_organisation(text: str) -> bool:
    return (
        2 <= len(text) <= 40
        and not any(mark in text for mark in "。：:、，\t")
        and re.search(_ORGANISATION + "$", text) is not None
    )


def kind_of(title: str) -> PlanKind:
    """From the title's own words, the most telling first."""
    title = simplified(title)
    return next((kind for pattern, kind in _KINDS if pattern.search(title)), PlanKind.ACTION)


def five_year_number(title: str) -> int | None:
    """“十四五” and 第十四个五年规划 → 14."""
    numbered = _PLAN_NUMBER.search(title)
    return han_to_int(numbered[1]) if numbered else None


def period_of(title: str) -> tuple[int | None, int | None, int | None]:
    """First year, last year and horizon year, from the title: “十四五” → 2021, 2025; 2035年远景目标 → 2035."""
    title = simplified(title)
    horizon = _HORIZON.search(title)
    horizon_year = int("".join(str(_digit(char)) for char in horizon[1])) if horizon else None
    if years := _YEARS.search(title):
        return int(years[1]), int(years[2]), horizon_year
    if numbered := _PLAN_NUMBER.search(title):
        start = 2021 + 5 * (han_to_int(numbered[1]) - 14)  # the first began in 1953, but since the sixth this holds
        return start, start + 4, horizon_year
    year = _YEAR_AFTER_A_REVIEW.search(title) or _ONE_YEAR.search(title)
    if year and not (horizon and year.start() == horizon.start()):
        return int(year[1]), int(year[1]), horizon_year
    return None, None, horizon_year


def horizon_in(text: str, last: int | None) -> int | None:
    """The year after the plan's `last` that its goals look ahead to: 展望2035年，…."""
    found = _OUTLOOK.search(text) if last else None
    year = int("".join(str(_digit(char)) for char in found[1])) if found else 0
    return year if last and year > last else None


def jurisdiction_of(issuer: str, title: str = "") -> str:
    """北京市海淀区人民政府 → 北京市海淀区; 国务院 → 全国; without an issuer, the place the title opens with."""
    if issuer:
        place = _place(issuer)
        return place or (body_words.WHOLE_COUNTRY if _CENTRAL.match(issuer) else "")
    title = _ABOUT_DOING.sub("", _LEADING_YEAR.sub("", title.lstrip("《")))
    match = _TITLE_DISTRICT.match(title) or _TITLE_PLACE.match(title)
    return match[0] if match and not match[0].endswith(body_words.REGION) else ""


def _place(issuer: str) -> str:
    match = _JURISDICTION.match(issuer)
    if not match or not match["place"]:
        return ""
    place = match["place"]
    district = re.search(r"(?<=[省市州盟区])[^省市州盟区]{1,7}区$", place)
    if district and _NO_DISTRICT.search(place):
        place = place[: district.start()]
    return "" if place.startswith(body_words.NO_PLACES) else place
