"""Tables of a section → measures, targets or text: a task a row, in the section of the group that is named above it.

Reads: the rows of a section's tables. Writes: drafts in that section, and problems with rows.
"""

from itertools import takewhile

from measures.parsing.extract import LineKind
from measures.parsing.structure.drafting import Drafting
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.forms import read_form
from measures.parsing.structure.grouping import row_groups
from measures.parsing.structure.indicators import read_indicators
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import GroupRow, TaskRow, names_bodies, read_tasks
from measures.parsing.structure.wording import clean_title, first_clause, lead_of
from measures.parsing.tree import Span
from measures.terms import MeasureKind, PassageKind, ProblemCode


class TableDrafting(Drafting):
    def add_tables(
        self,
        draft: SectionDraft,
        paragraphs: list[Paragraph],
        kind: MeasureKind = MeasureKind.MEASURE,
        *,
        narrative: bool = False,
    ) -> None:
        """A table of tasks gives measures, one of indicators targets; any other is text, as are flattened cells."""
        self.add_text(draft, [each for each in paragraphs if each.kind is not LineKind.ROW], stated=False)
        for rows in row_groups(paragraphs):
            table = read_tasks(rows, of_projects=kind is MeasureKind.PROJECT)
            form = None if table else read_form(rows)
            if form:
                self.add_task(draft, form, kind, rows)
            elif table is None:
                self._add_indicators(draft, rows, narrative)
            else:
                self._add_rows(draft, table.rows, kind)
                self._report_rows(table.unread, draft.title)

    def _add_rows(self, draft: SectionDraft, rows: list[TaskRow | GroupRow | Paragraph], kind: MeasureKind) -> None:
        """Tasks stand in the section of the group that is named above them."""
        opened = [draft]
        for row in rows:
            if isinstance(row, TaskRow):
                self.add_task(opened[-1], row, kind, [row.row])
            elif isinstance(row, GroupRow):
                opened = self._open_group(opened, row.row)
            else:
                self.add_text(draft, [row], stated=False)

    def _open_group(self, opened: list[SectionDraft], row: Paragraph) -> list[SectionDraft]:
        """The table's section and those of the groups down to the one that `row` names: （一） stands under 一、."""
        node = Node.of(row)
        kept = opened[:1] + list(takewhile(lambda group: group.node.style is not node.style, opened[1:]))
        if node.number > 1 and len(kept) == len(opened):
            kept = opened[:-1] or opened  # （二） after 一、 counts on: it stands beside it
        heading = clean_title(node.paragraph.words)
        draft = SectionDraft(self.code(node, kept[-1].code), node, heading, row.start, row.end)
        kept[-1].sections.append(draft)
        self.claim(row, PassageKind.HEADING, draft.code)
        return [*kept, draft]

    def _add_indicators(self, draft: SectionDraft, rows: list[Paragraph], narrative: bool) -> None:
        self.add_text(draft, rows, stated=False)
        table = read_indicators(rows)
        draft.indicators += table.rows
        self._report_rows(table.unread, draft.title)
        if not (table.rows or table.unread or narrative) and names_bodies(rows):
            words = " ".join(rows[0].text.split())
            self.report(ProblemCode.TABLE_NOT_READ, Span(rows[0].start, rows[-1].end), words[:60], draft.title)

    def _report_rows(self, rows: list[Paragraph], title: str) -> None:
        for row in rows:
            self.report(ProblemCode.ROW_NOT_READ, Span(row.start, row.end), " ".join(row.text.split())[:60], title)

    def add_task(self, draft: SectionDraft, task: TaskRow, kind: MeasureKind, rows: list[Paragraph]) -> None:
        title = lead_of(task.title) or first_clause(task.title)
        code = f"{draft.code}-{len(draft.measures) + 1}"
        draft.measures.append(MeasureDraft(code, kind, task.label, clean_title(title), rows, task))
        for row in rows:
            self.claim(row, PassageKind.MEASURE, code)
