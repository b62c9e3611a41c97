"""Regular expressions that are compiled when they are first used.

The reader has two hundred, some of them made of whole lists of words. Compiled on import they took a third of the time
in which a server or a command starts, and few of those ever read a document.
"""

import re
from typing import cast


class _LazyPattern:
    """In place of a `re.Pattern`: has its source, and from the first use on its methods."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """What is looked up for the first time, kept under its name."""
        found: object = getattr(re.compile(self.pattern, self._flags), name)
        vars(self)[name] = found
        return found


def lazy_regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, later. A source that is malformed raises re.error at the first use."""
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
