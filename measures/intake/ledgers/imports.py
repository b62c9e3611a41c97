"""A ledger that was uploaded: what was read of it, its comparison, and its application with the import's row."""

import gzip
import json

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from measures.edits import EditVia, edit
from measures.importing import Choice, ComparisonChangedError, Fault, FixtureError
from measures.intake.imports import require_unchanged, settle
from measures.intake.ledgers.applying import write_ledger
from measures.intake.ledgers.bodies import wanted_in
from measures.intake.ledgers.comparing import compare_ledger
from measures.intake.ledgers.comparison import LedgerComparison
from measures.models import Import, Plan
from measures.parsing.ledgers import Ledger
from measures.parsing.ledgers.model import ledger_from_json


def ledger_of(item: Import) -> Ledger:
    """What was read of the file of an import that waits to be applied."""
    return ledger_from_json(json.loads(gzip.decompress(bytes(item.reading or b""))))


def comparison_of_ledger(item: Import, user: User | None) -> LedgerComparison:
    """What applying it would do under the user's name."""
    plan = Plan.objects.filter(slug=item.slug).first() if item.slug else None
    return compare_ledger(ledger_of(item), user=user, wanted=wanted_in(item.answers), default_plan=plan)


def apply_ledger(
    item: Import, by: User | None, *, expected: str, declined: frozenset[Choice], reason: str = ""
) -> LedgerComparison:
    """Write a ledger as it was compared, with the import's row, as one edit in one transaction.

    Raises ComparisonChangedError where the comparison is another by now, FixtureError where a body cannot be made,
    ImportEndedError; nothing is written then.
    """
    with edit(by, via=EditVia.IMPORT, reason=reason or item.filename) as unit:
        require_unchanged(item)
        comparison = comparison_of_ledger(item, by)
        if comparison.fingerprint() != expected:
            raise ComparisonChangedError
        written = comparison.without(declined)
        try:
            write_ledger(written)
        except ValidationError as error:
            raise FixtureError([Fault("", message) for message in error.messages]) from error
        made = None if unit.edit._state.adding else unit.edit
        settle(item, written.counts(), by.get_username() if by else "", made)
    return written
