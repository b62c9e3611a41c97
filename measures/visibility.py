"""Who sees which record: the one definition, as a condition on querysets and as the SQL of the change feed.

The public sees what `PUBLIC` says. Whoever may view (or change) a kind of record sees its drafts too: all of them or,
where the reader is limited to some plans, those of these plans. Bodies belong to no plan: the public sees those that
something public names, those from which a public measure went over to another body, and those that stand above or after
such a body; the database itself keeps them up to date in `measures_publicbody` (see `measures.feed`).

What a record shows of others (its plan's title, its headings, its bodies' names) comes with the record. What leads from
one record to others (`expand=`, successors, the tree, counts, filters) follows the rule of those others.

A body's own people, a later kind of reader, need one more field of `Visibility` and one more term in `condition`.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias, Union

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery

from measures.choices import PlanState, ReviewState
from measures.prepared import Placeholder, PreparedQuery, in_list

if TYPE_CHECKING:  # imported by the feed's triggers, before the models are
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

User: TypeAlias = Union["AbstractBaseUser", "AnonymousUser"]
Values = Mapping[str, str]
PLAN_IS_PUBLIC: Values = {"state": PlanState.PUBLISHED.value}
MEASURE_IS_PUBLIC: Values = {"review_state": ReviewState.PUBLISHED.value}


@dataclass(frozen=True)
class PublicRule:
    """The column values that a record, its plan and its measure (where it has one) must have for the public to see it.

    `plan_path` and `measure_path` are the lookups that lead there from the record, "" where it is the record itself.
    """

    plan_path: str = "plan__"
    of_measure: bool = False
    measure_path: str = ""
    measure_is_optional: bool = False

    def condition(self) -> Q:
        """The rule on a queryset of the record's model."""
        plan = Q(**{f"{self.plan_path}{column}": value for column, value in PLAN_IS_PUBLIC.items()})
        if not self.of_measure:
            return plan
        measure = Q(**{f"{self.measure_path}{column}": value for column, value in MEASURE_IS_PUBLIC.items()})
        if self.measure_is_optional:
            measure |= Q(measure__isnull=True)
        return plan & measure

    def sql(self, row: str, plan: str) -> str:
        """The rule on table aliases: `row` is the record's, `plan` its plan's."""
        of_plan = sql_of(PLAN_IS_PUBLIC, plan)
        if not self.of_measure:
            return f"({of_plan})"
        of_measure = sql_of(MEASURE_IS_PUBLIC, row)
        if self.measure_path:
            is_public = sql_of(MEASURE_IS_PUBLIC, "pm")
            of_measure = f"EXISTS (SELECT 1 FROM measures_measure pm WHERE pm.id = {row}.measure_id AND {is_public})"
        if self.measure_is_optional:
            of_measure = f"({row}.measure_id IS NULL OR {of_measure})"
        return f"({of_plan} AND {of_measure})"


def sql_of(values: Values, alias: str) -> str:
    return " AND ".join(f"{alias}.{column} = '{value}'" for column, value in values.items())


BODY = "responsiblebody"
ISSUED = "issuedreport"
IN_REPORTS = frozenset({"plan", "section", "measure", "target"})  # what a report may hold drafts of
PUBLIC = {
    "plan": PublicRule(plan_path=""),
    "sourcedocument": PublicRule(),
    "section": PublicRule(),
    "measure": PublicRule(of_measure=True),
    "target": PublicRule(of_measure=True, measure_path="measure__", measure_is_optional=True),
    "responsibility": PublicRule(plan_path="measure__plan__", of_measure=True, measure_path="measure__"),
}
# The office's own work, of which the public sees nothing: the rights of which any one lets a person see it.
OFFICE: Mapping[str, tuple[str, ...]] = {
    "import": ("view", "upload", "apply"),
    "conflict": ("view", "resolve"),
    ISSUED: ("view",),
    "reportlayout": ("view",),
}
# Whose permission decides: a responsibility is part of its measure.
DECIDED_BY = {"responsibility": "measure"}
KINDS = frozenset({*PUBLIC, BODY} - DECIDED_BY.keys())


def is_public(model_name: str) -> Q:
    """The condition under which the public sees a record of this model (`Model._meta.model_name`)."""
    if model_name in OFFICE:
        return Q(pk__isnull=True)
    return Q(public_entry__isnull=False) if model_name == BODY else PUBLIC[model_name].condition()


class Scope(Enum):
    """How much of one kind of record a reader sees."""

    PUBLIC = "public"
    PLANS = "plans"  # and all that stands in some plans
    ALL = "all"


