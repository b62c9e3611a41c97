"""A random plan is read back as itself, whichever way it was handed in: text, Word, web page, table, workbook."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from io import BytesIO
from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from measures.parsing import MeasureNode, PlanTree, SectionNode, read
from tests.examples import examples
from tests.parsing.checks import check_coverage, check_passages, check_spans
from tests.parsing.documents import WORD, make_docx, paragraph, table
from tests.parsing.random_trees import (
    ABOVE_TABLES,
    FORMS,
    STYLES,
    TITLE,
    Paragraph,
    Plan,
    Record,
    Row,
    Style,
    TableForm,
    expected_table,
    paragraphs,
    plans,
    sections,
    table_rows,
)

BREAK = "</w:t><w:br/><w:t>"  # of a line, within a run
EXAMPLES = examples(18)


def check_read(data: bytes, expected: list[Record]) -> PlanTree:
    tree = read(data)
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    assert [record for section in tree.sections for record in records(section)] == expected
    reported = {problem.code for problem in tree.problems} - {"no_issuer", "deadline_not_a_date"}
    assert reported == set()
    return tree


def records(section: SectionNode) -> list[Record]:
    found: list[tuple[int, list[Record]]] = [(section.position, [_section(section)])]
    found += [(measure.position, [_measure(measure)]) for measure in section.measures]
    found += [(child.position, records(child)) for child in section.sections]
    return [record for _, part in sorted(found, key=lambda pair: pair[0]) for record in part]


def _section(section: SectionNode) -> Record:
    return section.code, section.label, section.title, section.text


def _measure(measure: MeasureNode) -> Record:
    bodies = [(part.role.value, part.body) for part in measure.responsibilities]
    return measure.code, measure.label, measure.title, measure.text, bodies, measure.due_text, measure.due_on


@given(plans(), STYLES)
@EXAMPLES
def test_as_text(plan: Plan, style: Style) -> None:
    lines, expected = paragraphs(plan, style)
    check_read("\n".join([TITLE, *(line.label + line.words for line in lines)]).encode(), expected)


@given(plans(), STYLES, st.booleans())
@EXAMPLES
def test_as_a_web_page(plan: Plan, style: Style, has_headings: bool) -> None:
    lines, expected = paragraphs(plan, style)

    def element(line: Paragraph) -> str:
        tag = "p" if line.depth is None or not has_headings else f"h{line.depth + 2}"
        return f"<{tag}>{escape(line.label + line.words)}</{tag}>"

    check_read(f"<html><body><h1>{TITLE}</h1>{''.join(map(element, lines))}</body></html>".encode(), expected)


# Word


def levels(forms: list[tuple[str, str]]) -> str:
    """A numbering part of one list with these levels, (form, text)."""
    parts = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(forms)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{parts}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


HEADING_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in range(1, 5)
)
ALL_STYLES = f"<w:styles {WORD}>{HEADING_STYLES}</w:styles>"
LEVELS = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）")]


@given(plans(), STYLES, st.booleans())
@EXAMPLES
def test_in_word_with_numbers_that_were_typed(plan: Plan, style: Style, has_styles: bool) -> None:
    lines, expected = paragraphs(plan, style)
    looks = ("" if line.depth is None or not has_styles else str(line.depth + 1) for line in lines)
    body = "".join(paragraph(line.label + line.words, look) for line, look in zip(lines, looks, strict=True))
    check_read(make_docx(paragraph(TITLE) + body, styles=ALL_STYLES), expected)


@given(plans(), STYLES, st.booleans())
@EXAMPLES
def test_in_word_with_automatic_numbers(plan: Plan, style: Style, has_styles: bool) -> None:
    """The numbers of tasks are those of the list's next level, whatever stands between."""
    lines, expected = paragraphs(plan, style)
    body = ""
    for line in lines:
        look = "" if line.depth is None or not has_styles else str(line.depth + 1)
        body += paragraph(line.words, look, (3 if line.depth is None else line.depth) if line.label else None)
    check_read(make_docx(paragraph(TITLE) + body, levels(LEVELS), styles=ALL_STYLES), expected)


