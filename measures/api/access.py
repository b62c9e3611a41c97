"""Who may do what: tokens, permissions, and how often one may ask."""

import re
import threading
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SCHEMES = (b"bearer", b"token")  # RFC 6750's, which most clients send, and knox's own
TOKEN = re.compile(rb"[0-9a-f]{32,128}")


class ApiTokenAuthentication(TokenAuthentication):
    """knox's, which hashes and expires tokens; an expired one is refused and stays to be seen in the admin."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Credentials of another kind are refused: who sends them would miss what anyone else may not see."""
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() not in SCHEMES:
            raise AuthenticationFailed(_("Say Authorization: Bearer <token>."))
        return self.authenticate_credentials(words[1])

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not TOKEN.fullmatch(token):
            raise AuthenticationFailed(_("Invalid token."))
        found: tuple[Any, Any] = super().authenticate_credentials(token)
        return found

    def _cleanup_token(self, auth_token: Any) -> bool:
        return bool(auth_token.expired)


class ModelPermission(BasePermission):
    """Reading is for everyone: what may be read, the queryset says. Writing needs the admin's own permission."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS or view.action is None:  # no action: a method that is not offered, 405
            return True
        if getattr(request.auth, "read_only", False):
            self.message = _("This token may only read.")
            return False
        verb = "add" if view.action == "create" else "change"
        return bool(request.user.has_perm(f"measures.{verb}_{view.queryset.model._meta.model_name}"))


class MinuteThrottle(BaseThrottle):
    """So many requests a minute for each token or address, counted for all workers together in the cache.

    A worker tells the cache of its requests a hundredth of the limit at a time, so that counting costs next to nothing;
    by so much may each worker let pass too many.
    """

    lock = threading.Lock()
    pending: dict[str, int] = {}
    known: dict[str, int] = {}
    minute = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        token = getattr(request.auth, "token_key", None)
        limit = settings.API_REQUESTS_A_MINUTE["token" if token else "address"]
        return not limit or self.count(f"throttle:{token or self.get_ident(request)}", limit) <= limit

    def count(self, key: str, limit: int) -> int:
        """The requests of this minute, this one included."""
        minute = int(time.time() // 60)
        with self.lock:
            if minute != MinuteThrottle.minute:
                MinuteThrottle.minute = minute
                self.pending.clear()
                self.known.clear()
            self.pending[key] = self.pending.get(key, 0) + 1
            if self.pending[key] > limit // 100:
                self.known[key] = shared_count(f"{key}:{minute}", self.pending.pop(key))
            return self.known.get(key, 0) + self.pending.get(key, 0)

    def wait(self) -> float:
        return 60 - time.time() % 60


def shared_count(key: str, more: int) -> int:
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key, more)
    except ValueError:  # it expired between the two
        cache.set(key, more, timeout=120)
        return more
