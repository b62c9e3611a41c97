"""Responsible bodies: organisations with their names, aliases, place above and below others, and validity."""

from json import JSONEncoder
from typing import Any, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.choices import BodyKind
from measures.models.base import AllSaveOptions, Record
from measures.models.history import history_of_edits
from measures.models.names import check_plain, comparable
from measures.querysets import BodyQuerySet
from measures.terms import body_uuid


class PlainEncoder(JSONEncoder):
    """Chinese as itself, so that a search in the column finds it on SQLite too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})


def check_aliases(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValidationError(_("Aliases are a list of names."), code="aliases")
    for name in value:
        check_plain(name)


class ResponsibleBody(Record):
    """An organisation that answers for measures, or is named in them (then its jurisdiction may be empty)."""

    uuid = models.UUIDField(_("public id"), unique=True, editable=False)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=64, blank=True, validators=[check_plain])
    name = models.CharField(_("name"), max_length=128, validators=[check_plain])
    aliases = models.JSONField(_("aliases"), default=list, blank=True, encoder=PlainEncoder, validators=[check_aliases])
    kind = models.CharField(_("kind"), max_length=16, choices=BodyKind, default=BodyKind.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent body")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    history = history_of_edits()

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        ordering = ["jurisdiction", "name"]
        permissions = [("merge_responsiblebody", _("Can merge responsible bodies"))]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"],
                name="body_natural_key",
                violation_error_message=_("This jurisdiction has a body of this name already."),
            ),
            models.CheckConstraint(
                name="body_valid_dates",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("A body is valid from a day before the day until which it is valid."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.jurisdiction, self.name)

    def save(self, **kwargs: Unpack[AllSaveOptions]) -> None:
        if not self.uuid:
            self.uuid = self._free_uuid()
        super().save(**kwargs)

    def _free_uuid(self) -> UUID:
        """The name's own UUID, or a random one where a renamed body keeps it."""
        wanted = body_uuid(self.jurisdiction, self.name)
        return uuid4() if type(self).objects.filter(uuid=wanted).exists() else wanted

    @property
    def full_name(self) -> str:
        """With its jurisdiction: every city has a 市发改委."""
        return f"{self.name}（{self.jurisdiction}）" if self.jurisdiction else self.name

    @property
    def deletable(self) -> bool:
        """One that never answered for anything; any other gets a day until which it is valid."""
        return not self.responsibilities.exists()

    def clean(self) -> None:
        self.refuse_circle("parent", _("A body cannot stand below itself."))
        self.refuse_circle("successor", _("A body cannot succeed itself."))
        if self.is_renamed():
            self.check_confusable()

    def refuse_circle(self, name: str, message: "str | Promise") -> None:
        """Raise ValidationError where the reference `name`, followed on, leads back to this body."""
        seen: set[int | None] = set()
        other = getattr(self, name)
        while other is not None and other.pk not in seen:
            if other.pk == self.pk:
                raise ValidationError({name: message})
            seen.add(other.pk)
            other = getattr(other, name)

    def is_renamed(self) -> bool:
        """Whether a name, an alias or the jurisdiction differs from what is stored, or nothing is stored yet."""
        same = type(self).objects.filter(pk=self.pk, jurisdiction=self.jurisdiction, name=self.name)
        return list(same.values_list("aliases", flat=True)) != [self.aliases]

    def check_confusable(self) -> None:
        """Raise ValidationError where a name or alias looks like a name or alias of another body of the jurisdiction.

        A body whose look-alike is older than this rule can still be edited otherwise: see `is_renamed`.
        """
        others = type(self).objects.exclude(pk=self.pk).only("jurisdiction", "name", "aliases")
        place = comparable(self.jurisdiction)
        taken = {
            comparable(word): other
            for other in others
            if comparable(other.jurisdiction) == place
            for word in (*other.aliases, other.name)
        }
        errors: dict[str, list[ValidationError]] = {}
        for field, word in (("name", self.name), *(("aliases", alias) for alias in self.aliases)):
            if other := taken.get(comparable(word)):
                message = _("“%(word)s” is, or looks like, a name or an alias of “%(other)s”.")
                params = {"word": word, "other": other.name}
                errors.setdefault(field, []).append(ValidationError(message, code="confusable", params=params))
        if errors:
            raise ValidationError(errors)
