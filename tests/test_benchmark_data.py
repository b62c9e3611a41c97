"""The plans that `benchmarks.api.data` makes up fit the tables as they are now: COPY knows no defaults of Django."""

import pytest
from django.apps import apps

from benchmarks.api.data import PLAN_MEASURES, tables

MADE = {table: next(iter(rows)) for table, rows in tables(PLAN_MEASURES).items()}


@pytest.mark.parametrize("table", MADE)
def test_a_made_up_row_has_every_column_that_needs_a_value(table: str) -> None:
    [model] = [model for model in apps.get_models() if model._meta.db_table == table]
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    needed = {field.column for field in columns if not (field.null or field.generated or field.has_db_default())}
    assert needed - MADE[table].keys() == set()
