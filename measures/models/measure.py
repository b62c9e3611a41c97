"""Measures and their parts: responsibilities and targets."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Unpack

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from measures.choices import Comparator, MeasureKind, Nature, Origin, Phase, ReviewState, Role, Timeliness
from measures.models.base import CODE, AllSaveOptions, Curated, Part, Record, Sourced, depends_on, next_code
from measures.models.body import ResponsibleBody
from measures.models.edit import joined_unit
from measures.models.history import history_of_edits
from measures.models.plan import PLAN_ASKS, YEAR, Plan, Section
from measures.querysets import MeasureQuerySet, ResponsibilityQuerySet, TargetQuerySet, timeliness

MOST_DIGITS = 15


class Measure(Record, Curated, Sourced):
    """What the plan says is to be done: a task or a project, not a performance figure (that is a `Target`)."""

    step_field, confirmable = "review_state", True
    drafted = (
        "title",
        "text",
        "kind",
        "label",
        "section_id",
        "position",
        "phase",
        "due_on",
        "due_text",
        "note",
        "withdrawn_on",
    )
    asks_where: ClassVar[dict[str, object]] = {"review_state": ReviewState.PUBLISHED, **PLAN_ASKS}
    publish_right = "measures.publish_measure"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures", verbose_name=_("plan"))
    section = models.ForeignKey(Section, models.RESTRICT, related_name="measures", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=80, validators=[CODE])
    kind = models.CharField(_("kind"), max_length=16, choices=MeasureKind, default=MeasureKind.MEASURE)
    label = models.CharField(_("label"), max_length=32, blank=True, help_text=_("The printed number."))
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"))
    position = models.PositiveIntegerField(_("position"), help_text=_("Place in the document."))
    phase = models.CharField(_("phase"), max_length=16, choices=Phase, default=Phase.NOT_STARTED)
    review_state = models.CharField(
        _("review state"), max_length=16, choices=ReviewState, default=ReviewState.EXTRACTED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_text = models.CharField(
        _("deadline in words"), max_length=255, blank=True, help_text=_("The document's own words for the deadline.")
    )
    note = models.TextField(_("note"), blank=True)
    successors = models.ManyToManyField(
        "self",
        through="measures.Succession",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successors"),
    )
    bodies = models.ManyToManyField(ResponsibleBody, through="measures.Responsibility", related_name="measures")
    history = history_of_edits(excluded_fields=["baseline"])

    objects = MeasureQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["plan", "position", "id"]
        permissions = [("confirm_measure", _("Can confirm measures")), ("publish_measure", _("Can publish measures"))]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "code"], name="measure_natural_key"),
        ]
        indexes = [
            # With what most lists leave out, so that sorting all by something else touches no row either.
            models.Index(fields=["plan", "position", "id", "withdrawn_on"], name="measure_document_order"),
            models.Index(fields=["review_state", "plan"], name="measure_state"),  # counts touch no row
            models.Index(
                fields=["plan", "phase", "review_state", "id"],
                name="measure_in_force",  # the start page counts by it
                condition=Q(withdrawn_on__isnull=True),
            ),
            models.Index(fields=["due_on", "id"], name="measure_due"),
            models.Index(fields=["updated_at", "id"], name="measure_updated"),
            models.Index(fields=["code"], name="measure_code"),  # a search for 3.1.1-1
            models.Index(fields=["label"], name="measure_label"),
        ]

    def __str__(self) -> str:
        return self.title

    @depends_on("measures.section")
    def natural_key(self) -> tuple[str, str]:
        return (*self.plan.natural_key(), self.code)

    @classmethod
    def steps_between(cls, before: str, after: str) -> set[str]:
        """One right for each step in between, in whichever direction."""
        first, last = sorted(list(ReviewState).index(ReviewState(state)) for state in (before, after))
        return {*("measures.confirm_measure", "measures.publish_measure")[first:last]}

    confirmed_due_on: date | None = None  # a deadline far from the plan's time that somebody says is right

    def clean(self) -> None:
        if self.section_id and self.section.plan_id != self.plan_id:
            raise ValidationError({"section": _("The section belongs to another plan.")})
        self.check_deadline()

    def check_deadline(self) -> None:
        """Raise ValidationError for a new deadline far from the plan's time: most likely a slip of the hand.

        One that the measure has or once had, or that a person has confirmed, is meant.
        """
        if self.due_on is None or self.plan_id is None:  # without a plan, where a form's section is refused
            return
        first, last = self.plan.deadline_years()
        if first <= self.due_on.year <= last or self.due_on == self.confirmed_due_on:
            return
        known = (Measure.objects.filter(pk=self.pk), Measure.history.filter(id=self.pk))
        if not any(rows.filter(due_on=self.due_on).exists() for rows in known):
            message = _(
                "The year %(year)s is outside the plan's time: a deadline is in the years %(first)s to %(last)s."
            )
            params = {"year": self.due_on.year, "first": first, "last": last}
            raise ValidationError({"due_on": ValidationError(message, code="year", params=params)})

    def save(self, **kwargs: Unpack[AllSaveOptions]) -> None:
        """One added by hand, without a code, takes the next free place of its section."""
        if self._state.adding and not self.code:
            with joined_unit():
                self.code = next_code(Measure, self.plan, f"{self.section.code}-")
                self.place_last()
                super().save(**kwargs)
        else:
            super().save(**kwargs)

    def place_last(self) -> None:
        """Take the position of the section's last measure (the later record stands after it), or of its heading."""
        last = self.section.measures.exclude(pk=self.pk).aggregate(Max("position"))["position__max"]
        self.position = last or self.section.position

    @property
    def deletable(self) -> bool:
        """What a document says or the public has read is withdrawn, never deleted."""
        return self.source_id is None and self.review_state != ReviewState.PUBLISHED

    @property
    def changed_since_confirmed(self) -> bool:
        """Whether what a document says and people check is another than was confirmed: see `ConfirmedContent`."""
        kept = getattr(self, "confirmed_content", None)
        return bool(kept and kept.changed)

    @property
    def timeliness(self) -> Timeliness:
        return timeliness(self.due_on, self.phase, self.withdrawn_on)


