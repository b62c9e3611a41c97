"""Every rule on what to read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connections, models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from measures import measure_search
from measures.body_search import NamedBody, bodies_found
from measures.choices import ConflictState, DocumentKind, ImportState, Operation, Phase, Role, Timeliness
from measures.folding import words_of
from measures.pinyin import PinyinOrder
from measures.prepared import PreparedQuery, in_list, one_of
from measures.search import any_holds
from measures.visibility import BODY, THE_PUBLIC, Scope, Visibility, plan_key, plans_of, visibility_of

if TYPE_CHECKING:
    from measures.models import (
        BodySuccession,  # noqa: F401 -- named as the type of a base class
        Change,
        Conflict,  # noqa: F401 -- named as the type of a base class
        Correction,  # noqa: F401 -- named as the type of a base class
        Import,
        IssuedReport,  # noqa: F401 -- named as the type of a base class
        Measure,
        Plan,
        Responsibility,
        ResponsibleBody,
        Section,
        SourceDocument,
        Target,
    )

NAMED = 5000
BODY_ORDER = (PinyinOrder("name"), "jurisdiction", "pk")

Reader = AbstractBaseUser | AnonymousUser | Visibility
R = TypeVar("R", bound=models.Model)


def timeliness(due_on: date | None, phase: str, withdrawn_on: date | None, today: date | None = None) -> Timeliness:
    """Green, yellow or red as of today; what has no date, has ended or was withdrawn is on track.

    On rows: `MeasureQuerySet.with_timeliness`.
    """
    if due_on is None or withdrawn_on is not None or phase in Phase.ended():
        return Timeliness.ON_TRACK
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if days <= settings.DUE_SOON_DAYS else Timeliness.ON_TRACK


@cache
def prepared_parts(asked: frozenset[str]) -> PreparedQuery:
    """The measures of responsibilities that have in each field asked for one of the values that a call gives."""
    parts: Any = apps.get_model("measures", "Responsibility")._default_manager.order_by()
    chosen = parts.filter(*(in_list(field, field) for field in sorted(asked))).values_list("measure_id")
    return PreparedQuery(lambda: chosen[: NAMED + 1])


class GuardedQuerySet(models.QuerySet[R]):
    """Records of which each reader sees those that `measures.visibility` says."""

    def visible_to(self, reader: Reader) -> Self:
        return self.filter(visibility_of(reader).condition(str(self.model._meta.model_name)))

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What the admin shows: of what the user sees, where there is a limit to some plans, only what is theirs."""
        seen, plans = self.visible_to(user), plans_of(user)
        name = str(self.model._meta.model_name)
        return seen if plans is None or name == BODY else seen.filter(**{f"{plan_key(name)}__in": plans})

    def published(self) -> Self:
        """What the public sees."""
        return self.visible_to(THE_PUBLIC)

    def having_words(self, query: str, *fields: str) -> Self:
        """Each word of the query stands in one of the fields; a query without words finds nothing."""
        words = words_of(query)
        return self.filter(*(any_holds(word, *fields) for word in words)) if words else self.none()


class PlanQuerySet(GuardedQuerySet["Plan"]):
    def get_by_natural_key(self, slug: str) -> "Plan":
        return self.get(slug=slug)

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "document_number", "jurisdiction")


class SourceDocumentQuerySet(GuardedQuerySet["SourceDocument"]):
    def get_by_natural_key(self, slug: str, number: int | str) -> "SourceDocument":
        return self.get(plan__slug=slug, code=str(number))

    def newest_editions(self) -> Self:
        """Of each plan the last edition of its own document whose import was not undone."""
        counting = self.model._default_manager.filter(kind=DocumentKind.PLAN, undone=False)
        later = counting.filter(plan=OuterRef("plan"), edition__gt=OuterRef("edition"))
        return self.filter(~Exists(later), kind=DocumentKind.PLAN, undone=False)


class SectionQuerySet(GuardedQuerySet["Section"]):
    """Sections: by natural key, by what they stand under, by words."""

    def get_by_natural_key(self, slug: str, code: str) -> "Section":
        return self.get(plan__slug=slug, code=code)

    def under(self, codes: Iterable[str]) -> Self:
        """The sections of these codes, in whatever plan, and everything below them."""
        lower = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        above = self.model._default_manager.filter(plan=OuterRef("plan"), code__in=codes).alias(lower=lower)
        here_or_below = Q(pk=OuterRef("pk")) | Q(lower__startswith=Concat("path", Value(".")))
        return self.filter(Exists(above.filter(here_or_below)))

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "text", "label", "code")


