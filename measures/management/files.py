"""Files as commands give and take them: `-` is a stream, a write is whole or not at all."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What the operating system says in English, by the number of the error.
REASONS = {
    errno.ENOENT: gettext_lazy("there is no such file or folder."),
    errno.EISDIR: gettext_lazy("it is a folder."),
    errno.ENOTDIR: gettext_lazy("part of its path is no folder."),
    errno.EACCES: gettext_lazy("permission is denied."),
    errno.EPERM: gettext_lazy("permission is denied."),
    errno.EROFS: gettext_lazy("the file system is read-only."),
    errno.ENAMETOOLONG: gettext_lazy("the name is too long."),
    errno.ENOSPC: gettext_lazy("the disk is full."),
}


def read_bytes(name: str, at_most: int = -1) -> bytes:
    """The file's bytes, or its first `at_most`, `-` being standard input. Raises CommandError naming the file."""
    if name == "-":
        return sys.stdin.buffer.read(at_most)
    try:
        with open(name, "rb") as file:
            return file.read(at_most)
    except OSError as error:
        raise CommandError(_("%(file)s: cannot be read: %(why)s") % {"file": name, "why": reason(error)}) from error


def reason(error: OSError) -> str:
    """Why a file could not be read or written, in the current language where the reason is one of the usual."""
    return str(REASONS.get(error.errno or 0) or error.strerror or error)


def write_whole(path: Path, content: str | Iterable[bytes]) -> None:
    """Write beside the file, then rename over it: a reader sees the old content or the new, never a half."""
    beside = ""
    try:
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".policyhub-")
        with os.fdopen(descriptor, "wb") as file:
            file.writelines([content.encode()] if isinstance(content, str) else content)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except OSError as error:
        raise CommandError(_("%(file)s: cannot be written: %(why)s") % {"file": path, "why": reason(error)}) from error
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)
