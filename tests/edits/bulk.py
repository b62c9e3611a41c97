"""Bulk changes that did not come to their end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from measures.edits import batches, stop
from measures.models import Edit


@contextmanager
def stopped_after_a_batch() -> Iterator[None]:
    """What runs within is stopped by somebody after its first batch."""
    handle = batches.handle_batch

    def handle_and_stop(edit: Edit, *args: Any) -> None:
        handle(edit, *args)
        stop(edit)

    with patch.object(batches, "handle_batch", handle_and_stop):
        yield
