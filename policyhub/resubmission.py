"""What was typed outlives the session: a form sent without a valid login or token is kept in the page and sent again.

Nothing is stored. The fields travel, hidden, in the login page and then in a page with one button, so that only a
person at this site can send them again.
"""

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from measures.posted import Fields, posted_fields


def kept_fields(request: HttpRequest) -> Fields:
    """What the form held, in order; none where it held a password, without which it would be refused."""
    return [] if any("password" in name for name in request.POST) else posted_fields(request)


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
