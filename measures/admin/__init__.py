"""The admin of the editors: one module a kind of record, over django.contrib.admin."""

from measures.admin import body, edit, logins, measure, plan, section, source, target, tokens, users

__all__ = ["body", "edit", "logins", "measure", "plan", "section", "source", "target", "tokens", "users"]
