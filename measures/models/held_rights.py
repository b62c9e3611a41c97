"""The permissions of a user and the plans that they are limited to, read with the user by one query: each list as one
text."""

from functools import cache

from django.contrib.auth.models import Group, Permission, User
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Func, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.sql.compiler import SQLCompiler

from measures.models.rights import PlanLimit
from measures.prepared import Placeholder, PreparedQuery, Sql
from measures.visibility import LIMITED_TO


class Joined(Func):
    """The values of a subquery as one text, separated by commas; null where it has no rows."""

    output_field = TextField()
    template = "%(function)s(%(expressions)s, ',')"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: str) -> Sql:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: str) -> Sql:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def rights_of(user: str) -> Subquery:
    """The permissions of a user and of its groups; `user` is the column with the user's primary key."""
    # SQLite would read a list of the user's rights, for `pk__in`, once more for each right that there is.
    outer, right = OuterRef(OuterRef(user)), OuterRef("pk")
    own = User.user_permissions.through.objects.filter(user=outer, permission=right)
    of_groups = Group.permissions.through.objects.filter(group__user=outer, permission=right)
    rights = Permission.objects.filter(Exists(own) | Exists(of_groups)).order_by()
    return Subquery(rights.values(names=Joined(Concat("content_type__app_label", Value("."), "codename"))))


def limits_of(user: str) -> Subquery:
    """The primary keys of the plans that the user of a row is limited to, 0 for a limit to none."""
    limits = PlanLimit.objects.filter(user=OuterRef(user), user__is_superuser=False).order_by()
    return Subquery(limits.values(keys=Joined(Cast(Coalesce("plans", 0), TextField()))))


def keep_rights(user: User, rights: str | None, limits: str | None) -> None:
    """Fill the caches of Django's permissions and of `measures.visibility` with what was read."""
    if user.is_active and not user.is_superuser:
        vars(user)["_perm_cache"] = {*filter(None, (rights or "").split(","))}
    plans = frozenset(int(plan) for plan in (limits or "").split(",") if plan)
    vars(user)[LIMITED_TO] = plans - {0} if plans else None


@cache
def stored_rights() -> PreparedQuery:
    users = User.objects.order_by().filter(pk=Placeholder("user"))
    return PreparedQuery(lambda: users.values_list(rights_of("pk"), limits_of("pk")))


def read_rights(user: User) -> None:
    """Read them by one query instead of Django's three, once for each user object, as Django does."""
    if LIMITED_TO not in vars(user):
        for rights, limits in stored_rights()(user=user.pk):
            keep_rights(user, rights, limits)
