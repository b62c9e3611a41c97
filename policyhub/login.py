"""Failed logins: from where they come, and what is answered once there were too many (django-axes counts them)."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def client_address(request: HttpRequest) -> str | None:
    """The caller's address; behind our proxy the one that the proxy added itself, the last of X-Forwarded-For.

    The addresses before it are whatever the caller wrote.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return valid_address(forwarded.rpartition(",")[2]) or valid_address(request.META.get("REMOTE_ADDR", ""))


@lru_cache(1024)
def valid_address(text: str) -> str | None:
    """An IPv4 or IPv6 address in its one spelling, or None: PostgreSQL stores nothing else as an address."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, str]) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: 429 and a page that says for how long."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    context = {"minutes": wait // timedelta(minutes=1), "username": credentials.get("username", "")}
    page = render(request, "locked_out.html", context, status=429)
    page["Retry-After"] = str(wait // timedelta(seconds=1))
    return page
