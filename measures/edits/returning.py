"""Which records went with a deleted one, in the same edit, and what keeps them from coming back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Q

from measures.edits.history_rows import TRACKED, RecordKey, record_of
from measures.edits.replaced import KEPT, Values
from measures.edits.undo_plan import UndoPlan
from measures.models import Edit, Plan, ResponsibleBody, SourceDocument
from measures.models.history import Tracked


def gone_with(key: RecordKey, edit: Edit, documents: Mapping[int, Values]) -> set[RecordKey]:
    """The record of this key with all that the edit deleted and that refers to it, or to what refers to it.

    `documents` are those that the edit deleted: their values by primary key.
    """
    pks: defaultdict[type[object], set[int]] = defaultdict(set, {key[0]: {key[1]}})
    pks[SourceDocument] = {pk for pk, values in documents.items() if key == (Plan, values.get("plan_id"))}
    while True:
        before = sum(map(len, pks.values()))
        for model in TRACKED:
            if references := references_to(model, pks):
                deleted = model.history.filter(references, edit=edit, history_type="-")
                pks[model] |= set(deleted.values_list("id", flat=True))
        if sum(map(len, pks.values())) == before:
            return {(model, pk) for model in TRACKED for pk in pks[model]}


def references_to(model: type[Tracked], pks: Mapping[type[object], Collection[int]]) -> Q:
    """The condition on rows of the history that a foreign key leads to any of these; empty where none can."""
    leading = [
        Q(**{f"{each.name}__in": sorted(pks[each.related_model])})
        for each in model._meta.concrete_fields
        if isinstance(each, ForeignKey) and pks.get(each.related_model)
    ]
    return reduce(or_, leading, Q())


def of_returned(name: str, replaced: Mapping[int, Values], keys: Collection[RecordKey]) -> dict[int, Values]:
    """Of what is kept of records of a model, what is of those that come back, and of the documents of their plans."""
    plans, model = {pk for of, pk in keys if of is Plan}, KEPT[name]
    if model is SourceDocument:
        return {pk: values for pk, values in replaced.items() if values.get("plan_id") in plans}
    return {pk: values for pk, values in replaced.items() if (model, pk) in keys}


def refuse_confusable(plan: UndoPlan) -> None:
    """A body whose name, or one like it, is another's by now does not come back: it was merged, or made anew."""
    for key, row in list(plan.creations.items()):
        body = record_of(key[0], row)
        if isinstance(body, ResponsibleBody):
            try:
                body.check_confusable()
            except ValidationError as error:
                plan.refuse(plan.creations.pop(key), "", " ".join(error.messages))
