"""The admin of the editors, over django.contrib.admin: one folder a kind of work, one module a kind of record."""

from measures.admin.accounts import groups, tokens, users
from measures.admin.bodies import admin as body
from measures.admin.history import edit
from measures.admin.imports import admin as upload
from measures.admin.imports import conflict, source
from measures.admin.plans import admin as plan
from measures.admin.records import measure, section, target
from measures.admin.reports import issued, layouts, templates

__all__ = [
    "body",
    "conflict",
    "edit",
    "groups",
    "issued",
    "layouts",
    "measure",
    "plan",
    "section",
    "source",
    "target",
    "templates",
    "tokens",
    "upload",
    "users",
]
