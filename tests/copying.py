"""With several workers each begins with a copy of the database that the first of them has migrated.

Django still runs `migrate` on the copy, which finds nothing to do in a tenth of the time.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection


@contextmanager
def copied_database(scratch: Path) -> Iterator[None]:
    """Let Django make the test database as a copy; `scratch` is a folder of all workers of a run."""
    source = str(scratch / "migrated.sqlite3") if connection.vendor == "sqlite" else "test_migrated"
    with once(scratch / "migrated") as first:
        if first:
            migrate(source)
    with pytest.MonkeyPatch.context() as patched:
        if connection.vendor == "postgresql":
            patched.setitem(connection.settings_dict["TEST"], "TEMPLATE", source)
        else:
            name = connection.settings_dict["TEST"]["NAME"]
            patched.setattr(connection.creation, "_create_test_db", lambda *_: shutil.copyfile(source, name))
        yield


@contextmanager
def once(mark: Path) -> Iterator[bool]:
    """Whether this process is the first; the others wait until it is through."""
    with mark.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield mark.stat().st_size == 0
        file.write("done")


def migrate(name: str) -> None:
    """Make a test database of this name, and leave it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(connection.settings_dict["TEST"], "NAME", name)
        patched.setitem(connection.settings_dict, "NAME", connection.settings_dict["NAME"])
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()  # nobody can copy a database of PostgreSQL that is in use
