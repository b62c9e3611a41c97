"""A form that could not be saved can be sent again from the page that says so."""

from django.http import HttpRequest

Fields = list[tuple[str, str]]


def posted_fields(request: HttpRequest) -> Fields:
    """What the form held, in order, but for its token and for passwords, which no page may show again."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken" and "password" not in name]
