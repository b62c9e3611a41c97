"""The migrations lead to the models as they are: fields, defaults, constraints, indexes, permissions."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import deactivate_all
from pytest_django.fixtures import Settings


def test_no_migration_is_missing(settings: Settings) -> None:
    deactivate_all()  # migrations keep labels as they are in the source
    settings.MIGRATION_MODULES = {}  # a quick run of the tests makes the tables without them
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    missing = detector.changes(graph=loader.graph, trim_to_apps={"measures"})
    assert [str(step) for migration in missing.get("measures", ()) for step in migration.operations] == []
