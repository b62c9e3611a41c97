"""How headings and paragraphs look (GB/T 9704-2012, 7.3), as styles of the document.

Headings have Word's own styles, so that they stand in the navigation pane. Which look a level has depends on what the
plan calls its levels: the first is 第一章 in one document and 一、 in another.
"""

import re
from dataclasses import dataclass

from measures.exports.contents import Heading
from measures.exports.writers.as_docx.page import LINE, TEXT_SIZE

SONG, HEI, KAI, FANG, TITLE_FONT = "宋体", "黑体", "楷体", "仿宋", "方正小标宋简体"
LATIN = "Times New Roman"
# Other names of each font, and what stands in for it where it is not installed.
OTHER_NAMES = {
    TITLE_FONT: "FZXiaoBiaoSong-B05S,小标宋体,宋体",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体_GB2312,KaiTi,Noto Serif CJK SC",
    FANG: "仿宋_GB2312,FangSong,Noto Serif CJK SC",
    SONG: "SimSun,Noto Serif CJK SC",
    LATIN: "Liberation Serif",
}
DEEPEST = 9  # levels of Word's headings
TITLE_SIZE, NUMBER_SIZE = 22, 14  # points: 2号, 4号
TITLE_LINE = 680  # twips
# 28 characters and not 29 find room in a line, also in programs that know no grid of characters or snap to it
# otherwise: half a point less than their size each. LibreOffice rounds less than that away.
CLOSER = '<w:spacing w:val="-10"/>'
OFF_GRID = '<w:snapToGrid w:val="0"/>'
SINGLE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
CENTRED = '<w:jc w:val="center"/>'


@dataclass(frozen=True, slots=True)
class Look:
    """How a heading looks; `name` parts it from others of its level."""

    name: str
    font: str
    is_strong: bool = False
    is_centred: bool = False
    is_title: bool = False

    @property
    def paragraph(self) -> str:
        place = CENTRED if self.is_centred else ""
        indent = '<w:ind w:firstLineChars="0" w:firstLine="0"/>' if self.is_centred else INDENT
        return f"{spacing(TITLE_LINE) if self.is_title else spacing()}{indent}{place}"

    @property
    def run(self) -> str:
        return run_properties(self.font, TITLE_SIZE if self.is_title else TEXT_SIZE, is_strong=self.is_strong)


PLAN = Look("规划", TITLE_FONT, is_centred=True, is_title=True)
CHAPTER = Look("章", HEI, is_centred=True)
SECTION = Look("节", KAI, is_strong=True, is_centred=True)
FIRST, SECOND = Look("一", HEI), Look("（一）", KAI)
THIRD, FOURTH = Look("1", FANG, is_strong=True), Look("（1）", FANG)
BY_LABEL = (
    (re.compile("第.+(?:[篇编編章]|部分)$"), CHAPTER),
    (re.compile("第.+[节節]$"), SECTION),
    (re.compile("[专專附]"), CHAPTER),
    (re.compile("[〇零一二三四五六七八九十百]+[、.．]?$|[壹贰叁肆伍陆柒捌玖拾]+[、.．]?$|第.+[条條]$"), FIRST),
    (re.compile(r"[（(〔][〇零一二三四五六七八九十百]+[）)〕]"), SECOND),
    (re.compile(r"\d+[.．、]?$"), THIRD),
)
BY_LEVEL = (FIRST, SECOND, THIRD)


def look_of(heading: Heading) -> Look:
    """By the heading's own number; without one, by its level."""
    if heading.is_title:
        return PLAN
    for pattern, look in BY_LABEL:
        if pattern.match(heading.label):
            return look
    return BY_LEVEL[heading.level - 1] if heading.level <= len(BY_LEVEL) else FOURTH


