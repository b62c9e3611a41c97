"""The unit of work: every write of a record goes through `edit`.

    with edit(request.user, via=EditVia.ADMIN, reason="…") as unit:
        measure.save()          # one version and one history row a record, all pointing to unit.edit
        part.delete()           # an edit of its measure

Inside, `save` and `delete` of records and parts do what is needed; `create_records`, `update_records` and
`raise_versions` do it for many in a few statements. `change_many` makes a bulk change (`BulkChange`) of many records,
over several transactions where they are more than some hundreds, and in a process of its own where they are very many;
`BulkPlan` says before what it would change and what not. `stop` and `resume` are for such an edit, `undo` takes any
edit back, `bring_back` restores one record that an edit deleted. `merge_bodies` makes two bodies one;
`record_successions` lets one take over from another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from measures.choices import EditVia
from measures.edits.batches import (
    ChangedMeanwhileError,
    begin_change,
    carry_out,
    change_many,
    preview_undo,
    resume,
    stop,
    undo,
)
from measures.edits.bulk import create_records, delete_records, give_temporary_paths, raise_versions, update_records
from measures.edits.bulk_changes import BulkChange, Review, SetPhase
from measures.edits.bulk_plan import BulkPlan
from measures.edits.draft_contents import PendingRefusedError
from measures.edits.drafts import (
    SecondPersonError,
    asking_for_draft,
    drafting,
    publish_pending,
    reject_pending,
    seen_version,
    shown,
    write_or_draft,
)
from measures.edits.merging import add_alias, merge_bodies
from measures.edits.replaced import keep_replaced
from measures.edits.succeeding import carry_out_due, record_successions
from measures.edits.undo import UndoRefusedError, bring_back, plan_return, plan_undo
from measures.edits.undo_plan import Refusal, UndoPlan
from measures.models.base import StaleRecordError
from measures.models.deferred_writes import PlanChangedError
from measures.models.edit import (
    Author,
    BusyError,
    Edit,
    OutsideEditError,
    UnitOfWork,
    new_edit,
    unit_of_work,
    write_slot,
)
from measures.models.pending import DraftNeededError
from measures.models.steps import StepRefusedError

__all__ = [
    "BulkChange",
    "BulkPlan",
    "BusyError",
    "ChangedMeanwhileError",
    "DraftNeededError",
    "EditVia",
    "OutsideEditError",
    "PendingRefusedError",
    "PlanChangedError",
    "Refusal",
    "Review",
    "SecondPersonError",
    "SetPhase",
    "StaleRecordError",
    "StepRefusedError",
    "UndoPlan",
    "UndoRefusedError",
    "UnitOfWork",
    "add_alias",
    "asking_for_draft",
    "begin_change",
    "bring_back",
    "carry_out",
    "carry_out_due",
    "change_many",
    "create_records",
    "delete_records",
    "drafting",
    "edit",
    "give_temporary_paths",
    "keep_replaced",
    "merge_bodies",
    "plan_return",
    "plan_undo",
    "preview_undo",
    "publish_pending",
    "raise_versions",
    "record_successions",
    "reject_pending",
    "resume",
    "seen_version",
    "shown",
    "stop",
    "undo",
    "update_records",
    "write_or_draft",
    "write_slot",
]


@contextmanager
def edit(
    by: Author,
    *,
    via: EditVia,
    reason: str = "",
    undoes: Edit | None = None,
    form_token: UUID | None = None,
    plan: str = "",
) -> Iterator[UnitOfWork]:
    """One transaction in which `by` writes records through the interface `via`; joins an edit in progress.

    The change feed's lock is held for the rest of the transaction, so read what the client sends before. An edit that
    reads nothing but one `plan` and bodies names it (by its slug), and takes the lock when it first writes: others
    write while it reads and checks. Where one of them has written to that plan, PlanChangedError is raised.

    Raises BusyError where the lock or a statement reaches its limit; then, as after any exception, nothing is written.
    """
    with unit_of_work(new_edit(by, via=via, reason=reason, undoes=undoes, form_token=form_token), plan) as unit:
        yield unit
