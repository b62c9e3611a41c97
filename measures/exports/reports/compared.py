"""A change of a record between two days: one field in both wordings, with the differences marked, and who made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, TextChoices, TextField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from measures.as_of import Author
from measures.differences import runs
from measures.exports.contents import Mark, Run, Runs
from measures.models.history import AnyField, Tracked

Sides = tuple[Runs, Runs]


class ChangeKind(TextChoices):
    """What happened to a record, in the order in which it is counted."""

    ADDED = "added", pgettext_lazy("what happened", "Added")
    CHANGED = "changed", pgettext_lazy("what happened", "Changed")
    MOVED = "moved", pgettext_lazy("what happened", "Moved")
    WITHDRAWN = "withdrawn", pgettext_lazy("what happened", "Withdrawn")
    RESTORED = "restored", pgettext_lazy("what happened", "Restored")
    DELETED = "deleted", pgettext_lazy("what happened", "Deleted")


@dataclass(frozen=True, slots=True)
class Subject:
    """The record of a change; `plan` is 0 for a body, `group` the heading under which it is told."""

    model: type[Tracked]
    pk: int
    plan: int
    group: str
    code: str
    name: str

    @property
    def label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record in both wordings, or the record as a whole (`field` ""); who made it, in order of time."""

    subject: Subject
    kind: ChangeKind
    field: str
    before: Runs
    after: Runs
    authors: list[Author]

    @property
    def by(self) -> str:
        return "、".join(dict.fromkeys(author.by for author in self.authors))

    @property
    def at(self) -> str:
        """When it was last made."""
        return timezone.localtime(self.authors[-1].at).strftime("%Y-%m-%d %H:%M") if self.authors else ""

    @property
    def reason(self) -> str:
        return "；".join(dict.fromkeys(author.reason for author in self.authors if author.reason))


def sides_of(field: AnyField, old: object, new: object) -> Sides:
    """The values of a field as people read them; of a text the words that went and came are marked, else the whole."""
    before, after = words_of(field, old), words_of(field, new)
    is_text = isinstance(field, TextField) or (isinstance(field, CharField) and not field.choices)
    return text_sides(before, after) if is_text and before and after else (removed(before), added(after))


def text_sides(before: str, after: str) -> Sides:
    found = list(runs(before, after))
    went = [Run(old, Mark.SAME if kind == "equal" else Mark.REMOVED) for kind, old, _new in found if old]
    came = [Run(new, Mark.SAME if kind == "equal" else Mark.ADDED) for kind, _old, new in found if new]
    return tuple(went), tuple(came)


def list_sides(before: Sequence[tuple[int, str]], after: Sequence[tuple[int, str]]) -> Sides:
    """Names by primary key: those that went and came are marked whole."""
    return marked_names(before, after, Mark.REMOVED), marked_names(after, before, Mark.ADDED)


def marked_names(names: Sequence[tuple[int, str]], others: Sequence[tuple[int, str]], mark: Mark) -> Runs:
    there = {pk for pk, _name in others}
    found: list[Run] = []
    for pk, name in names:
        found += [Run("、")] if found else []
        found.append(Run(name, Mark.SAME if pk in there else mark))
    return tuple(found)


def removed(text: str) -> Runs:
    return (Run(text, Mark.REMOVED),) if text else ()


def added(text: str) -> Runs:
    return (Run(text, Mark.ADDED),) if text else ()


def field_of(model: type[Tracked], name: str) -> AnyField:
    return next(field for field in model._meta.concrete_fields if field.name == name)


def words_of(field: AnyField, value: object) -> str:
    """A value as people read it, "" for none."""
    if value in (None, ""):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
