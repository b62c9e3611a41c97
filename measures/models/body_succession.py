"""Which body took over the responsibilities of which, and from when: a reorganisation (机构改革) and its effects.

A succession has two dates: when it was recorded (its edit) and from when it counts. The stored responsibilities say who
answers now: they go over when that day has come (see `measures.edits.succeeding`), and what went over is kept, so that
`measures.as_of.bodies` can say who answered on an earlier day.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.choices import Role
from measures.models.base import Part, Record
from measures.models.body import ResponsibleBody
from measures.models.edit import Edit
from measures.models.history import history_of_edits
from measures.models.measure import Measure, Responsibility
from measures.models.names import check_plain
from measures.models.plan import Plan, Section
from measures.querysets import BodySuccessionQuerySet


class BodySuccession(Record):
    """From `counts_from` on, `to_body` answers for what `from_body` answered for: for all of it, or for a part.

    A part is what a plan, a section with all below it, a role, or the measures of the primary keys in `chosen` name;
    of several of these, what all of them name. `carried_out_at` is null until the day has come.
    """

    from_body = models.ForeignKey(
        ResponsibleBody, models.PROTECT, related_name="successions", verbose_name=_("body that hands over")
    )
    to_body = models.ForeignKey(
        ResponsibleBody, models.PROTECT, related_name="taken_over", verbose_name=_("body that takes over")
    )
    counts_from = models.DateField(_("counts from"), help_text=_("The first day on which the other body answers."))
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only of the plan")
    )
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only of the section")
    )
    role = models.CharField(_("only in the role"), max_length=16, choices=Role, blank=True)
    chosen = models.JSONField(_("only the measures"), null=True, blank=True, editable=False)
    document = models.CharField(
        _("by which document"),
        max_length=255,
        blank=True,
        validators=[check_plain],
        help_text=_("Title or number of the document that ordered it."),
    )
    note = models.TextField(_("note"), blank=True)
    recorded_in = models.ForeignKey(
        Edit, models.PROTECT, editable=False, related_name="body_successions", verbose_name=_("recorded by the edit")
    )
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, blank=True, editable=False)
    history = history_of_edits()

    objects = BodySuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession of bodies")
        verbose_name_plural = _("successions of bodies")
        ordering = ["counts_from", "pk"]
        default_permissions = ["view"]
        permissions = [("record_bodysuccession", _("Can record successions of bodies"))]
        constraints = [
            models.CheckConstraint(
                name="body_succession_of_another",
                condition=~Q(from_body=F("to_body")),
                violation_error_message=_("A body cannot succeed itself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_body} → {self.to_body}"

    @property
    def is_whole(self) -> bool:
        """Whether everything goes over, so that the one body ends."""
        return self.scope == (None, None, "", None)

    @property
    def scope(self) -> tuple[int | None, int | None, str, tuple[int, ...] | None]:
        """What two successions of the same part have in common."""
        chosen = None if self.chosen is None else tuple(sorted(self.chosen))
        return self.plan_id, self.section_id, self.role, chosen

    @property
    def has_begun(self) -> bool:
        return self.counts_from <= timezone.localdate()

    def responsibilities(self) -> models.QuerySet[Responsibility]:
        """What the one body answers for now, as far as this is about it; of withdrawn measures, too."""
        found = Responsibility.objects.filter(body=self.from_body_id)
        if self.role:
            found = found.filter(role=self.role)
        if self.plan_id:
            found = found.filter(measure__plan=self.plan_id)
        if self.section is not None:
            found = found.filter(measure__in=Measure.objects.within(self.section).order_by().values("pk"))
        if self.chosen is not None:
            found = found.filter(measure__in=self.chosen)
        return found

    def covers(self, measure: Measure, role: str) -> bool:
        """Whether this is about the one body's role in a measure."""
        if self.role not in ("", role) or self.plan_id not in (None, measure.plan_id):
            return False
        if self.chosen is not None and measure.pk not in self.chosen:
            return False
        return self.section is None or f"{measure.section.path}.".startswith(f"{self.section.path}.")

    def clean(self) -> None:
        """Raises ValidationError, at the field, where the succession contradicts itself, the bodies or another one."""
        if not (self.from_body_id and self.to_body_id and self.counts_from):  # refused as fields already
            return
        if self.from_body_id == self.to_body_id:
            raise ValidationError({"to_body": ValidationError(_("A body cannot succeed itself."), code="itself")})
        self.check_scope()
        self.check_validity()
        self.check_others()
        if self.is_whole:
            self.refuse_circle()

    def check_scope(self) -> None:
        """A section is one of the plan; where only the section is said, its plan is the one."""
        if self.section is not None and self.plan_id is None:
            self.plan = self.section.plan
        if self.section is not None and self.plan_id != self.section.plan_id:
            raise ValidationError({"section": _("The section belongs to another plan.")})

    def check_validity(self) -> None:
        """On that day both bodies are there: the one until the day before, the other from this day on."""
        before = _("“%(body)s” came into being on %(day)s only.")
        after = _("“%(body)s” ended on %(day)s.")
        for field, body in (("counts_from", self.from_body), ("to_body", self.to_body)):
            if body.valid_from is not None and body.valid_from > self.counts_from:
                refuse(field, before, body, body.valid_from)
        if self.to_body.valid_until is not None and self.to_body.valid_until < self.counts_from:
            refuse("to_body", after, self.to_body, self.to_body.valid_until)

    def check_others(self) -> None:
        """Nothing goes over twice: not after all of it has, nor all of it before a part that is recorded already."""
        for other in BodySuccession.objects.filter(from_body=self.from_body_id).exclude(pk=self.pk):
            if other.is_whole and (other.carried_out_at or self.is_whole or other.counts_from <= self.counts_from):
                refuse("from_body", _("“%(body)s” has taken over all of it from %(day)s on."), *said_of(other))
            if self.is_whole and self.counts_from < other.counts_from:
                refuse("counts_from", _("“%(body)s” takes over a part on %(day)s: later than all."), *said_of(other))
            if self.scope == other.scope:
                refuse("from_body", _("“%(body)s” has taken over this part from %(day)s on."), *said_of(other))

    def refuse_circle(self) -> None:
        """Raise ValidationError where the body that takes over has itself, perhaps by others, been taken over by it."""
        whole = BodySuccession.objects.whole().exclude(pk=self.pk)
        then = dict(whole.values_list("from_body", "to_body"))
        body: int | None = self.to_body_id
        while body is not None:
            if body == self.from_body_id:
                message = _("“%(other)s” has itself gone over to “%(body)s”: that would be a circle.")
                names = {"other": self.to_body.name, "body": self.from_body.name}
                raise ValidationError({"to_body": ValidationError(message, code="circle", params=names)})
            body = then.pop(body, None)


def said_of(succession: BodySuccession) -> tuple[ResponsibleBody, date]:
    return succession.to_body, succession.counts_from


def refuse(field: str, message: "str | Promise", body: ResponsibleBody, day: date) -> None:
    """Raise ValidationError at a field, naming a body and a day."""
    params = {"body": body.name, "day": day.isoformat()}
    raise ValidationError({field: ValidationError(str(message), code="succession", params=params)})


class MovedResponsibility(Part):
    """A responsibility that a succession took from the one body to the other.

    `responsibility` is its primary key. Where the other body had the role already, it was `joined`: deleted, since the
    role stands there once.
    """

    owner_fields = ("succession",)

    succession = models.ForeignKey(
        BodySuccession, models.CASCADE, related_name="moved", verbose_name=_("succession of bodies")
    )
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    responsibility = models.PositiveBigIntegerField(_("responsibility"))
    role = models.CharField(_("role"), max_length=16, choices=Role)
    joined = models.BooleanField(_("joined"), default=False)
    history = history_of_edits()

    class Meta:
        verbose_name = _("responsibility that went over")
        verbose_name_plural = _("responsibilities that went over")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["succession", "responsibility"], name="moved_responsibility_once")
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())  # the responsibility's own line says of which measure and body
