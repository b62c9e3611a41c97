"""The document itself: title block, then the blocks of each part, upright or wide as its tables want."""

from collections.abc import Iterator
from dataclasses import replace

from measures.exports.contents import Block, Chart, Column, Heading, Paragraph, Report, Row, Table, labelled
from measures.exports.writers.as_docx import tables
from measures.exports.writers.as_docx.looks import DEEPEST, TITLE_LINE, TITLE_SIZE, Looks, spacing
from measures.exports.writers.as_docx.page import PORTRAIT, Page
from measures.exports.writers.as_docx.words import paragraph, run, runs
from measures.exports.writers.blocks import only_its_own
from measures.exports.writers.titles import title_lines

WIDE_SPACE = "\u3000"
PAGE_BREAK = "<w:pageBreakBefore/>"
HALF_A_LINE = spacing(TITLE_LINE, after=200)  # between a title and the table that follows it on a low page


class Document:
    """Writes the blocks of a report and remembers the looks of its headings.

    Headings wait for what stands under them, as do the title and what stands before the first heading, and a paragraph
    for the table that it may lead to: a wide table takes them along to its wide page, and the paragraph stays with it.
    `is_inserted`: into another document, which has its own title and pages.
    """

    def __init__(self, report: Report, *, is_inserted: bool = False) -> None:
        self.report, self.looks, self.is_inserted = report, Looks(), is_inserted
        self.page: Page | None = None
        self.is_titled = is_inserted
        self.is_preamble = True
        self.waiting: list[str] = []
        self.ends_in_text = False  # what waits
        self.is_after_table = False

    def chunks(self) -> Iterator[str]:
        for number, part in enumerate(self.report.parts, 1):
            is_named = bool(part.title) and part.title not in self.report.title
            deeper = 1 if is_named else 0
            if is_named:
                yield from self.flush_text()
                self.wait(Heading(part.title, 1), is_new_page=number > 1)
            for block in part.blocks:
                yield from self.block(block, deeper)
        yield from self.flush(self.page or PORTRAIT)
        if not self.is_inserted:
            yield (self.page or PORTRAIT).properties

    def title_block(self, page: Page) -> Iterator[str]:
        """The title in balanced lines, what was asked for under it, and what is to be known."""
        most = page.width // (20 * TITLE_SIZE) - 1
        lines = title_lines(self.report.title, most, fewest=page.is_landscape)  # a low page has few to spare
        yield paragraph("Title", "<w:r><w:br/></w:r>".join(map(run, lines)), HALF_A_LINE if page.is_landscape else "")
        facts = [f"{fact.label}：{fact.value}" for fact in self.report.facts if fact.value not in self.report.title]
        if facts:
            yield paragraph("Subtitle", run((2 * WIDE_SPACE).join(facts)))
        if not page.is_landscape:
            yield paragraph("BodyText", "")
        for remark in (*self.report.remarks, *self.report.remarks_on_all):
            yield paragraph("Remark", run(remark))

    def block(self, block: Block, deeper: int) -> Iterator[str]:
        if isinstance(block, Heading):
            yield from self.flush_text()
            self.wait(replace(block, level=min(block.level + deeper, DEEPEST)))
        elif isinstance(block, Paragraph):
            yield from self.flush_text()
            self.waiting.append(paragraph("BodyText", f"{run(before(block))}{runs(block.runs)}"))
            self.ends_in_text = not self.is_preamble
        else:
            yield from self.table(figures(block) if isinstance(block, Chart) else only_its_own(block))

    def wait(self, heading: Heading, *, is_new_page: bool = False) -> None:
        self.is_preamble = False
        style = self.looks.style_of(heading)
        self.waiting.append(
            paragraph(style, run(labelled(heading.label, heading.text, WIDE_SPACE)), PAGE_BREAK if is_new_page else "")
        )

    def table(self, table: Table) -> Iterator[str]:
        layout, self.is_preamble = tables.layout_of(table, may_turn=not self.is_inserted), False
        if self.waiting and BODY in self.waiting[-1]:
            self.waiting[-1] = self.waiting[-1].replace(BODY, f"{BODY}{KEPT}", 1)
        yield from self.flush(layout.page)
        yield from tables.chunks(table, layout)
        self.is_after_table = True

    def flush_text(self) -> Iterator[str]:
        """A paragraph that waits, and after which no table comes."""
        if self.ends_in_text:
            yield from self.flush(self.page or PORTRAIT)

    def flush(self, page: Page) -> Iterator[str]:
        """What waits, on such a page; where the one before is turned otherwise, a new section begins."""
        is_turned = self.page not in (None, page)
        if self.is_after_table and not is_turned and not (self.waiting and PAGE_BREAK in self.waiting[0]):
            yield AFTER_A_TABLE
        self.is_after_table = False
        if is_turned and self.page:
            yield f"<w:p><w:pPr>{SMALL}{self.page.properties}</w:pPr></w:p>"
        self.page = page
        if not self.is_titled:
            self.is_titled = True
            yield from self.title_block(page)
        yield from self.waiting
        self.waiting, self.ends_in_text = [], False


BODY, KEPT = '<w:pStyle w:val="BodyText"/>', "<w:keepNext/>"
SMALL = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
# Two tables that touch are one to a word processor. Before a new page such a line could stand alone on a blank one.
AFTER_A_TABLE = (
    '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:after="180" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)


def before(block: Paragraph) -> str:
    """The paragraph's number, with a space where one parts it from the text."""
    return labelled(block.label, "\0", WIDE_SPACE)[:-1] if block.label else ""


def figures(chart: Chart) -> Table:
    """The numbers of a chart: a document of text has no bars."""
    columns = [Column("category", "", 24), *(Column(name, name, 12) for name, _values in chart.series)]
    rows: Iterator[Row] = (
        (category, *(values[i] for _name, values in chart.series)) for i, category in enumerate(chart.categories)
    )
    return Table(tuple(columns), rows, chart.title)
