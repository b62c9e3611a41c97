"""What a person declines of a comparison: the records stay as they are, and the next comparison offers it again."""

from collections import defaultdict
from dataclasses import replace

from django.db.models import ForeignKey, Model

from measures.importing.comparison import Outcome, RecordChange, outcome_of_fields
from measures.importing.records import NaturalKey, fields_of

Choice = tuple[str, NaturalKey, str]  # model's name, record's key, field's name or "" for all


class Declined:
    """Takes declined records and fields out of changes, model after model in the order in which they are written."""

    def __init__(self, choices: frozenset[Choice]) -> None:
        self.choices = choices
        self.left_out: dict[type[Model], set[NaturalKey]] = defaultdict(set)

    def without(self, changes: list[RecordChange]) -> list[RecordChange]:
        return [taken for change in changes if (taken := self.taken(change)) is not None] if self.choices else changes

    def taken(self, change: RecordChange) -> RecordChange | None:
        """The change without its declined fields; None for a declined record, or a new one in or of such a one."""
        if self.is_declined(change) or (change.record is None and self.stands_in_left_out(change)):
            self.left_out[change.model].add(change.key)
            return None if change.record is None else replace(change, outcome=Outcome.UNCHANGED, row={}, fields=())
        name = str(change.model._meta.model_name)
        fields = tuple(field for field in change.fields if (name, change.key, field.name) not in self.choices)
        if len(fields) == len(change.fields):
            return change
        kept = {field.name for field in fields}
        gone = {field.name for field in change.fields} - kept
        row = {field: value for field, value in change.row.items() if field not in gone}
        return replace(change, outcome=outcome_of_fields(fields), row=row, fields=fields)

    def is_declined(self, change: RecordChange) -> bool:
        return (str(change.model._meta.model_name), change.key, "") in self.choices

    def stands_in_left_out(self, change: RecordChange) -> bool:
        """Whether a record refers to one that is not to be created."""
        references = (
            (field.related_model, change.row.get(name))
            for name, field in fields_of(change.model).items()
            if isinstance(field, ForeignKey)
        )
        return any(key in self.left_out[model] for model, key in references if key)
