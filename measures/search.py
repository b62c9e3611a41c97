"""What matches a search: every case-insensitive substring, so that 人才 finds every 人才."""

from django.db.models import Q


def matches(words: str, *fields: str) -> Q:
    """A condition true where any of `fields` holds `words`."""
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": words})
    return condition