@given(plans(), STYLES)
@EXAMPLES
def test_in_word_with_headings_by_style_and_no_numbers(plan: Plan, style: Style) -> None:
    lines, expected = paragraphs(plan, replace(style, bears_numbers=False))
    looks = ("" if line.depth is None else str(line.depth + 1) for line in lines)
    body = "".join(paragraph(line.label + line.words, look) for line, look in zip(lines, looks, strict=True))
    check_read(make_docx(paragraph(TITLE) + body, styles=ALL_STYLES), expected)


# Tables under headings


def expected_tables(plan: Plan, form: TableForm) -> list[Record]:
    expected: list[Record] = []
    for code, label, _, part in sections(plan):
        words, rows = expected_table(code, part.tasks, form) if part.tasks else ("", [])
        text = "\n".join(filter(None, (part.introduction, words)))
        expected += [(code, label, part.title, text), *rows]
    return expected


@given(plans(introductions=ABOVE_TABLES), FORMS)
@EXAMPLES
def test_in_tables_of_a_word_document(plan: Plan, form: TableForm) -> None:
    body = paragraph(TITLE)
    for _, label, _, part in sections(plan):
        body += paragraph(label + part.title) + (paragraph(part.introduction) if part.introduction else "")
        body += word_table(table_rows(part.tasks, form)) if part.tasks else ""
    check_read(make_docx(body), expected_tables(plan, form))


def word_table(rows: list[Row]) -> str:
    return table(*(tuple("^" if cell is None else cell.replace("\n", BREAK) for cell in row) for row in rows))


@given(plans(introductions=ABOVE_TABLES), FORMS)
@EXAMPLES
def test_in_tables_of_a_web_page(plan: Plan, form: TableForm) -> None:
    body = f"<h1>{TITLE}</h1>"
    for _, label, depth, part in sections(plan):
        body += f"<h{depth + 2}>{label + part.title}</h{depth + 2}><p>{part.introduction}</p>"
        body += web_table(table_rows(part.tasks, form)) if part.tasks else ""
    check_read(f"<html><body>{body}</body></html>".encode(), expected_tables(plan, form))


def web_table(rows: list[Row]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(_cells(rows, n))}</tr>" for n in range(len(rows))) + "</table>"


def _cells(rows: list[Row], number: int) -> Iterator[str]:
    for column, cell in enumerate(rows[number]):
        if cell is not None:
            yield f'<td rowspan="{1 + reach(rows, number, column)}">{cell.replace(chr(10), "<br>")}</td>'


def reach(rows: list[Row], number: int, column: int) -> int:
    """How many rows the cell reaches down."""
    return len(list(takewhile(lambda row: row[column] is None, rows[number + 1 :])))


# Workbooks


@given(plans(deepest=1), FORMS)
@EXAMPLES
def test_in_the_sheets_of_a_workbook(plan: Plan, form: TableForm) -> None:
    """One sheet: its tasks stand under the plan. Several: the sheets' names are headings."""
    sheets = {part.title: table_rows(part.tasks, form) for part in plan}
    expected: list[Record] = []
    for number, part in enumerate(plan, 1):
        code, title = (f"u{number}", part.title) if len(plan) > 1 else ("p1", TITLE)
        text, rows = expected_table(code, part.tasks, form)
        expected += [(code, "", title, text), *rows]
    check_read(workbook(sheets), expected)


def workbook(sheets: dict[str, list[Row]]) -> bytes:
    """The title stands over the first sheet's table, in one cell as wide as that."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.create_sheet(name)
        above = [[TITLE, *[""] * (len(rows[0]) - 1)]] if not number else []
        for row in [*above, *rows]:
            sheet.append(row)
        if above:
            sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
        for first, column, last in merged_cells(rows):
            top = first + len(above) + 1
            sheet.merge_cells(start_row=top, end_row=top + last - first, start_column=column + 1, end_column=column + 1)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def merged_cells(rows: list[Row]) -> Iterator[tuple[int, int, int]]:
    """First row, column and last row of each."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None and (below := reach(rows, number, column)):
                yield number, column, number + below
