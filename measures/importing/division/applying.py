"""A comparison of a division of work written in one transaction, with its tasks and what they said."""

from django.contrib.auth.models import User

from measures.edits import EditVia, create_records, delete_records, edit, update_records
from measures.importing.applying import Writer, explaining_refusals
from measures.importing.comparison import Comparison
from measures.importing.declined import Choice
from measures.importing.division.comparing import compare_division
from measures.importing.errors import ComparisonChangedError
from measures.importing.reading import Incoming
from measures.matching import Answers, NamedBy
from measures.models import DivisionTask, Measure, SourceDocument

FIELDS = ("measure_id", "chosen", "words", "source_start", "source_end", "baseline")


def apply_division(
    incoming: Incoming,
    *,
    answers: Answers | None = None,
    user: User | None = None,
    reason: str = "",
    expected: str = "",
    declined: frozenset[Choice] = frozenset(),
) -> Comparison:
    """Compare and write, as one edit; what is `declined` is left as it is, and offered again.

    Raises ComparisonChangedError where the comparison has another fingerprint than `expected`, FixtureError as
    `compare_division` does, where others wrote the same records meanwhile, and where `user` may not write one so (see
    `apply`). Nothing is written then.
    """
    with explaining_refusals(), edit(user, via=EditVia.IMPORT, reason=reason):
        comparison = compare_division(incoming, answers=answers)
        if expected and comparison.fingerprint() != expected:
            raise ComparisonChangedError
        if declined:
            comparison = compare_division(incoming, answers=answers, declined=declined)
        writer = Writer(comparison)
        writer.write()
        keep_tasks(comparison, writer)
    return comparison


def keep_tasks(comparison: Comparison, writer: Writer) -> None:
    """Store the tasks with the measures that they name; only what differs from what is stored is written."""
    [document] = comparison.of(SourceDocument)
    source = writer.ids[SourceDocument, document.key]
    stored = {task.number: task for task in DivisionTask.objects.filter(source=source)}
    new, changed = [], []
    for wanted in tasks_of(comparison, writer, source):
        task = stored.pop(wanted.number, None)
        if task is None:
            new.append(wanted)
        elif any(getattr(task, name) != getattr(wanted, name) for name in FIELDS):
            wanted.pk = task.pk
            changed.append(wanted)
    delete_records(DivisionTask, [task.pk for task in stored.values()])
    create_records(DivisionTask, new)
    update_records(DivisionTask, changed, [name.removesuffix("_id") for name in FIELDS])


def tasks_of(comparison: Comparison, writer: Writer, source: int) -> list[DivisionTask]:
    """The tasks of the document as records, not stored yet."""
    slug = comparison.of(SourceDocument)[0].key[0]
    return [
        DivisionTask(
            source_id=source,
            number=naming.task.number,
            measure_id=writer.ids[Measure, (slug, naming.code)] if naming.code else None,
            chosen=naming.by is NamedBy.PERSON,
            words=naming.task.words,
            source_start=naming.task.start,
            source_end=naming.task.end,
            baseline=said,
        )
        for naming, said in comparison.division or ()
    ]
