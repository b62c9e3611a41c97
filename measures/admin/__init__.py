"""The desk of the editors: declarations over django.contrib.admin, one module a record."""

from measures.admin import body, logins, measure, plan, section, source, target, tokens

__all__ = ["body", "logins", "measure", "plan", "section", "source", "target", "tokens"]
