"""What was typed outlives the session: a form sent without a valid login or token is kept in the page and sent again.

Nothing is stored. The fields travel, hidden, in the login page and then in a page with one button, so that only a
person at this site can send them again.
"""

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Fields = list[tuple[str, str]]


def posted_fields(request: HttpRequest) -> Fields:
    """What the form held, in order; none where it held a password, which no page may show again."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    if any("password" in name for name, _value in fields):
        return []
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def pack(fields: Fields) -> str:
    """As one value of a form, "" for no field."""
    return json.dumps(fields, ensure_ascii=False) if fields else ""


def unpack(text: str) -> Fields:
    """What `pack` made; none where it is something else."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(text)]
    except (TypeError, ValueError):
        return []


def is_same_site(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request: browsers name the sender of every POST."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def ask_again(request: HttpRequest, address: str, fields: Fields) -> HttpResponse:
    """A page that sends `fields` to `address` at the press of a button."""
    return render(request, "resubmit.html", {"address": address, "fields": fields})
