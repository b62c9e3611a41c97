"""Changes between two days 变更对照: what was added, changed, moved, withdrawn and deleted, by whom and when."""

from collections import Counter
from collections.abc import Iterator
from itertools import count, groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.as_of import Between
from measures.exports.contents import Block, Column, Fact, Group, Paragraph, Part, Report, Row, Run, Table
from measures.exports.reports.compared import Change, ChangeKind
from measures.exports.reports.comparison import Comparison
from measures.exports.scope import Scope, day_in_words, not_known, site_name


def changes(scope: Scope) -> Report:
    """One part a plan, in it what became of the plan itself, its sections and its measures, in document order.

    Records are compared as they stood by the end of both days: what was changed and changed back in between is no
    change. Raises ValidationError where the scope says no first day, or one that is not before the last.
    """
    if scope.since is None or scope.since >= scope.day:
        raise ValidationError(_("Changes are told between two days: say an earlier day from which on (since)."))
    label = _("Changes")
    told = Told(scope, Between(scope.plans_with_history, scope.since, scope.day))
    return Report(
        name="changes",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=(Fact(_("Compared with"), day_in_words(scope.since)), *scope.facts()),
        remarks=tuple(told.remarks()),
        parts=told.parts(),
    )


class Told:
    """The changes of all plans as rows."""

    def __init__(self, scope: Scope, between: Between) -> None:
        self.scope, self.between = scope, between
        self.comparison = Comparison(between, scope.filters, notes=scope.visibility.notes)
        self.titles = {pair.after.pk: pair.after.title for pair in self.comparison.plans if pair.after is not None}

    def remarks(self) -> Iterator[str]:
        """What is not known of the first day."""
        if self.between.unknown:
            yield not_known(self.between.unknown)

    def parts(self) -> Iterator[Part]:
        """Of several plans one for each in which something changed, then one of bodies with other names; else one."""
        told = [*self.comparison.changes()]
        if len(self.titles) <= 1 or not told:
            yield Part("", self.blocks(told))
            return
        for plan, of_plan in groupby(told, lambda change: change.subject.plan):
            yield Part(self.titles.get(plan, _("Renamed bodies")), self.blocks([*of_plan]))

    def blocks(self, found: list[Change]) -> Iterator[Block]:
        yield Paragraph((Run(in_words(found)),))
        yield Table(self.columns(), self.rows(found))

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("number", _("No."), 6),
            *([Column("plan", _("Plan"), 24, hidden=True)] if len(self.titles) > 1 else []),
            Column("record", pgettext("what happened", "Record"), 8),
            Column("code", _("Code"), 10),
            Column("name", pgettext("what happened", "Name"), 22),
            Column("change", pgettext("what happened", "Change"), 8),
            Column("field", _("What"), 12),
            Column("before", _("Before"), 36),
            Column("after", _("After"), 36),
            Column("by", _("By"), 12),
            Column("at", _("When"), 11),
            Column("reason", _("Reason"), 18),
        )

    def rows(self, found: list[Change]) -> Iterator[Row | Group]:
        """Under the headings below which they stand."""
        numbers = count(1)
        for group, of_group in groupby(found, lambda change: change.subject.group):
            yield Group(group)
            for change in of_group:
                subject = change.subject
                yield (
                    next(numbers),
                    *([self.titles.get(subject.plan, "")] if len(self.titles) > 1 else []),
                    *(subject.label, subject.code, subject.name, str(change.kind.label), change.field),
                    *(change.before, change.after, change.by, change.at, change.reason),
                )


def in_words(found: list[Change]) -> str:
    """How many records of each kind were added, changed and so on; a record counts once for each."""
    if not found:
        return _("Nothing changed between the two days.")
    once = dict.fromkeys((change.subject.label, change.kind, change.subject.pk) for change in found)
    counted = Counter((record, kind) for record, kind, _pk in once)
    said = []
    for record in dict.fromkeys(record for record, _kind in counted):
        kinds = [f"{kind.label} {counted[record, kind]}" for kind in ChangeKind if (record, kind) in counted]
        said.append(_("%(name)s: %(value)s") % {"name": record, "value": "、".join(kinds)})
    return _("; ").join(said)