@dataclass(frozen=True)
class Visibility:
    """What one reader sees: the public's records, and the drafts of the kinds in `drafts` in the plans `plans`.

    `drafts` holds model names, `plans` primary keys, or None for all plans. `notes`: also what the office notes on a
    measure, which is for those who may write it. `office`: which of the office's own work. Equal values see the same,
    equal digests the same of what the change feed tells.
    """

    drafts: frozenset[str] = frozenset()
    plans: frozenset[int] | None = None
    notes: bool = False
    office: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        said = f"{sorted(self.drafts)} {None if self.plans is None else sorted(self.plans)} {self.notes}"
        return blake2b(said.encode(), digest_size=8).hexdigest()

    def scope(self, model_name: str) -> Scope:
        if not self.sees_in_full(model_name):
            return Scope.PUBLIC
        return Scope.ALL if self.plans is None or model_name == BODY else Scope.PLANS

    def sees_in_full(self, model_name: str) -> bool:
        """Whether a right of the reader decides, not the public's rule. Conflicts and issued reports tell of drafts."""
        if model_name == "conflict" and "measure" not in self.drafts:
            return False
        if model_name == ISSUED and not self.drafts >= IN_REPORTS:
            return False
        return DECIDED_BY.get(model_name, model_name) in self.drafts | self.office

    def condition(self, model_name: str) -> Q:
        """The condition under which this reader sees a record of the model; empty where it sees all."""
        scope = self.scope(model_name)
        if scope is Scope.ALL:
            return Q()
        if scope is Scope.PUBLIC:
            return is_public(model_name)
        return is_public(model_name) | in_plans(model_name, lambda key: Q(**{f"{key}__in": self.plans}))

    @property
    def parameters(self) -> dict[str, list[int]]:
        """What a prepared query with `prepared_condition` must be given."""
        return {"visible_plans": sorted(self.plans or ())}


def prepared_condition(model_name: str, scope: Scope) -> Q:
    """`Visibility.condition` for a query prepared once for all readers of this scope: the plans are given each time."""
    if scope is Scope.ALL:
        return Q()
    if scope is Scope.PUBLIC:
        return is_public(model_name)
    return is_public(model_name) | in_plans(model_name, lambda key: Q(in_list(key, "visible_plans")))


def in_plans(model_name: str, chosen: Callable[[str], Q]) -> Q:
    """The condition on records of some plans; `chosen` makes it of the lookup of a plan's primary key.

    An issued report, which may cover several plans, stands in them where they are all that it covers.
    """
    if model_name != ISSUED:
        return chosen(plan_key(model_name))
    covered = apps.get_model("measures", "IssuedReport").plans.through._default_manager
    found = covered.filter(chosen("plan"), issuedreport=OuterRef("pk")).order_by()
    return Q(plan_count=Subquery(found.values("issuedreport").values(count=Count("pk"))))


def plan_key(model_name: str) -> str:
    """The lookup of the plan's primary key from a record of the model."""
    return {"plan": "pk", "responsibility": "measure__plan"}.get(model_name, "plan")


THE_PUBLIC = Visibility()
# What a command sees, which runs as whoever keeps the site.
EVERYTHING = Visibility(KINDS, notes=True, office=frozenset(OFFICE))


LIMITS = PreparedQuery(
    lambda: (
        apps.get_model("measures", "PlanLimit")
        ._default_manager.filter(user=Placeholder("user"), user__is_superuser=False)
        .order_by()
        .values_list("plans")
    )
)
LIMITED_TO = "plans_limited_to"  # the attribute of a user object that keeps them


def plans_of(user: User) -> frozenset[int] | None:
    """The plans that the user's rights are limited to, by primary key; None for no limit, as a superuser has none.

    Read once for each user object, as Django reads permissions.
    """
    if not user.is_authenticated:
        return None
    if not hasattr(user, LIMITED_TO):  # also of the user behind Django's lazy one, with whose row it was read
        vars(user)[LIMITED_TO] = limit_of(user.pk)
    plans: frozenset[int] | None = getattr(user, LIMITED_TO)
    return plans


def limit_of(user_pk: int) -> frozenset[int] | None:
    """The plans that an account is limited to, read anew; None for no limit."""
    rows = LIMITS(user=user_pk)
    return frozenset(pk for (pk,) in rows if pk is not None) if rows else None


def may_write_in(user: User, plan: int | None) -> bool:
    """Whether the user's limit leaves a plan to write in. None stands for what all plans share, and for a new plan."""
    plans = plans_of(user)
    return plans is None or plan in plans


def visibility_of(reader: User | Visibility) -> Visibility:
    """What a user sees, by the permissions that the admin asks for: to view or to change a kind of record.

    Decided once for each user object, as Django reads permissions.
    """
    if isinstance(reader, Visibility):
        return reader
    if not reader.is_authenticated:
        return THE_PUBLIC
    known = vars(reader)
    if "visibility" not in known:
        known["visibility"] = visibility_by_rights(reader)
    found: Visibility = known["visibility"]
    return found


def visibility_by_rights(reader: User) -> Visibility:
    may = asked_once(reader)
    drafts = frozenset(kind for kind in KINDS if may("view", kind) or may("change", kind))
    office = frozenset(kind for kind, verbs in OFFICE.items() if any(may(verb, kind) for verb in verbs))
    plans = plans_of(reader) if drafts or office else None
    return Visibility(drafts, plans, notes=may("change", "measure"), office=office)


def asked_once(user: User) -> Callable[[str, str], bool]:
    """`may` of this user, for many questions: Django looks for its backends anew at each."""
    all_rights = getattr(user, "get_all_permissions", None)
    if all_rights is None or getattr(user, "is_superuser", False):  # of whom no right is looked up
        return partial(may, user)
    rights: Container[str] = all_rights()
    return lambda verb, kind: right(verb, kind) in rights


def right(verb: str, kind: str) -> str:
    return f"measures.{verb}_{kind}"


def may(user: User, verb: str, kind: str) -> bool:
    has_perm = getattr(user, "has_perm", None)
    return has_perm is not None and bool(has_perm(right(verb, kind)))
