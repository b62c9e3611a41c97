"""The rows of a ledger that came back against what is stored: what they change and add, and what is refused and why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.edits import asking_for_draft
from measures.intake.ledgers.bodies import Names, Wanted
from measures.intake.ledgers.cells import FIELDS, NOTHING, CellError, CellReader, Said
from measures.intake.ledgers.columns import BLANK, HEADINGS, ROLES, TAKEN, label_of
from measures.intake.ledgers.comparison import CellChange, LedgerComparison, Place, Refusal, RowChange
from measures.intake.ledgers.permissions import Rights
from measures.intake.ledgers.rows import RowReader, Stored, faults
from measures.intake.ledgers.sections import Sections, says_section
from measures.intake.ledgers.states import earlier
from measures.models import Measure, Plan
from measures.parsing.ledgers import Ledger, LedgerRow, LedgerSheet
from measures.prepared import InList

# What is read of a measure: without its wording in documents, times and the like.
COMPARED = ("plan", "section", "code", "version", *FIELDS)
Key = tuple[str, str]  # the plan's slug and the measure's code


def compare_ledger(
    ledger: Ledger, *, user: User | None, wanted: Wanted = (), default_plan: Plan | None = None
) -> LedgerComparison:
    """What the ledger would change, for a user with their rights, or for nobody, who may do everything.

    `wanted` are the bodies that people said to make, `default_plan` is meant where a file does not say the plan.
    """
    return LedgerComparer(ledger, Rights(user), Names(wanted), default_plan).compare()


class LedgerComparer:
    """Compares one file."""

    def __init__(self, ledger: Ledger, rights: Rights, names: Names, default_plan: Plan | None) -> None:
        self.ledger, self.rights, self.names = ledger, rights, names
        self.reader, self.result = CellReader(ledger.encoding), LedgerComparison()
        said = [Counter(slug for row in sheet.rows if (slug := row.text("slug"))) for sheet in ledger.sheets]
        every = {slug for each in said for slug in each}
        default = next(iter(every)) if len(every) == 1 else default_plan.slug if default_plan else ""
        self.slugs = [next(iter(each)) if len(each) == 1 else default for each in said]
        found = rights.plans().filter(slug__in=every | set(self.slugs))
        self.plans = {plan.slug: plan for plan in found}
        self.sections: dict[int, Sections] = {}

    def compare(self) -> LedgerComparison:
        """Sheet by sheet and row by row, in the order of the file."""
        for slug, sheet in zip(self.slugs, self.ledger.sheets, strict=True):
            SheetComparer(self, sheet, slug).compare()
            self.result.notes += notes_on_columns(sheet)
        if names := "、".join(f"“{name}”" for name in self.ledger.left_out):
            self.result.notes.append(_("Not read, since they are no ledgers: %(sheets)s.") % {"sheets": names})
        self.result.notes += notes_on_lacking(self.ledger)
        pks = [row.measure.pk for row in self.result.updated if row.measure is not None]
        if self.rights.user is not None and (asked := asking_for_draft(Measure, pks)):
            text = _(
                "%(count)d of the measures are published, and their plan asks for a second person: what is changed"
                " in them waits as pending changes."
            )
            self.result.notes.append(text % {"count": len(asked)})
        self.refuse_contradictions()
        self.result.questions = self.names.questions()
        return self.result

    def refuse_contradictions(self) -> None:
        """Rows that change one measure differently; of those that say the same, the first one counts."""
        rows: dict[int, list[RowChange]] = {}
        for row in self.result.updated:
            rows.setdefault(row.measure.pk if row.measure else 0, []).append(row)
        text = _("Several rows change this measure: %(places)s. Delete the code in a row that is to be a new one.")
        dropped: set[Place] = set()
        for first, *others in rows.values():
            if all(says(row) == says(first) for row in others):
                dropped.update(row.place for row in others)
                continue
            reason = text % {"places": "、".join(str(row.place) for row in (first, *others))}
            self.result.refused += [Refusal(row.place, row.name, reason) for row in (first, *others)]
            dropped.update(row.place for row in (first, *others))
        self.result.updated = [row for row in self.result.updated if row.place not in dropped]

    def sections_of(self, plan: Plan) -> Sections:
        if plan.pk not in self.sections:
            self.sections[plan.pk] = Sections(plan)
        return self.sections[plan.pk]


class SheetComparer:
    """Compares the rows of one sheet; what comes of them is added to the result of the file."""

    def __init__(self, whole: LedgerComparer, sheet: LedgerSheet, slug: str) -> None:
        self.whole, self.sheet, self.slug, self.result = whole, sheet, slug, whole.result
        self.stored = Stored(self.measures())
        self.rows = RowReader(sheet, whole.reader, whole.names, self.stored)
        self.different = {row.number: self.columns_that_differ(row) for row in sheet.rows}
        self.earlier = earlier(self.stale_versions())
        self.stored.learn_bodies(each.said for each in self.earlier.values() if each.said is not None)

    def key_of(self, row: LedgerRow) -> Key:
        return row.text("slug") or self.slug, row.text("code")

    def measures(self) -> list[Measure]:
        """Those of the rows that the user sees."""
        codes: dict[str, list[str]] = {}
        for row in self.sheet.rows:
            slug, code = self.key_of(row)
            codes.setdefault(slug, []).append(code)
        visible = self.whole.rights.measures().select_related("pending_change").only("pending_change", *COMPARED)
        measures = []
        for slug, found in codes.items():
            if (plan := self.whole.plans.get(slug)) is not None:
                for measure in visible.filter(InList(F("code"), sorted(set(found))), plan=plan):
                    measure.plan = plan
                    measures.append(measure)
        return measures

    def measure_of(self, row: LedgerRow) -> Measure | None:
        return self.stored.measures.get(self.key_of(row))

    def columns_that_differ(self, row: LedgerRow) -> list[str]:
        measure = self.measure_of(row)
        return self.rows.different(row, self.stored.said[measure.pk]) if measure else []

    def stale_versions(self) -> dict[int, int]:
        """Of the measures of rows that say something else, the versions of the rows where they are earlier ones."""
        found = {}
        for row in self.sheet.rows:
            measure, version = self.measure_of(row), version_of(row)
            if measure and self.different[row.number] and version is not None and version < measure.version:
                found[measure.pk] = version
        return found

    def compare(self) -> None:
        """What stands in a row of its own above others is the heading that they share."""
        group: list[str] = []
        for row in self.sheet.rows:
            if self.measure_of(row) is None and (heading := self.heading_in(row)):
                group = [*self.headings_above(group, heading), heading]
            elif row.text("code"):
                self.compare_row(row)
            elif row.cells:
                self.compare_added(row, group)

    def heading_in(self, row: LedgerRow) -> str:
        """What a row says that says one thing alone, which is a heading of the plan, or nothing to take."""
        said = [*dict.fromkeys(text for cell in row.cells.values() if (text := cell.text.strip())), *row.said.values()]
        plan = self.whole.plans.get(row.text("slug") or self.slug)
        alone = said[0] if len(said) == 1 else ""
        return alone if alone and plan and self.whole.sections_of(plan).is_heading(alone) else ""

    def headings_above(self, group: Sequence[str], heading: str) -> list[str]:
        plan = self.whole.plans.get(self.slug)
        return self.whole.sections_of(plan).above(group, heading) if plan else []

    def refuse(self, row: LedgerRow, reason: str, column: str = "", name: str = "") -> None:
        self.result.refused.append(Refusal(self.rows.place(row, column), name or name_of(row), reason))

    def compare_row(self, row: LedgerRow) -> None:
        """A row with a code."""
        slug, code = self.key_of(row)
        measure, columns = self.measure_of(row), self.different[row.number]
        if measure is None:
            self.refuse(row, unknown_code(code, self.whole.plans.get(slug)), "code")
        elif not columns:
            self.result.unchanged += 1
            self.note_section(row, measure)
        elif (version := version_of(row)) is None:
            self.refuse(row, _("Its version is missing: nobody can say what was changed. Draw the ledger anew."))
        elif version > measure.version:
            self.refuse(row, _("It knows a version that the record never had: it is of another database."))
        elif version < measure.version and not (columns := self.changed_since(row, measure, columns)):
            self.result.unchanged += 1
        else:
            self.note_section(row, measure)
            self.update(row, measure, columns)

    def changed_since(self, row: LedgerRow, measure: Measure, columns: list[str]) -> list[str]:
        """The columns that somebody changed in a row of an earlier version; without any, the row only is older."""
        known = self.earlier[measure.pk]
        if known.said is None:
            return columns
        changed = set(self.rows.different(row, known.said))
        return [column for column in columns if column in changed]

    def update(self, row: LedgerRow, measure: Measure, columns: Sequence[str]) -> None:
        """A row that changes a measure, or why it does not."""
        if reason := self.why_stale(measure):
            self.refuse(row, reason, name=measure_name(measure))
            return
        if measure.has_pending_change and set(columns) - {"review_state"}:
            self.refuse(row, _("A change of it is pending: go on with that in its form."), name=measure_name(measure))
            return
        said = self.stored.said[measure.pk]
        cells = self.changes(row, columns, said, measure.plan, measure_name(measure))
        if cells:
            self.take(row, RowChange(self.rows.place(row), measure.plan, measure, None, cells), measure)

    def changes(self, row: LedgerRow, columns: Iterable[str], said: Said, plan: Plan, name: str) -> list[CellChange]:
        """What the cells change; nothing where one of them is refused."""
        found = list(self.rows.changes(row, columns, said, plan))
        refused = [each for each in found if isinstance(each, Refusal)]
        self.result.refused += [Refusal(each.place, name, each.reason) for each in refused]
        return [] if refused else [each for each in found if isinstance(each, CellChange)]

    def take(self, row: LedgerRow, change: RowChange, tried: Measure) -> None:
        """A row that may be written, if the rules of measures and the rights of the user let it."""
        wrong = faults(tried, change.values())
        for column, reason in wrong.items():
            self.refuse(row, reason, column, change.name)
        if wrong:
            return
        if reason := self.whole.rights.why_not(change):
            self.refuse(row, reason, name=change.name)
            return
        (self.result.updated if change.measure else self.result.added).append(change)

    def why_stale(self, measure: Measure) -> str:
        """Which columns somebody has changed since the ledger was drawn, who and when; "" where all say the same again.

        What no column says, a target for one, makes no row stale.
        """
        known, now = self.earlier.get(measure.pk), self.stored.said[measure.pk]
        if known is None:
            return ""
        if known.said is None:
            return _("It is of an earlier version, and nobody knows what was changed since. Draw the ledger anew.")
        fields = [label_of(name) for name in TAKEN if self.says_otherwise(name, known.said, now)]
        by = [
            f"{edit.author_name} {date_format(timezone.localtime(edit.at), 'Y-m-d H:i')}" for edit in known.edits[-3:]
        ]
        text = _(
            "Changed here since the ledger was drawn: %(fields)s (%(by)s). Change it in a new ledger, or in its form."
        )
        return text % {"fields": "、".join(fields), "by": "、".join(by)} if fields else ""

    def says_otherwise(self, column: str, before: Said, now: Said) -> bool:
        if column in ROLES:
            return before.bodies.get(column, ()) != now.bodies.get(column, ())
        return before.words(column) != now.words(column)

    def note_section(self, row: LedgerRow, measure: Measure) -> None:
        """A measure is moved on its plan's page."""
        path = self.whole.sections_of(measure.plan).headings(measure.section_id)
        if path and not says_section(row, path, self.sheet.columns):
            text = _("%(place)s: a measure does not move by its heading in a ledger; it stays in its section.")
            self.result.notes.append(text % {"place": self.rows.place(row)})

    def compare_added(self, row: LedgerRow, group: Sequence[str]) -> None:
        """A row without a code: a new measure."""
        columns = [name for name in self.rows.columns if row.text(name)]
        if not columns:
            self.note_untaken(row)
            return
        plan = self.plan_of(row)
        if plan is None:
            self.refuse(row, _("Say of which plan it is: in the sheet of that plan, or with its name."))
            return
        try:
            section = self.whole.sections_of(plan).named_by(row, group)
        except CellError as error:
            self.refuse(row, str(error), next((name for name in HEADINGS if row.text(name)), ""))
            return
        cells = self.changes(row, columns, NOTHING, plan, name_of(row))
        if cells:
            self.add(row, RowChange(self.rows.place(row), plan, None, section, cells))

    def add(self, row: LedgerRow, change: RowChange) -> None:
        """What a new measure says that the row does not say is what a form begins with."""
        values = change.values()
        if not values.get("title"):
            self.refuse(row, _("A new measure needs a title."), "title")
            return
        title = next(cell for cell in change.cells if cell.column == "title")
        title.values.setdefault("text", values.get("text") or values["title"])
        self.take(row, change, Measure(plan=change.plan, section=change.section))

    def plan_of(self, row: LedgerRow) -> Plan | None:
        """That of the row, of its title, or of the sheet."""
        named = [plan for plan in self.whole.plans.values() if plan.title == row.text("plan")]
        return self.whole.plans.get(row.text("slug")) or next(iter(named), None) or self.whole.plans.get(self.slug)

    def note_untaken(self, row: LedgerRow) -> None:
        if words := "、".join(text for cell in row.cells.values() if (text := cell.text.strip())):
            text = _("%(place)s holds nothing that can be taken: %(words)s")
            self.result.notes.append(text % {"place": self.rows.place(row), "words": words[:80]})


