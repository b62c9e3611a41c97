"""A document's bytes → its PlanTree, read in a process of its own, of bounded time and memory."""

import io
import json
import logging
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from django.conf import settings

from measures.intake import office
from measures.intake.processes import ProcessError, run
from measures.parsing import DocumentError, PlanTree
from measures.parsing.extract import CONVERTED, MAX_BYTES, Format
from measures.parsing.extract.formats import MEDIA_TYPES
from measures.parsing.ledgers import Ledger

T = TypeVar("T")
logger = logging.getLogger(__name__)
# What a pickled outcome may name. The process may have been taken over by the file that it read.
_ALLOWED = {
    "measures.parsing.tree": None,
    "measures.parsing.ledgers.model": None,
    "measures.terms": None,
    "datetime": {"date"},
    "decimal": {"Decimal"},
}


def read_document(data: bytes) -> PlanTree:
    """Read a plan document of any known format; the tree's digest and media type are those of `data` itself.

    Raises DocumentError, whose codes `choices.DOCUMENT_ERRORS` puts into words.
    """
    tree, form = converted(data, lambda data: run_child(["read"], data, PlanTree))
    return of_original(tree, data, form)


def receive_document(data: bytes, titles: Mapping[str, str]) -> PlanTree | Ledger:
    """The same; a ledger whose columns are titled as `titles` says (title → name) is read as a ledger."""
    job = ["receive", json.dumps(titles, ensure_ascii=False)]
    found, form = converted(data, lambda data: run_child(job, data, object))
    if isinstance(found, PlanTree):
        return of_original(found, data, form)
    if not isinstance(found, Ledger):
        raise DocumentError("stopped", detail=str(settings.DOCUMENT_MEMORY_MB))
    return found


def converted(data: bytes, read: Callable[[bytes], T]) -> tuple[T, Format | None]:
    """What `read` makes of a document, which an office program saves in another format first where that is needed.

    With the format that it had then. Raises DocumentError.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", detail=str(len(data)))
    try:
        return read(data), None
    except DocumentError as error:
        if error.code != "needs_office":
            raise
        form = Format(error.detail)
    return read(office.convert(data, form, CONVERTED[form])), form


def of_original(tree: PlanTree, data: bytes, form: Format | None) -> PlanTree:
    """The tree of a document that was of the format `form` before it was converted."""
    if form is None:
        return tree
    return replace(tree, sha256=sha256(data).hexdigest(), media_type=MEDIA_TYPES[form])


def run_child(job: Sequence[str], data: bytes, kind: type[T]) -> T:
    """The outcome, of class `kind`, of a job of `child.py`; a refusal is raised as the DocumentError that it was."""
    try:
        outcome = _Unpickler(io.BytesIO(run([sys.executable, "-m", "measures.intake.child", *job], data))).load()
    except DocumentError as failure:
        if isinstance(failure, ProcessError):
            logger.error("Reading a document ended with %d: %s", failure.returncode, failure.errors)
        raise
    except Exception as error:  # whatever a pickle that is none, or is cut, leads to
        raise DocumentError("stopped", detail=str(settings.DOCUMENT_MEMORY_MB)) from error
    if isinstance(outcome, tuple):
        raise DocumentError(*outcome)
    if not isinstance(outcome, kind):
        raise DocumentError("stopped", detail=str(settings.DOCUMENT_MEMORY_MB))
    return outcome


class _Unpickler(pickle.Unpickler):
    """Makes nothing but the classes of a tree."""

    def find_class(self, module: str, name: str) -> object:
        names = _ALLOWED.get(module, set())
        if names is None or name in names:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")
