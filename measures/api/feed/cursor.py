"""The cursor of the change feed: the number of the last change that was read, and what makes it this reader's own.

The tag is a hash of that change's time and of what the reader sees. A database restored from a backup gives the same
numbers again, but never to changes of the same time; a reader whose rights have changed holds a copy of something else.
In both cases the tag no longer fits, and the cursor has expired.
"""

import re
from datetime import UTC, datetime
from hashlib import blake2b

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from measures.visibility import Visibility

PATTERN = "^[0-9]{1,18}(-[0-9a-f]{12})?$"  # a bare number is a cursor of an earlier release: it has expired


def cursor_after(sequence: int, at: datetime, visibility: Visibility) -> str:
    """The cursor of a reader who has read up to the change `sequence`, made at `at`."""
    state = f"{at.astimezone(UTC).isoformat()} {visibility.digest}"
    return f"{sequence}-{blake2b(state.encode(), digest_size=6).hexdigest()}"


def sequence_of(cursor: str) -> int:
    """The number in a cursor. Raises ValidationError for a text that no release ever gave."""
    if not re.fullmatch(PATTERN[1:-1], cursor):
        raise ValidationError({"since": _("Not a cursor that this API gave.")})
    return int(cursor.partition("-")[0])
