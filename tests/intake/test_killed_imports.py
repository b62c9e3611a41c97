"""An upload that is killed while it is read or applied: the old state is whole, and it can be done again."""

import os
import subprocess
import sys
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from measures.intake.applying import apply_or_start, end_lost
from measures.intake.imports import comparison_of
from measures.intake.uploads import receive
from measures.models import Edit, Import, Measure, Plan, SourceDocument
from tests.serving import database_url
from tests.uploads import NAME, TEXT, document, is_kept, uploaded

APPLY = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from measures.importing import applying
from measures.intake import imports
from measures.models import Import

def die(*args, **options):
    print("half way", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

{where} = die
call_command("apply_import", str(Import.objects.get().pk))
"""
HALF_WAY = ["applying.raise_versions", "imports.settle", "Import.end"]


def run(script: str) -> subprocess.CompletedProcess[str]:
    environment = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "policyhub.settings"}
    return subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", HALF_WAY)
def test_one_that_is_killed_while_it_is_applied_leaves_everything_as_it_was(where: str) -> None:
    item = uploaded(slug="shili")
    asked(item)
    connection.close()
    killed = run(APPLY.format(where=where))
    assert (killed.returncode, killed.stdout) == (-9, "half way\n"), killed.stderr
    end_lost()
    item.refresh_from_db()
    assert (item.state, item.error, item.edit, is_kept(item.file.name)) == ("read", "apply_lost", None, True)
    for model in (Plan, Measure, SourceDocument, Edit):
        assert not model._default_manager.exists()
    assert not Measure.history.exists()
    asked(item)
    call_command("apply_import", str(item.pk))
    item.refresh_from_db()
    assert (item.state, item.error, Measure.objects.count()) == ("applied", "", 3)


def asked(item: Import) -> None:
    """Somebody has confirmed the comparison of the import, whose process has yet to take it."""
    comparison = comparison_of(item)
    with patch("measures.intake.applying.start"), patch("measures.intake.applying.LONGEST_IN_REQUEST", -1):
        apply_or_start(item, None, comparison, expected=comparison.fingerprint(), declined=frozenset())


READ = """
import os, signal, sys, django
django.setup()
from measures.intake import imports
from measures.models import Import

def die(*args, **options):
    print("half way", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

imports.packed = die
from django.core.management import call_command
call_command("read_import", str(Import.objects.get().pk))
"""


@pytest.mark.django_db(transaction=True)
def test_one_that_is_killed_while_it_is_read_fails_and_leaves_its_row() -> None:

    item = receive(document(TEXT), NAME, None)
    name = item.file.name
    connection.close()
    killed = run(READ)
    assert (killed.returncode, killed.stdout) == (-9, "half way\n"), killed.stderr
    end_lost()
    item.refresh_from_db()
    assert (item.state, item.error, item.reading) == ("failed", "lost", None)
    assert not is_kept(name)