class Responsibility(Part, Sourced):
    """One body's role in one measure."""

    owner_fields = ("measure",)

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="responsibilities", verbose_name=_("measure"))
    body = models.ForeignKey(
        ResponsibleBody,
        models.PROTECT,
        db_index=False,  # responsibility_of_body begins with it
        related_name="responsibilities",
        verbose_name=_("responsible body"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.LEAD)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    origin = models.CharField(_("origin"), max_length=16, choices=Origin, default=Origin.EDITOR, editable=False)
    history = history_of_edits()

    objects = ResponsibilityQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["measure", "position", "id"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["measure", "body", "role"],
                name="responsibility_natural_key",
                violation_error_message=_("This body has this role in the measure already."),
            ),
        ]
        indexes = [models.Index(fields=["body", "measure"], name="responsibility_of_body")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.body}"

    @depends_on("measures.measure", "measures.responsiblebody")
    def natural_key(self) -> tuple[str, ...]:
        return (*self.measure.natural_key(), *self.body.natural_key(), self.role)


def check_digits(value: Decimal) -> None:
    """Refuse a number of more than 15 digits: JSON parsers (RFC 8259, section 6) and SQLite would round it."""
    if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        raise ValidationError(_("Say a number of at most %(digits)d digits.") % {"digits": MOST_DIGITS})


class Target(Part, Sourced):
    """A quantity to reach by a year. `value` is null where the text gives a year only."""

    owner_fields = ("measure", "section")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=96, validators=[CODE])
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="targets", verbose_name=_("measure")
    )
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="targets", verbose_name=_("section")
    )
    text = models.TextField(_("text"))
    metric = models.CharField(_("metric"), max_length=255, blank=True)
    comparator = models.CharField(_("comparator"), max_length=16, choices=Comparator, default=Comparator.NONE)
    value = models.DecimalField(
        _("value"), max_digits=20, decimal_places=4, null=True, blank=True, validators=[check_digits]
    )
    unit = models.CharField(_("unit"), max_length=32, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=YEAR)
    nature = models.CharField(_("nature"), max_length=16, choices=Nature, default=Nature.UNSTATED)
    history = history_of_edits()

    objects = TargetQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "code"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "code"], name="target_natural_key"),
            models.CheckConstraint(
                name="target_stands_in_one",
                condition=Q(measure__isnull=True) ^ Q(section__isnull=True),
                violation_error_message=_("A target stands in a measure or in a section, not in both."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, **kwargs: Unpack[AllSaveOptions]) -> None:
        """One added by hand, without a code, takes the next free number of what it stands in."""
        stands_in = self.measure or self.section
        if self._state.adding and not self.code and stands_in is not None:
            self.code = next_code(Target, self.plan, f"{stands_in.code}/t")
        super().save(**kwargs)

    @depends_on("measures.measure")
    def natural_key(self) -> tuple[str, str]:
        return (*self.plan.natural_key(), self.code)