def version_of(row: LedgerRow) -> int | None:
    text = row.text("version").removesuffix(".0")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def name_of(row: LedgerRow) -> str:
    return f"{row.text('code')} {row.text('title')}".strip()[:80]


def measure_name(measure: Measure) -> str:
    return f"{measure.code} {measure.title}"


def unknown_code(code: str, plan: Plan | None) -> str:
    if plan is None:
        return _("There is no such plan here, or none that you may see.")
    if "月" in code or "/" in code:
        return _("“%(code)s” is no code: a spreadsheet program may have made a day of it.") % {"code": code}
    return _("There is no measure “%(code)s” in the plan.") % {"code": code}


def says(row: RowChange) -> list[tuple[str, str]]:
    return [(cell.column, cell.after) for cell in row.cells]


def notes_on_lacking(ledger: Ledger) -> Iterable[str]:
    """A sheet without the hidden columns, which somebody made anew, is told with what it lacks."""
    text = _(
        "Sheet “%(sheet)s” seems to be a ledger, but was not read, since it lacks these columns: %(columns)s. Fill in"
        " the ledger as it was exported, with its hidden rows and columns."
    )
    for name, columns in ledger.lacking.items():
        yield text % {"sheet": name, "columns": "、".join(map(label_of, columns))}


def notes_on_columns(sheet: LedgerSheet) -> Iterable[str]:
    """What stands in columns that no record has a field for is told, a column in a line."""
    filled = Counter(letter for row in sheet.rows for letter in row.said)
    for letter in sheet.doubled:
        text = _("%(place)s is a second column of the same name: it is not taken.")
        yield text % {"place": place_of_column(sheet, letter)}
    others = {letter: title for letter, title in sheet.others.items() if letter not in sheet.doubled and filled[letter]}
    blank = {sheet.columns[name]: label_of(name) for name in BLANK if name in sheet.columns}
    filled += Counter(sheet.columns[name] for row in sheet.rows for name in BLANK if row.text(name))
    for letter, title in (others | blank).items():
        if count := filled[letter]:
            text = _("%(place)s “%(title)s” is not taken, since a measure has no such field: %(count)d cells.")
            words = {"place": place_of_column(sheet, letter), "title": " ".join(title.split()), "count": count}
            yield text % words


def place_of_column(sheet: LedgerSheet, letter: str) -> str:
    if not sheet.name:
        return _("Column %(column)s") % {"column": letter}
    return _("Sheet “%(sheet)s” column %(column)s") % {"sheet": sheet.name, "column": letter}