def run_properties(font: str, size: float, *, is_strong: bool = False) -> str:
    strong = "<w:b/><w:bCs/>" if is_strong else ""
    closer = CLOSER if size == TEXT_SIZE else ""
    half_points = round(size * 2)
    return (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{font}"/>{strong}{closer}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


def spacing(line: int = LINE, *, before: int = 0, after: int = 0) -> str:
    return f'{OFF_GRID}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


class Looks:
    """The look of each level, which its first heading decides, and of headings that differ from it."""

    def __init__(self) -> None:
        self.levels: dict[int, Look] = {}
        self.others: dict[tuple[int, Look], str] = {}

    def style_of(self, heading: Heading) -> str:
        """The identity of the style for a heading."""
        level, look = min(heading.level, DEEPEST), look_of(heading)
        if look is not PLAN and self.levels.setdefault(level, look) == look:
            return f"Heading{level}"
        return self.others.setdefault((level, look), f"Heading{level}Other{len(self.others) + 1}")

    def names(self) -> dict[str, str]:
        """The names of the styles by their identities; a heading that differs has that of its level."""
        levels = {f"Heading{level}": f"heading {level}" for level in range(1, DEEPEST + 1)}
        return levels | NAMES | {identity: f"heading {level}" for (level, _look), identity in self.others.items()}

    def styles(self) -> str:
        """All styles of the document, as the part that holds them."""
        levels = "".join(self.heading(level) for level in range(1, DEEPEST + 1))
        others = "".join(self.other(*key, identity) for key, identity in self.others.items())
        return f"{STYLES_START}{levels}{others}</w:styles>"

    def heading(self, level: int) -> str:
        look = self.levels.get(level) or look_of(Heading("", level))
        return style(
            f"Heading{level}", f"heading {level}", heading_paragraph(look, level), look.run, follows="BodyText"
        )

    @staticmethod
    def other(level: int, look: Look, identity: str) -> str:
        paragraph = heading_paragraph(look, level)
        based_on = "Title" if look.is_title else f"Heading{level}"
        return style(identity, f"标题 {level}（{look.name}）", paragraph, look.run, based_on=based_on)


def heading_paragraph(look: Look, level: int) -> str:
    return f'<w:keepNext/><w:keepLines/>{look.paragraph}<w:outlineLvl w:val="{level - 1}"/>'


def style(identity: str, name: str, paragraph: str, run: str, *, based_on: str = "Normal", follows: str = "") -> str:
    following = f'<w:next w:val="{follows}"/>' if follows else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/>'
        f"{following}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def in_table(identity: str, name: str, font: str, *, is_head: bool = False) -> str:
    """A style for what stands in cells, off the page's grid; the size is the table's own and stands with the runs."""
    kept = "<w:keepNext/>" if is_head else ""
    paragraph = f"{kept}{OFF_GRID}{SINGLE}"
    return style(identity, name, paragraph, run_properties(font, 12))


NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES_START = (
    f"<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{run_properties(FANG, TEXT_SIZE)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    f'<w:pPr><w:widowControl/>{spacing()}<w:jc w:val="both"/></w:pPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
    + style(
        "Title",
        "Title",
        f"<w:keepNext/><w:keepLines/>{spacing(TITLE_LINE)}{CENTRED}",
        run_properties(TITLE_FONT, TITLE_SIZE),
    )
    + style("Subtitle", "Subtitle", CENTRED, run_properties(KAI, TEXT_SIZE))
    + style("BodyText", "Body Text", INDENT, run_properties(FANG, TEXT_SIZE))
    + style("Remark", "说明", INDENT, run_properties(KAI, NUMBER_SIZE))
    + style("Caption", "caption", f"<w:keepNext/>{CENTRED}", run_properties(HEI, NUMBER_SIZE))
    + in_table("TableHead", "表头", HEI, is_head=True)
    + in_table("TableText", "表格正文", FANG)
    + style("BoxText", "专栏正文", f"{spacing(520)}{INDENT}", run_properties(FANG, NUMBER_SIZE))
    + style("Footer", "footer", SINGLE, run_properties(SONG, NUMBER_SIZE))
)
NAMES = {
    "Title": "Title",
    "Subtitle": "Subtitle",
    "BodyText": "Body Text",
    "Remark": "说明",
    "Caption": "caption",
    "TableHead": "表头",
    "TableText": "表格正文",
    "BoxText": "专栏正文",
}
