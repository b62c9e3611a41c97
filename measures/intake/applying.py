"""Applying an import outside of the request that asked for it, where it takes longer than somebody wants to wait.

The row keeps what was asked (`Import.task`), so that the process applies what was shown, or writes nothing and
says why.
"""

import logging
from functools import cache, partial

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from measures.choices import ImportKind
from measures.detached import PATIENCE, patiently, start
from measures.edits import BusyError
from measures.importing import Choice, Comparison, ComparisonChangedError, FixtureError, expected_seconds
from measures.intake.imports import ImportEndedError, apply_import, incoming_of
from measures.intake.ledgers.comparison import LedgerComparison
from measures.intake.ledgers.imports import apply_ledger
from measures.models import Import
from measures.models.imports import ApplyTask
from measures.prepared import PreparedQuery

logger = logging.getLogger(__name__)
LONGEST_IN_REQUEST = 1  # seconds
ROWS_A_SECOND = 100  # of a ledger that are written


def apply_or_start(
    item: Import,
    by: User | None,
    comparison: Comparison | LedgerComparison,
    *,
    expected: str,
    declined: frozenset[Choice],
    reason: str = "",
) -> None:
    """Apply an import whose comparison, as it is now, is given; where that takes long, start a process that does it.

    Raises what `apply_import` and `apply_ledger` do; a process says in the row what went wrong (`apply_as_asked`).
    """
    if isinstance(comparison, LedgerComparison):
        seconds = len(comparison.changes) // ROWS_A_SECOND
    else:
        seconds = expected_seconds(incoming_of(item))
    if seconds <= LONGEST_IN_REQUEST:
        apply(item, by, expected, declined, reason)
        return
    if comparison.fingerprint() != expected:
        raise ComparisonChangedError
    task: ApplyTask = {
        "by": by.pk if by else None,
        "at": timezone.now().isoformat(),
        "expected": expected,
        "declined": [(model, list(key), name) for model, key, name in declined],
        "seconds": seconds,
        "reason": reason,
    }
    if not item.begin_applying(task, by.get_username() if by else ""):
        raise ImportEndedError
    start("apply_import", [item])


def apply(item: Import, by: User | None, expected: str, declined: frozenset[Choice], reason: str) -> None:
    """As the kind of file that it is."""
    if item.kind == ImportKind.LEDGER:
        apply_ledger(item, by, expected=expected, declined=declined, reason=reason)
    else:
        apply_import(item, by, expected=expected, declined=declined)


def apply_as_asked(item: Import) -> None:
    """Apply an import as its row says, within a process that has taken it; what goes wrong is said in the row."""
    try:
        apply_task(item)
    except ComparisonChangedError:
        item.wait_again("apply_changed")
    except FixtureError as error:
        item.wait_again("apply_refused", "\n".join(error.lines()))
    except PermissionDenied as error:
        item.wait_again("apply_refused", str(error))
    except BusyError:
        item.wait_again("apply_busy")
    except ImportEndedError:
        logger.warning("Import %s was taken by another process", item.pk)
    except Exception as error:
        logger.exception("Import %s could not be applied", item.pk)
        item.wait_again("apply_failed", type(error).__name__)


def apply_task(item: Import) -> None:
    """Raises what `apply_import` does."""
    if item.task is None:
        raise ImportEndedError
    task = item.task
    by = User.objects.filter(pk=task["by"]).first() if task["by"] else None
    declined = frozenset((model, tuple(key), name) for model, key, name in task["declined"])
    patiently(partial(apply, item, by, task["expected"], declined, task.get("reason", "")), PATIENCE)


@cache
def in_progress() -> PreparedQuery:
    return PreparedQuery(lambda: Import.objects.in_progress().order_by().values_list("pk"))


def end_lost() -> None:
    """Say of imports whose process is gone that their reading failed, or that applying them did. Called wherever
    imports are looked at."""
    for item in Import.objects.in_progress().defer("reading") if in_progress()() else ():
        if item.is_lost and not item.wait_again("apply_lost"):
            item.fail("lost")
