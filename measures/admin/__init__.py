"""The admin of the editors: one module a kind of record, over django.contrib.admin."""

from measures.admin import body, edit, imports, logins, measure, plan, section, source, target, tokens, users

__all__ = ["body", "edit", "imports", "logins", "measure", "plan", "section", "source", "target", "tokens", "users"]
