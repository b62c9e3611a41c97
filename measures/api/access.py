"""Who may do what: tokens and permissions."""

import re
from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission, User
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from measures.api.throttling import count_failure
from measures.prepared import Placeholder, PreparedQuery

if TYPE_CHECKING:
    from rest_framework.views import APIView

Credentials: TypeAlias = tuple[AbstractBaseUser, AuthToken]

SCHEMES = (b"bearer", b"token")  # RFC 6750's, which most clients send, and knox's own
TOKEN = re.compile(rb"[0-9a-f]{32,128}")


class ApiTokenAuthentication(TokenAuthentication):
    """knox's, which hashes and expires tokens; an expired one is refused and stays to be seen in the admin."""

    def authenticate(self, request: Request) -> Credentials | None:
        """Credentials of another kind are refused: who sends them would miss what anyone else may not see.

        Raises AuthenticationFailed, and Throttled where too many were refused.
        """
        words = get_authorization_header(request).split()
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
        if not TOKEN.fullmatch(token):
            raise AuthenticationFailed(_("Invalid token."))
        found: Credentials = super().authenticate_credentials(token)
        read_rights(found[0])
        return found

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        return bool(auth_token.expired)


RIGHTS = PreparedQuery(
    lambda: (
        Permission.objects.filter(
            Q(pk__in=User.user_permissions.through.objects.filter(user=Placeholder("user")).values("permission"))
            | Q(group__in=User.groups.through.objects.filter(user=Placeholder("user")).values("group"))
        )
        .order_by()
        .values_list("content_type__app_label", "codename")
    )
)


def read_rights(user: AbstractBaseUser) -> None:
    """Read what a user may do, by itself and by its groups, as Django would by two queries, written anew each time."""
    if isinstance(user, User) and user.is_active and not user.is_superuser:
        vars(user)["_perm_cache"] = {f"{app}.{name}" for app, name in RIGHTS(user=user.pk)}


class ModelPermission(BasePermission):
    """ReadContext is for everyone: what may be read, the queryset says. Writing needs the admin's own permission."""

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
        needed = f"measures.{verb}_{view.get_queryset().model._meta.model_name}"
        if request.user.is_authenticated and not request.user.has_perm(needed):
            raise PermissionMissing(needed)
        return request.user.is_authenticated