class BodyQuerySet(GuardedQuerySet["ResponsibleBody"]):
    """Responsible bodies: by natural key, by what they stand under, by words."""

    def get_by_natural_key(self, jurisdiction: str, name: str) -> "ResponsibleBody":
        return self.get(jurisdiction=jurisdiction, name=name)

    def under(self, uuids: Iterable[UUID]) -> Self:
        """These bodies and every body below them."""
        known = set(self.filter(uuid__in=uuids).values_list("pk", flat=True))
        found = known
        while found:
            found = set(self.filter(parent__in=found).values_list("pk", flat=True)) - known
            known |= found
        return self.filter(pk__in=known)

    def search(self, query: str) -> Self:
        """Those that every word of the query finds: see `measures.body_search`. Without words, none."""
        words = words_of(query)
        if not words:
            return self.none()
        rows = self.model._default_manager.order_by().values_list("pk", "name", "aliases", "jurisdiction")
        return self.filter(one_of(bodies_found(words, map(NamedBody._make, rows))))

    def in_order_of_names(self) -> Self:
        """By pinyin; of one name by jurisdiction."""
        return self.order_by(*BODY_ORDER)


class BodySuccessionQuerySet(models.QuerySet["BodySuccession"]):
    """Successions of bodies, in the order in which they count."""

    def whole(self) -> Self:
        """Those by which a body ended."""
        return self.filter(plan=None, section=None, role="", chosen__isnull=True)

    def due(self, today: date) -> Self:
        """Those whose day has come and which are not carried out yet."""
        return self.filter(carried_out_at=None, counts_from__lte=today).order_by("counts_from", "pk")

    def visible_to(self, reader: Reader) -> Self:
        """Those of which `reader` sees both bodies, and the plan where it is about one."""
        bodies, plans = (
            apps.get_model("measures", name)._default_manager.visible_to(reader).order_by().values("pk")
            for name in ("ResponsibleBody", "Plan")
        )
        return self.filter(Q(plan=None) | Q(plan__in=plans), from_body__in=bodies, to_body__in=bodies)


