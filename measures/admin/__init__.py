"""The admin of the editors: one module a kind of record, over django.contrib.admin."""

from measures.admin import body, conflict, edit, imports, logins, measure, plan, section, source, target, tokens, users

__all__ = [
    "body",
    "conflict",
    "edit",
    "imports",
    "logins",
    "measure",
    "plan",
    "section",
    "source",
    "target",
    "tokens",
    "users",
]
