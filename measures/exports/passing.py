"""A report on its way to a writer: its rows counted, or all but its beginning cut. Nothing is read early."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from measures.exports.contents import Block, Group, Paragraph, Part, Report, Row, Run, Table, TonedRow

Rows = Iterator[Row | TonedRow | Group]


def counted(report: Report, count: Callable[[int], None]) -> Report:
    """The same report; `count` is called with the number of rows so far as each of them goes by."""
    counter = Counter(count)
    return replace(report, parts=(counter.of_part(part) for part in report.parts))


class Counter:
    """Rows that have gone by, of all tables of a report."""

    def __init__(self, count: Callable[[int], None]) -> None:
        self.count, self.passed = count, 0

    def of_part(self, part: Part) -> Part:
        return replace(part, blocks=map(self.of_block, part.blocks))

    def of_block(self, block: Block) -> Block:
        return replace(block, rows=self.of_rows(block.rows)) if isinstance(block, Table) else block

    def of_rows(self, rows: Rows) -> Rows:
        for row in rows:
            if not isinstance(row, Group):
                self.passed += 1
                self.count(self.passed)
            yield row


def beginning(report: Report, most: int) -> Report:
    """The first `most` rows, headings and paragraphs, and a sentence that says so where more would follow."""
    return replace(report, parts=Beginning(most).of_parts(report.parts))


class Beginning:
    """What is left to show of a report that is cut."""

    def __init__(self, most: int) -> None:
        self.most, self.left, self.cut = most, most, False

    def of_parts(self, parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            if self.cut:
                return
            yield replace(part, blocks=self.of_blocks(part.blocks))

    def of_blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks while there is room, then the sentence."""
        for block in blocks:
            if self.take():
                yield replace(block, rows=self.of_rows(block.rows)) if isinstance(block, Table) else block
            if self.cut:
                yield Paragraph((Run(_("The preview ends here, after %(most)d rows.") % {"most": self.most}),))
                return

    def of_rows(self, rows: Rows) -> Rows:
        for row in rows:
            if not self.take():
                return
            yield row

    def take(self) -> bool:
        """Whether there is room for one more."""
        self.cut = self.left == 0
        self.left -= not self.cut
        return not self.cut