class MeasureQuerySet(GuardedQuerySet["Measure"]):
    """Measures: by natural key, place, bodies, deadline and words, and in document order."""

    def get_by_natural_key(self, slug: str, code: str) -> "Measure":
        return self.get(plan__slug=slug, code=code)

    def within(self, section: "Section") -> Self:
        """The measures of a section and of everything below it."""
        return self.filter(self.below(section))

    def below(self, section: "Section") -> Q:
        """The condition of `within`."""
        lower = Q(section__plan=section.plan_id, section__path__startswith=f"{section.path}.")
        return Q(section=section) | lower

    def within_any(self, sections: models.QuerySet["Section"]) -> Self:
        """The measures of these sections and of everything below them."""
        place = models.ExpressionWrapper(OuterRef("section__path"), output_field=models.CharField())
        here_or_below = Q(pk=OuterRef("section")) | Q(place__startswith=Concat("path", Value(".")))
        every = self.model.section.field.related_model._default_manager
        chosen = every.filter(plan=OuterRef("plan"), pk__in=sections.order_by().values("pk")).alias(place=place)
        return self.filter(Exists(chosen.filter(here_or_below)))

    def assigned_to(self, body: "ResponsibleBody | int | None" = None, role: str = "") -> Self:
        """Where one responsibility has this body and this role; either may be left open."""
        return self.assigned_to_any([body] if body else None, [role] if role else None)

    def assigned_to_any(
        self, bodies: "Iterable[ResponsibleBody | int] | None" = None, roles: Iterable[str] | None = None
    ) -> Self:
        """Where one responsibility has one of these bodies and one of these roles; either may be left open."""
        asked = {"body__in": bodies, "role__in": roles}
        asked = {name: values for name, values in asked.items() if values is not None}
        return self.filter(self.has_part(**asked)) if asked else self

    def has_part(self, **conditions: object) -> Exists:
        responsibilities = self.model.responsibilities.rel.related_model._default_manager
        return Exists(responsibilities.filter(measure=OuterRef("pk"), **conditions))

    def with_part(self, **asked: Sequence[object]) -> Self:
        """Where one responsibility has one of each list: of `role`, `body` (primary keys) or `body__uuid`.

        The measures of bodies are asked for at once, so that the planner need not guess how many they are.
        """
        if asked.keys() - {"role"}:
            found = {pk for (pk,) in prepared_parts(frozenset(asked))(**asked)}
            if len(found) <= NAMED:
                return self.filter(one_of(found))
        return self.filter(self.has_part(**{f"{field}__in": values for field, values in asked.items()}))

    def in_force(self) -> Self:
        """Those that were not withdrawn: what counts, is reported and can be late."""
        return self.filter(withdrawn_on__isnull=True)

    def unassigned(self) -> Self:
        """Those in force for which no body answers."""
        return self.in_force().filter(~self.has_part(role__in=Role.in_charge()))

    def due_this_month(self) -> Self:
        """Those in force that are to be done by a day of this month and have not ended; late ones included."""
        today = timezone.localdate()
        pressing = self.in_force().exclude(phase__in=Phase.ended())
        return pressing.filter(due_on__year=today.year, due_on__month=today.month)

    def with_timeliness(self, *wanted: str) -> Self:
        """`Measure.timeliness` as a condition on rows: any of those wanted."""
        today = timezone.localdate()
        soon = today + timedelta(days=settings.DUE_SOON_DAYS)
        ended = Q(phase__in=Phase.ended()) | Q(withdrawn_on__isnull=False)
        conditions = {
            Timeliness.OVERDUE: ~ended & Q(due_on__lt=today),
            Timeliness.DUE_SOON: ~ended & Q(due_on__range=(today, soon)),
            Timeliness.ON_TRACK: ended | Q(due_on__isnull=True) | Q(due_on__gt=soon),
        }
        chosen = Q(pk__in=[])
        for timeliness in wanted:
            chosen |= conditions[Timeliness(timeliness)]
        return self.filter(chosen)

    def undated(self) -> Self:
        """Those with neither a day nor words for one."""
        return self.filter(due_on__isnull=True, due_text="")

    def changed_since_confirmed(self) -> Self:
        """Those that say something else than was confirmed."""
        return self.filter(confirmed_content__changed=True)

    def pending_for(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those with a pending change in which the user had no part."""
        change = apps.get_model("measures", "PendingChange")
        own = change.history.filter(history_user=user.pk).values("id")
        return self.filter(pending_change__in=change.objects.exclude(pk__in=own))

    def with_marks(self) -> Self:
        """What `Measure.changed_since_confirmed` and `has_pending_change` ask for, read for all of them at once."""
        kept = apps.get_model("measures", "ConfirmedContent").objects.filter(changed=True).defer("content")
        pending = apps.get_model("measures", "PendingChange").objects.defer("wanted")
        return self.prefetch_related(Prefetch("confirmed_content", kept), Prefetch("pending_change", pending))

    def search(self, words: str) -> Self:
        return measure_search.search(self, words)

    def search_whole(self, words: str) -> Self:
        """The same, quicker where all that is found will be read or counted, and slower for a page of it."""
        return measure_search.search(self, words, whole=True)

    def with_relevance(self, words: str) -> Self:
        """Annotate `relevance`: see `measure_search.relevance`."""
        return self.annotate(relevance=measure_search.relevance(words))

    def in_document_order(self) -> Self:
        return self.order_by("plan__slug", "position", "pk")

    def before(self, measure: "Measure") -> "Measure | None":
        """The one before `measure` in its plan's document."""
        earlier = Q(position__lt=measure.position) | Q(position=measure.position, pk__lt=measure.pk)
        return self.filter(earlier, plan=measure.plan_id).order_by("-position", "-pk").first()

    def after(self, measure: "Measure") -> "Measure | None":
        """The one after `measure` in its plan's document."""
        later = Q(position__gt=measure.position) | Q(position=measure.position, pk__gt=measure.pk)
        return self.filter(later, plan=measure.plan_id).order_by("position", "pk").first()


class ResponsibilityQuerySet(GuardedQuerySet["Responsibility"]):
    """Responsibilities, by natural key."""

    def get_by_natural_key(self, slug: str, code: str, jurisdiction: str, name: str, role: str) -> "Responsibility":
        """Django's own hook for `loaddata`: the parts of the key as the fixture has them."""
        return self.get(
            measure__plan__slug=slug,
            measure__code=code,
            body__jurisdiction=jurisdiction,
            body__name=name,
            role=role,
        )


class TargetQuerySet(GuardedQuerySet["Target"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Target":
        return self.get(plan__slug=slug, code=code)


class ImportQuerySet(GuardedQuerySet["Import"]):
    """Imports are for those who take a step of them, or may look on."""

    def visible_to(self, reader: Reader) -> Self:
        """Of whoever is limited to some plans, those for these, and for a new plan those of the reader's own making."""
        seen = super().visible_to(reader)
        if isinstance(reader, AbstractBaseUser) and visibility_of(reader).scope("import") is Scope.PLANS:
            return seen | self.filter(plan=None, by=reader)
        return seen

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """As in the API: the public sees none of them."""
        return self.visible_to(user)

    def being_read(self) -> "models.QuerySet[Import]":
        """Those whose file is being read, or waits for it."""
        return self.filter(state=ImportState.READING)

    def being_applied(self) -> "models.QuerySet[Import]":
        """Those that a process of its own applies, or is about to."""
        return self.filter(state=ImportState.APPLYING)

    def in_progress(self) -> "models.QuerySet[Import]":
        """Those that a process reads or applies, or is about to."""
        return self.filter(state__in=[ImportState.READING, ImportState.APPLYING])


class ConflictQuerySet(GuardedQuerySet["Conflict"]):
    """Conflicts between an import and what editors changed."""

    def open(self) -> Self:
        """Those that wait for a person."""
        return self.filter(state=ConflictState.OPEN)


class IssuedReportQuerySet(GuardedQuerySet["IssuedReport"]):
    """Issued reports are for those who see, drafts included, every plan that they cover."""

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """As in the API: the public sees none of them."""
        return self.visible_to(user)


class CorrectionQuerySet(GuardedQuerySet["Correction"]):
    """Corrections of readings, in the order in which they are made again."""

    def of_plan(self, plan: "Plan") -> Self:
        """Those that were made on its documents, and on imports that were applied to it."""
        applied = Q(item__plan=plan, item__state=ImportState.APPLIED)
        return self.filter(Q(plan=plan) | applied).order_by("pk")

    def of_import(self, item: "Import") -> Self:
        """The import's own and, where it is for a plan that is here, those of the plan."""
        own = self.filter(item=item)
        return (own | self.of_plan(item.plan)).order_by("pk") if item.plan is not None else own


# The kinds of records that the change feed tells of, by their names in the API.
RESOURCES = {
    "plans": "plan",
    "sources": "sourcedocument",
    "sections": "section",
    "measures": "measure",
    "targets": "target",
    "bodies": BODY,
}


class ChangeQuerySet(models.QuerySet["Change"]):
    """Numbers up to the head never change and never gain a smaller neighbour: they rise in the order of commits."""

    def last_change(self) -> "Change":
        """The newest change; in a feed that was never begun, an unsaved one of number 0."""
        return self.order_by("-pk").first() or self.model(pk=0, at=timezone.now())

    def head(self) -> int:
        """The newest number, 0 in a feed that was never begun."""
        return int(self.last_change().pk)

    def oldest(self) -> int:
        """The number of the oldest change still kept: whoever has read up to it, or further, has missed nothing."""
        return self.order_by("pk").values_list("pk", flat=True).first() or 0

    def visible_to(self, reader: Reader) -> Self:
        """The changes of records that `reader` sees or, where it is the public's rule that decides, saw before."""
        visibility, condition = visibility_of(reader), Q(shown_before=True) | Q(shown_after=True)
        for resource, model_name in RESOURCES.items():
            scope = visibility.scope(model_name)
            if scope is Scope.ALL:
                condition |= Q(resource=resource)
            elif scope is Scope.PLANS:
                condition |= Q(resource=resource, plan_pk__in=visibility.plans)
        return self.filter(condition)

    def lock(self) -> None:
        """Acquire the change feed's lock for the rest of the transaction, so that nobody else writes a record.

        To be called before any row is locked. On SQLite the transaction itself is this lock.
        """
        connection = connections[self.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT feed_hold()")

    def prune(self, before: datetime) -> int:
        """Forget what happened before that moment, but for the last of it: that marks how far the feed reaches back."""
        last = self.filter(at__lt=before).order_by("-pk").values_list("pk", flat=True).first() or 0
        return self.filter(pk__lt=last).delete()[0]

    def restart(self) -> None:
        """Make every cursor given so far expire: after a backup was restored, or data was changed around the feed."""
        self.all().delete()
        self.bulk_create([self.model(operation=Operation.START, shown_before=False, shown_after=False)])
