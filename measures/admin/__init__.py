"""The desk of the editors: declarations over django.contrib.admin, one module a record."""

from measures.admin import body, edit, logins, measure, plan, section, source, target, tokens, users

__all__ = ["body", "edit", "logins", "measure", "plan", "section", "source", "target", "tokens", "users"]
