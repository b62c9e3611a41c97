"""Who may do what: tokens and permissions."""

import re
from functools import cache
from hmac import compare_digest
from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework import HTTP_HEADER_ENCODING
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from measures.api.throttling import count_failure
from measures.models import ApiToken
from measures.models.held_rights import keep_rights, limits_of, rights_of
from measures.prepared import Placeholder, PreparedRecords

if TYPE_CHECKING:
    from rest_framework.views import APIView

Credentials: TypeAlias = tuple[AbstractBaseUser, ApiToken]

SCHEMES = (b"bearer", b"token")  # RFC 6750's, which most clients send, and knox's own
TOKEN = re.compile(rb"[0-9a-f]{32,128}")


class ApiTokenAuthentication(TokenAuthentication):
    """For knox's tokens, which are kept hashed; an expired one is refused and stays to be seen in the admin."""

    def authenticate(self, request: Request) -> Credentials | None:
        """Credentials of another kind are refused: who sends them would miss what anyone else may not see.

        Raises AuthenticationFailed, and Throttled where too many were refused.
        """
        words = request.META.get("HTTP_AUTHORIZATION", "").encode(HTTP_HEADER_ENCODING).split()
        if not words:
            return None
        try:
            return self.checked(words)
        except AuthenticationFailed:
            count_failure(request)
            raise

    def checked(self, words: list[bytes]) -> Credentials:
        if len(words) != 2 or words[0].lower() not in SCHEMES:
            raise AuthenticationFailed(_("Say Authorization: Bearer <token>."))
        return self.authenticate_credentials(words[1])

    def authenticate_credentials(self, token: bytes) -> Credentials:
        """The user and the token, whose row is found by its first characters and compared by its digest."""
        secret = token.decode() if TOKEN.fullmatch(token) else ""
        for found in stored_tokens()(token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH]):
            if not found.expired and compare_digest(hash_token(secret), found.digest):
                self.validate_user(found)
                keep_rights(found.user, *(getattr(found, name) for name in ("rights", "limits")))
                return found.user, found
        raise AuthenticationFailed(_("Invalid token."))


@cache
def stored_tokens() -> PreparedRecords[ApiToken]:
    """The tokens with a key (the first characters of the secret), each with its user, and as texts what the user may do
    by itself and by its groups and the plans that it is limited to: what Django would read by four queries.
    """
    return PreparedRecords(
        ApiToken.objects.order_by().filter(token_key=Placeholder("token_key")),
        {"user": ("username", "first_name", "last_name", "is_active", "is_staff", "is_superuser")},
        rights=rights_of("user"),
        limits=limits_of("user"),
    )


class ModelPermission(BasePermission):
    """Reading is for everyone: what may be read, the queryset says. Writing needs the admin's own permission."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the caller may do this; `message` says why a token may not. Raises PermissionMissing."""
        from rest_framework.viewsets import GenericViewSet  # these modules load the classes that settings name

        from measures.api.problems import PermissionMissing

        if request.method in SAFE_METHODS:
            return True
        if not isinstance(view, GenericViewSet):
            return False
        if not view.action:  # a method that is not offered: 405
            return True
        if getattr(request.auth, "read_only", False):
            self.message = _("This token may only read.")
            return False
        steps: tuple[str, ...] = getattr(view, "steps", {}).get(view.action, ())
        if steps:  # whoever checks and publishes need not be one who edits
            return any(request.user.has_perm(right) for right in steps)
        verb = "add" if view.action == "create" else "change"
        queryset = getattr(view, "queryset", None)
        queryset = view.get_queryset() if queryset is None else queryset
        needed = f"measures.{verb}_{queryset.model._meta.model_name}"
        if request.user.is_authenticated and not request.user.has_perm(needed):
            raise PermissionMissing(needed)
        return request.user.is_authenticated
