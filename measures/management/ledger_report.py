"""The comparison of a ledger as lines for the terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.importing.labels import OUTCOMES
from measures.intake.ledgers.columns import label_of
from measures.intake.ledgers.comparison import LedgerComparison, LedgerQuestion, RowChange
from measures.management.import_report import at_most, one_line
from measures.models import Measure, ResponsibleBody

MODELS = {"measure": Measure, "responsiblebody": ResponsibleBody}


def ledger_lines(comparison: LedgerComparison) -> Iterator[str]:
    """The records by what becomes of them, each cell that changes something, then what a person should look at."""
    for name, counts in comparison.counts().items():
        shares = [f"{label} {counts[each.value]}" for each, label in OUTCOMES.items() if counts.get(each.value)]
        if shares:
            said = {"name": MODELS[name]._meta.verbose_name, "counts": " · ".join(shares)}
            yield _("%(name)s: %(counts)s") % said
    if comparison.changes_nothing:
        yield _("Nothing changed.")
    yield from at_most(_("Changed in the ledger"), [line for row in comparison.updated for line in cell_lines(row)])
    yield from at_most(_("Added in the ledger"), [f"{row.place} {row.section}：{row.name}" for row in comparison.added])
    yield from at_most(_("Refused: these rows are not taken"), [str(each) for each in comparison.refused])
    yield from at_most(_("Names that no body has"), [question_line(each) for each in comparison.questions])
    yield from at_most(_("What else is to be known"), comparison.notes)


def cell_lines(row: RowChange) -> Iterator[str]:
    for cell in row.cells:
        before, after = one_line(cell.before), one_line(cell.after)
        yield f"{cell.place} {row.name}, {label_of(cell.column)}: {before} → {after}"


def question_line(question: LedgerQuestion) -> str:
    """With the body that it may be another name of."""
    if question.other is None:
        return f"{question.name}（{question.jurisdiction}）"
    return f"{question.name}（{question.jurisdiction}）= {question.other.other}?"
