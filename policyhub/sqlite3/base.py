"""Django's SQLite, whose migrations keep the triggers of the tables they rebuild."""

from django.db.backends.sqlite3 import base

from policyhub.deadline import LimitedDatabase
from policyhub.sqlite3.schema import DatabaseSchemaEditor


class DatabaseWrapper(LimitedDatabase, base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
