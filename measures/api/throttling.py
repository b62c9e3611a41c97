"""How often one may ask: so many requests a minute for each token, and for each address that comes without one."""

import logging
import time
from functools import cache, lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import DatabaseError
from django.dispatch import Signal
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from measures.api.counters import MinuteCounter

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

credentials_refused = Signal()  # with the `request`: the site around the application keeps the log of those
SITE_OF_IPV6 = 64  # bits: what one subscriber is given, who may take another address for each request


@cache
def counter() -> MinuteCounter:
    return MinuteCounter()


class MinuteThrottle(BaseThrottle):
    """Says in the headers of draft-ietf-httpapi-ratelimit-headers what is left of the limit."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count this request; False where the caller has asked too often in this minute."""
        token = getattr(request.auth, "token_key", None)
        within_limit, headers = count("token", token) if token else count("address", caller(request))
        view.headers.update(headers)
        return within_limit

    def wait(self) -> float:
        return seconds_left()


def count(policy: str, key: str) -> tuple[bool, dict[str, str]]:
    """Count a request: whether it is within the limit, and the headers that say what is left of that."""
    limit = settings.API_REQUESTS_A_MINUTE[policy]
    if not limit:
        return True, {}
    counted = counter().count(key, limit)
    return counted <= limit, {
        "RateLimit-Policy": f'"{policy}";q={limit};w=60',
        "RateLimit": f'"{policy}";r={max(0, limit - counted)};t={seconds_left()}',
    }


def seconds_left() -> int:
    """Of this minute, rounded up."""
    return 60 - int(time.time() % 60)


def caller(request: Request | HttpRequest) -> str:
    """The address that is counted; of an IPv6 address, the network that its subscriber was given."""
    by_proxy = "HTTP_X_FORWARDED_FOR" in request.META
    return counted_as(
        BaseThrottle().get_ident(cast(Request, request)) if by_proxy else request.META.get("REMOTE_ADDR", "")
    )


@lru_cache(1024)
def counted_as(ident: str) -> str:
    try:
        address = ip_address(ident)
    except ValueError:
        return ident
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((address, SITE_OF_IPV6), strict=False))


def count_failure(request: Request) -> None:
    """Record that credentials were refused. Raises Throttled where this address had too many refused in this minute.

    Good credentials are accepted from the same address all the while: others may share it.
    """
    limit = settings.API_REQUESTS_A_MINUTE["failure"]
    if limit and counter().count(f"failed:{caller(request)}", limit) > limit:
        raise Throttled(seconds_left())
    record_failure(request)


def record_failure(request: Request) -> None:
    """Where an administrator sees failed logins too. A database that cannot write keeps nobody from the answer."""
    logger.warning("Credentials refused for %s at %s", BaseThrottle().get_ident(request), request.path)
    try:
        credentials_refused.send(record_failure, request=request._request)
    except DatabaseError as error:
        logger.warning("The refusal was not recorded: %s", error)
