"""How cells look: the types of offices (宋体, 黑体 for heads, 仿宋 for what stands around a table), light colours."""

from io import StringIO

from xlsxwriter import Workbook
from xlsxwriter.theme import THEME_XML_2007

from measures.exports.contents import Mark, Run, Tone
from measures.exports.writers.xlsx.paper import BODY

Properties = dict[str, str | int | float | bool]

TEXT, HEAD, AROUND = "宋体", "黑体", "仿宋"
LINE = "#A6A6A6"
DEFAULT: Properties = {"font_name": TEXT, "font_size": BODY}
CELL: Properties = {"text_wrap": True, "valign": "vcenter", "border": 1, "border_color": LINE}
GROUP: Properties = {"font_name": HEAD, "valign": "vcenter", "top": 1, "bottom": 1, "border_color": LINE}
LOOKS: dict[str, Properties] = {
    "title": {"font_name": HEAD, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True},
    "around": {"font_name": AROUND, "valign": "vcenter", "text_wrap": True},
    "head": CELL | {"font_name": HEAD, "align": "center", "bg_color": "#DDE6F0"},
    "text": CELL,
    "centred": CELL | {"align": "center"},
    "day": CELL | {"align": "center", "num_format": "yyyy-mm-dd"},
    "group1": GROUP | {"bg_color": "#D9D9D9"},
    "group2": GROUP | {"bg_color": "#EDEDED"},
    "heading1": {"font_name": HEAD, "font_size": 14, "valign": "vcenter", "text_wrap": True},
    "heading2": {"font_name": HEAD, "font_size": 12, "valign": "vcenter", "text_wrap": True},
    "paragraph": {"valign": "top", "text_wrap": True},
    "names": {"font_color": "#808080"},
}
# Dark enough to be read on paper and by weak eyes: a contrast of 4.5 at least (WCAG 2.2, 1.4.3).
TONES: dict[Tone, Properties] = {
    Tone.PLAIN: {},
    Tone.GOOD: {"bg_color": "#E2F0D9", "font_color": "#1E5B1E"},
    Tone.SOON: {"bg_color": "#FFF2CC", "font_color": "#6B4E00"},
    Tone.LATE: {"bg_color": "#FBE0DD", "font_color": "#9C1C12"},
    Tone.FAINT: {"bg_color": "#F2F2F2", "font_color": "#595959"},
}
LINK: Properties = {"font_color": "#0B57D0", "underline": 1}
MARKS = {
    Mark.SAME: "",
    Mark.ADDED: '<u/><color rgb="FF0B57D0"/>',
    Mark.REMOVED: '<strike/><color rgb="FFB3261E"/>',
}


class Looks:
    """The formats of one workbook, each by its number in the file; one is made when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.numbers: dict[tuple[str, Tone, bool, bool], int] = {}

    def number(self, name: str, tone: Tone = Tone.PLAIN, *, quoted: bool = False, link: bool = False) -> int:
        """`quoted`: the cell stays text when somebody edits it, whatever it begins with."""
        key = (name, tone, quoted, link)
        if key not in self.numbers:
            properties = DEFAULT | LOOKS[name] | TONES[tone] | (LINK if link else {})
            # XlsxWriter numbers a format when it writes a cell of that look; here the cells are not written by it.
            look = self.book.add_format(properties | {"quote_prefix": quoted})
            self.numbers[key] = look._get_xf_index()
        return self.numbers[key]


def run_properties(run: Run) -> str:
    """The look of a piece of a cell's text, as ECMA-376, 18.4.7, rPr."""
    strong = "<b/>" if run.strong else ""
    return f'<rPr>{strong}{MARKS[run.mark]}<sz val="{BODY:g}"/><rFont val="{TEXT}"/><charset val="134"/></rPr>'


def theme() -> StringIO:
    """The theme of Office with Chinese types: what a reader adds to the sheet looks like the rest."""
    return StringIO(
        THEME_XML_2007.replace('<a:latin typeface="Cambria"/><a:ea typeface=""/>', typeface(HEAD)).replace(
            '<a:latin typeface="Calibri"/><a:ea typeface=""/>', typeface(TEXT)
        )
    )


def typeface(name: str) -> str:
    return f'<a:latin typeface="{name}"/><a:ea typeface="{name}"/>'
