"""Plans, the documents that they were read from, and their sections."""

from collections.abc import Collection
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import ClassVar, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from measures.choices import DocumentKind, Numbering, PlanKind, PlanState
from measures.models.base import CODE, AllSaveOptions, Curated, Record, Sourced, depends_on, next_code
from measures.models.edit import joined_unit
from measures.models.files import delete_files, document_storage, new_file_name
from measures.models.history import history_of_edits
from measures.querysets import PlanQuerySet, SectionQuerySet, SourceDocumentQuerySet
from measures.terms import KEPT

SECTION_CODE, SECTION_PATH = 64, 128  # characters
EARLIEST_YEAR, LATEST_YEAR = 1949, 2149
YEAR = [MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)]
YEARS_AFTER = 5  # a deadline may be so long after the plan's period
# Of what stands in a plan: the public reads the plan, which asks for a second person.
PLAN_ASKS: dict[str, object] = {"plan__state": PlanState.PUBLISHED, "plan__second_person": True}


class Plan(Record):
    """A plan as its office adopted it. `slug` is its public name for life."""

    step_field = "state"
    drafted = (
        "title",
        "text",
        "kind",
        "issuer_id",
        "document_number",
        "issued_on",
        "period_start",
        "period_end",
        "horizon_year",
        "jurisdiction",
    )
    asks_where: ClassVar[dict[str, object]] = {"state": PlanState.PUBLISHED, "second_person": True}
    publish_right = "measures.publish_plan"

    slug = models.SlugField(_("slug"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), blank=True, help_text=_("The plan's own words: its preamble and its closing."))
    kind = models.CharField(_("kind"), max_length=16, choices=PlanKind, default=PlanKind.OUTLINE)
    issuer = models.ForeignKey(
        "measures.ResponsibleBody", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issuer")
    )
    document_number = models.CharField(_("document number"), max_length=64, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    period_start = models.PositiveSmallIntegerField(_("period start"), null=True, blank=True, validators=YEAR)
    period_end = models.PositiveSmallIntegerField(_("period end"), null=True, blank=True, validators=YEAR)
    horizon_year = models.PositiveSmallIntegerField(_("horizon year"), null=True, blank=True, validators=YEAR)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=PlanState, default=PlanState.DRAFT)
    second_person = models.BooleanField(
        _("a second person publishes changes"),
        default=False,
        db_default=False,
        help_text=_("What is changed in what the public reads of it waits until somebody else publishes it."),
    )
    baseline = models.JSONField(_("baseline"), null=True, blank=True, editable=False)
    history = history_of_edits(excluded_fields=["baseline"])

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["slug"]
        permissions = [("publish_plan", _("Can publish plans")), ("archive_plan", _("Can archive plans"))]
        constraints = [
            models.CheckConstraint(
                name="plan_period",
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_start__lte=F("period_end")),
                violation_error_message=_("A plan's period starts before it ends."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def steps_between(cls, before: str, after: str) -> set[str]:
        """A plan that comes before the public or leaves it, and one that goes into the archive or comes out of it."""
        steps = {PlanState.PUBLISHED: "measures.publish_plan", PlanState.ARCHIVED: "measures.archive_plan"}
        return {right for state, right in steps.items() if (before == state) != (after == state)}

    def clean(self) -> None:
        if self.pk and Plan.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError({"slug": _("A plan keeps its slug.")})

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def deadline_years(self) -> tuple[int, int]:
        """The first and last year of a deadline of this plan: work may outlast the period by some years."""
        end = max(self.period_end or 0, self.horizon_year or 0)
        return self.period_start or EARLIEST_YEAR, end + YEARS_AFTER if end else LATEST_YEAR

    @staticmethod
    def outside_deadline_years(year: int, prefix: str = "") -> Q:
        """The plans for which a deadline in `year` is out of time: `deadline_years` as a condition on rows."""
        begun = Q(**{f"{prefix}period_start__lte": year})
        open_ended = Q(**{f"{prefix}period_end__isnull": True, f"{prefix}horizon_year__isnull": True})
        if year >= EARLIEST_YEAR:
            begun |= Q(**{f"{prefix}period_start__isnull": True})
        lasting = Q(**{f"{prefix}period_end__gte": year - YEARS_AFTER})
        lasting |= Q(**{f"{prefix}horizon_year__gte": year - YEARS_AFTER})
        if year <= LATEST_YEAR:
            lasting |= open_ended
        return ~(begun & lasting)

    @property
    def deletable(self) -> bool:
        """A draft, with all that stands in it; any other plan is archived."""
        return self.state == PlanState.DRAFT

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the plan with everything in it, and the files that it was read from."""
        with joined_unit():
            delete_files(self.sources.values_list("file", flat=True))
            return super().delete(using, keep_parents)


class SourceDocument(models.Model):
    """One edition of a plan's document, or a division of work for it: the text that every source span counts in.

    Furniture included. `edition` numbers the documents of one kind in the order in which they came; `code` names one
    among all of the plan's: "2" is its second edition, "division-1" its first division of work.
    `passages` tile the text: [start, end, kind, code] each; `places` say where the text from `start` on stands in its
    file: [start, page, ""] or [start, row, sheet]; see docs/data-model.md. A document read before version 2 of
    the parser has none until it is read again.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources", verbose_name=_("plan"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind, default=DocumentKind.PLAN)
    code = models.GeneratedField(
        expression=Case(
            When(kind=DocumentKind.PLAN, then=Cast("edition", models.CharField(max_length=24))),
            default=Concat("kind", Value("-"), Cast("edition", models.CharField(max_length=24))),
        ),
        output_field=models.CharField(_("code"), max_length=24),
        db_persist=True,
        verbose_name=_("code"),
    )
    filename = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(
        _("original file"),
        storage=document_storage,
        upload_to=new_file_name,
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("The bytes that were read; none of a document that came as a fixture."),
    )
    text = models.TextField(_("text"))
    parser_version = models.CharField(_("parser version"), max_length=16)
    passages = models.JSONField(
        _("passages"), default=list, blank=True, help_text=_("What each stretch of the text became.")
    )
    places = models.JSONField(
        _("places"), default=list, blank=True, help_text=_("The page, or the sheet and row, from which text comes.")
    )
    coverage = models.JSONField(_("coverage"), default=dict, help_text=_("Characters of each kind of passage."))
    problems = models.JSONField(_("problems"), default=list, blank=True)
    undone = models.BooleanField(
        _("undone"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("The import of this edition was undone: it no longer counts as the plan's last."),
    )

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        ordering = ["plan", "-kind", "edition"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind", "edition"], name="source_natural_key")]

    def __str__(self) -> str:
        return self.filename

    @property
    def numbered(self) -> str:
        """Which of the plan's documents it is, for people: 第2版, 第1份任务分工方案."""
        text = _("Edition %(number)d") if self.kind == DocumentKind.PLAN else _("Division of work %(number)d")
        return text % {"number": self.edition}

    def wording(self, code: str) -> str:
        """What this edition says of the record of that code, "" where it has none: its passages, one a line."""
        return self.wordings({code}).get(code, "")

    def wordings(self, codes: Collection[str]) -> dict[str, str]:
        """What this edition says of the records of these codes, but for those that it has not."""
        found: dict[str, list[str]] = {}
        for start, end, kind, code in self.passages:
            if code in codes and kind in KEPT:
                found.setdefault(code, []).append(self.text[start:end].strip())
        return {code: "\n".join(parts) for code, parts in found.items()}

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """From the code of each section and measure that this edition has to where it stands in the text.

        From its first passage to its last, without the white space at the end.
        """
        found: dict[str, tuple[int, int]] = {}
        for start, end, kind, code in self.passages:
            if code and kind in KEPT:
                found[code] = found.get(code, (start, end))[0], end
        return {code: (start, start + len(self.text[start:end].rstrip())) for code, (start, end) in found.items()}

    @depends_on("measures.plan")
    def natural_key(self) -> tuple[str, int | str]:
        return (*self.plan.natural_key(), document_number(self.kind, self.edition))


def document_number(kind: str, edition: int) -> int | str:
    """What names a document among those of its plan, as fixtures have it: its code, of an edition as a number."""
    return edition if kind == DocumentKind.PLAN else f"{kind}-{edition}"


def heading_of(label: str, title: str) -> str:
    """A heading as printed: 第一节 研究, but 一、研究."""
    between = " " if label[-1:].isalnum() else ""
    return f"{label}{between}{title}"


@lru_cache(4096)
def paths_down_to(path: str) -> tuple[str, ...]:
    """The paths of the sections above one, from the top, and its own: 0003.0001 → 0003, 0003.0001."""
    return tuple(accumulate(path.split("."), "{}.{}".format))


class Section(Record, Curated, Sourced):
    """A heading with its own paragraphs. `path` sorts a plan's sections: each step four digits, `0003.0001`."""

    drafted = ("title", "text", "numbering", "label", "parent_id", "position", "path", "withdrawn_on")
    asks_where = PLAN_ASKS
    publish_right = "measures.publish_plan"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=SECTION_CODE, validators=[CODE])
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("parent section")
    )
    numbering = models.CharField(_("numbering"), max_length=16, choices=Numbering, default=Numbering.NONE)
    label = models.CharField(_("label"), max_length=32, blank=True, help_text=_("The printed number."))
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    position = models.PositiveIntegerField(_("position"), help_text=_("Place in the document."))
    path = models.CharField(_("path"), max_length=SECTION_PATH, editable=False)
    history = history_of_edits(excluded_fields=["baseline"])

    objects = SectionQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["plan", "path"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "code"], name="section_natural_key"),
            models.UniqueConstraint(fields=["plan", "path"], name="section_path"),
        ]

    def __str__(self) -> str:
        return heading_of(self.label, self.title)

    @depends_on("measures.plan", "measures.sourcedocument")
    def natural_key(self) -> tuple[str, str]:
        return (*self.plan.natural_key(), self.code)

    def clean(self) -> None:
        if self.parent is not None and self.parent.plan_id != self.plan_id:
            raise ValidationError({"parent": _("The parent section belongs to another plan.")})
        if self._state.adding and not self.code and self.plan_id is not None:  # without one the field is refused
            self._check_place()

    def _check_place(self) -> None:
        """The code and the path that `save` will give must fit their columns."""
        stem, trunk = self._stem_and_trunk()
        if len(next_code(Section, self.plan, f"{stem}u")) > SECTION_CODE or len(f"{trunk}0001") > SECTION_PATH:
            raise ValidationError({"parent": _("A section cannot stand so deep below others.")})

    def _stem_and_trunk(self) -> tuple[str, str]:
        """With what the codes and the paths of the parent's children begin."""
        return (f"{self.parent.code}.", f"{self.parent.path}.") if self.parent else ("", "")

    def save(self, **kwargs: Unpack[AllSaveOptions]) -> None:
        """One added by hand, without a code, becomes the last section of its parent."""
        if self._state.adding and not self.code:
            with joined_unit():
                self._place_last()
                super().save(**kwargs)
        else:
            super().save(**kwargs)

    def _place_last(self) -> None:
        """Code as of a heading without number (`3.1.u1`), and the last place below the parent."""
        self.code = next_code(Section, self.plan, f"{self._stem_and_trunk()[0]}u")
        self.place_last()

    def place_last(self) -> None:
        """Path after the last sibling, position after all that stands below the parent."""
        _stem, trunk = self._stem_and_trunk()
        last = self.plan.sections.filter(parent=self.parent).aggregate(Max("path"))["path__max"] or "0"
        self.path = f"{trunk}{int(last.rpartition('.')[2]) + 1:04d}"
        above = Q(path__startswith=trunk) | Q(pk=self.parent_id)
        within = self.plan.sections.filter(above) if self.parent else self.plan.sections.all()
        places = within.aggregate(own=Max("position"), measures=Max("measures__position"))
        self.position = max(places["own"] or 0, places["measures"] or 0)

    @property
    def deletable(self) -> bool:
        """One added by hand that holds nothing; what a document says is withdrawn, never deleted."""
        return self.source_id is None and not self.measures.exists() and not self.children.exists()
