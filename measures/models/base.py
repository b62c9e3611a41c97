"""What records have in common: a version that counts edits, parts, and the place in the document they came from."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypedDict, TypeVar, Unpack

from django.core.validators import RegexValidator
from django.db import connections, models, router
from django.db.models import F, Q
from django.db.models.base import ModelBase
from django.db.models.deletion import Collector
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.confirming import keep_contents
from measures.models.deferred_writes import write
from measures.models.edit import UnitOfWork, current_unit, joined_unit
from measures.models.history import AnyField, Tracked, keep_stored_state
from measures.models.pending import asking_among, refuse_direct
from measures.models.replaced import keep_untracked
from measures.models.steps import check_new, check_steps
from measures.prepared import one_of, update_statement, was

if TYPE_CHECKING:
    from django.db.models.fetch_modes import FetchMode

# 3.1.1, 3.1b, b3, p2.4, 3.1.1-2, 3.1.1-2/t1
CODE = RegexValidator(r"^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\Z", _("A code such as 3.1.1 or 3.1.1-2."))

Columns: TypeAlias = Collection[tuple[AnyField, type[models.Model] | None, object]]  # with their values


class ReadOptions(TypedDict, total=False):
    """The rest of what `Model.from_db` takes, from Django 6.1 on."""

    fetch_mode: "FetchMode | None"


class SaveOptions(TypedDict, total=False):
    """The rest of what `Model.save` takes."""

    force_insert: bool | tuple[ModelBase, ...]
    force_update: bool
    using: str | None


class AllSaveOptions(SaveOptions, total=False):
    """All that `Model.save` takes."""

    update_fields: Iterable[str] | None


class StaleRecordError(Exception):
    """The record was written by someone else since it was read: its stored version is another one."""

    def __init__(self, record: models.Model) -> None:
        super().__init__(f"{record._meta.model_name} {record.pk} has moved on since it was read")
        self.record = record


class Record(Tracked):
    """`version` starts at 1 and rises by one with every edit; a writer that saw an older one must not overwrite.

    `step_field` is the field whose values lead step by step to the public, "" where a record has none. Where
    `asks_where` holds, the public reads the record and its plan asks for a second person: what is `drafted` (by
    attribute) is then kept as a pending change, which takes `publish_right` to publish.
    """

    step_field: ClassVar[str] = ""
    confirmable: ClassVar[bool] = False  # whether it is kept what such a record said when it was confirmed
    drafted: ClassVar[tuple[str, ...]] = ()
    asks_where: ClassVar[dict[str, object]] = {}
    publish_right: ClassVar[str] = ""

    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        abstract = True

    _read_state: str | None = None  # the value of `step_field` that was read
    _expected: dict[str, object] | None = None  # what the next UPDATE must find; `loaddata` writes whatever is there

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[object],
        **options: Unpack[ReadOptions],
    ) -> Self:
        """The record that these values, read from the database, make."""
        record = super().from_db(db, field_names, values, **options)
        record._read_state = vars(record).get(cls.step_field)
        return record

    @classmethod
    def part_models(cls) -> list[tuple[type[Tracked], str]]:
        """The models whose rows are parts of such a record, each with the name of its reference to it."""
        return [
            (model, name) for model in Part.__subclasses__() for owner, name in model.owner_models() if owner is cls
        ]

    @classmethod
    def check_direct(
        cls, unit: UnitOfWork, pks: Collection[int], names: Collection[str], record: "Record | None" = None
    ) -> None:
        """Raise DraftNeededError for what the public reads and whose plan asks for a second person.

        Called before these fields of records, or their parts (no field), are written; `record` as it is to be. Whatever
        is not `drafted` is written, and so is one that by the same save no longer asks for it.
        """
        drafted = {name.removesuffix("_id") for name in cls.drafted}
        named = not names or drafted & {name.removesuffix("_id") for name in names}
        pks = [pk for pk in pks if (cls, pk) not in unit.not_asking]
        if not (drafted and named and pks) or unit.direct or unit.edit.by_id is None or not asking_among(cls, pks):
            return
        records = cls._base_manager.filter(one_of(pks))
        if record is not None:
            own = (name for name in cls.asks_where if "__" not in name)
            if any(getattr(record, name) != cls.asks_where[name] for name in own):
                return
            records = records.exclude(**{name: getattr(record, name) for name in cls.drafted})
        refuse_direct(unit.edit.by_id, records, undoing=unit.edit.undoes_id is not None)

    @classmethod
    def steps_between(cls, before: str, after: str) -> set[str]:
        """The rights that whoever leads a record from one state to another needs."""
        return set()

    def changed_at(self) -> datetime:
        return self.updated_at

    @property
    def asks_for_second_person(self) -> bool:
        """Whether the public reads it and its plan asks for a second person."""
        wanted = self.asks_where.items()
        return bool(wanted) and all(reduce(getattr, path.split("__"), self) == value for path, value in wanted)

    @property
    def has_pending_change(self) -> bool:
        """Whether a change of it waits for a second person."""
        return getattr(self, "pending_change", None) is not None

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Unpack[SaveOptions]) -> None:
        """Write the record within the edit in progress. Raises StaleRecordError where its version has moved on."""
        update_fields = None if update_fields is None else [*update_fields]
        with joined_unit() as unit:
            if self._state.adding:
                if self.step_field:
                    check_new(unit, type(self), [self])
                super().save(update_fields=update_fields, **kwargs)
                unit.kept.add((type(self), self.pk))
                unit.created.add((type(self), self.pk))
            else:
                self._update(unit, update_fields, kwargs)
            unit.versions[type(self), self.pk] = self.version

    def _update(self, unit: UnitOfWork, update_fields: Iterable[str] | None, options: SaveOptions) -> None:
        self._expected = {"version": self.version}
        if self.step_field and (update_fields is None or self.step_field in update_fields):
            self._check_step(unit)
        names = update_fields or [field.attname for field in self._meta.concrete_fields]
        self.check_direct(unit, [self.pk], [*names], self)
        keep_stored_state(type(self), [self.pk])
        unit.recorded_edit()  # before the lock, which the UPDATE may be the first to take
        before = self.version, self.updated_at
        if not unit.has_counted(self, self.version):
            self.version, self.updated_at = self.version + 1, timezone.now()
        try:
            super().save(update_fields=update_fields and {*update_fields, "version", "updated_at"}, **options)
        except BaseException:
            self.version, self.updated_at = before
            raise
        self._read_state = vars(self).get(self.step_field)

    def _check_step(self, unit: UnitOfWork) -> None:
        """Whoever leaves the state as it was read takes no step, if it is the stored one: then nothing is asked."""
        state = str(getattr(self, self.step_field))
        if state == self._read_state:
            self._expected = {"version": self.version, self.step_field: state}
        else:
            check_steps(unit, type(self), [self.pk], state, self)

    def _do_update(
        self,
        base_qs: "models.QuerySet[Record]",
        using: str | None,
        pk_val: int,
        values: Columns,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """The UPDATE of `save`, with the version that was read in its WHERE."""
        if self._expected is None:
            return super()._do_update(base_qs, using, pk_val, values, *args, **kwargs)
        changed = tuple(field.attname for field, *_ in values)
        sql, names = update_statement(type(self), changed, (*self._expected,), base_qs.db)
        given = {field.attname: field.get_db_prep_save(value, connections[base_qs.db]) for field, _, value in values}
        given |= {was(name): value for name, value in self._expected.items()} | {"pk": pk_val}
        updated = write(sql, tuple(given[name] for name in names))
        if updated == 0 and base_qs.filter(pk=pk_val).exists():
            raise StaleRecordError(self)
        return updated != 0

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the record and what goes with it, within the edit in progress, every state kept in the history."""
        with joined_unit():
            collector = Collector(using=using or router.db_for_write(type(self), instance=self), origin=self)
            collector.collect([self])
            for model, records in collector.data.items():
                if issubclass(model, Tracked):
                    keep_stored_state(model, [record.pk for record in records])
                keep_untracked(model, [record.pk for record in records])
            return super().delete(using, keep_parents)


class Part(Tracked):
    """A part of a record: it is saved with it, and writing or deleting it raises the record's version.

    `is_content`: it is part of what the record says, which people confirm.
    """

    is_content: ClassVar[bool] = True

    class Meta:
        abstract = True

    @classmethod
    def owner_models(cls) -> list[tuple[type[Record], str]]:
        """The models of what this is a part of, each with the name of the reference to it."""
        related = ((cls._meta.get_field(name).related_model, name) for name in cls.owner_fields)
        return [(model, name) for model, name in related if isinstance(model, type) and issubclass(model, Record)]

    def owner(self) -> Record | None:
        """What this is a part of."""
        owners = (getattr(self, name) for name in self.owner_fields)
        return next((owner for owner in owners if isinstance(owner, Record)), None)

    def changed_at(self) -> datetime:
        owner = self.owner()
        return owner.updated_at if owner else timezone.now()

    @classmethod
    def before_change(cls, pks: Collection[int]) -> None:
        """Called before such parts are changed or deleted, once an edit: see `before_parts`."""
        unit = current_unit()
        for model, name in cls.owner_models():
            if unit is not None and model.drafted and cls.is_content:
                stored = cls._base_manager.filter(one_of(pks), **{f"{name}__isnull": False}).order_by()
                before_parts(unit, model, set(stored.values_list(f"{name}_id", flat=True)))

    @classmethod
    def before_creation(cls, unit: UnitOfWork, parts: "Iterable[Part]") -> None:
        """The same before they are created."""
        for model, name in cls.owner_models():
            if model.drafted and cls.is_content:
                before_parts(unit, model, {pk for part in parts if (pk := getattr(part, f"{name}_id")) is not None})

    def count_edit(self, unit: UnitOfWork) -> None:
        """Raise the version of the record that this is a part of, if the edit has not; then it is not even read."""
        for model, name in self.owner_models():
            pk = getattr(self, f"{name}_id")
            if pk is not None and (model, pk) not in unit.versions:
                raise_version(unit, getattr(self, name))

    def save(self, **kwargs: Unpack[AllSaveOptions]) -> None:
        with joined_unit() as unit:
            self.count_edit(unit)
            if self._state.adding:
                self.before_creation(unit, [self])
            else:
                self._leave_former_owner(unit)
            super().save(**kwargs)

    def _leave_former_owner(self, unit: UnitOfWork) -> None:
        """A part that moves is an edit of the record that it leaves, too."""
        keep_stored_state(type(self), [self.pk])
        former = type(self)._base_manager.filter(pk=self.pk).first()
        if former is not None:
            former.count_edit(unit)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        with joined_unit() as unit:
            keep_stored_state(type(self), [self.pk])
            self.count_edit(unit)
            return super().delete(using, keep_parents)


def before_parts(unit: UnitOfWork, model: type[Record], pks: Collection[int]) -> None:
    """Before parts of these records are written: keep what was confirmed of them.

    Raises DraftNeededError for what takes a second person to publish.
    """
    model.check_direct(unit, [pk for pk in pks if (model, pk) not in unit.created], [])
    if model.confirmable:
        keep_contents(unit, model, pks)


def raise_version(unit: UnitOfWork, owner: Record) -> None:
    """Count an edit of a part as an edit of its record, once an edit; `owner` in memory gets the new version too."""
    if (type(owner), owner.pk) in unit.versions:
        return
    stored = type(owner)._base_manager.filter(pk=owner.pk).first()
    if stored is None:
        return
    read = stored.version
    stored.save(update_fields=["version"])
    if owner.version == read:
        owner.version, owner.updated_at = stored.version, stored.updated_at


class Sourced(models.Model):
    """The characters `source.text[source_start:source_end]` are the proof; all three are null for an editor's own."""

    source = models.ForeignKey(
        "measures.SourceDocument", models.RESTRICT, null=True, blank=True, editable=False, verbose_name=_("source")
    )
    source_start = models.PositiveIntegerField(_("source start"), null=True, blank=True, editable=False)
    source_end = models.PositiveIntegerField(_("source end"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_source_span",
                condition=Q(source=None, source_start=None, source_end=None)
                | Q(source__isnull=False, source_start__lt=F("source_end")),
                violation_error_message=_("A source needs a start before its end."),
            )
        ]

    @property
    def source_text(self) -> str:
        """The document's own words for this record, "" for an editor's own."""
        if self.source is None or self.source_start is None or self.source_end is None:
            return ""
        return self.source.text[self.source_start : self.source_end]


class Curated(models.Model):
    """A record an import may write: `baseline` is what the last import said of the fields it may write.

    `withdrawn_by` is the edition of the document that no longer has the record, or the one that brought it and whose
    import was undone; null where a person withdrew it.
    """

    baseline = models.JSONField(_("baseline"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(
        _("withdrawn on"), null=True, blank=True, help_text=_("No longer in the newest version; never deleted.")
    )
    withdrawn_by = models.ForeignKey(
        "measures.SourceDocument",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by edition"),
        help_text=_("The edition that no longer has it; none where a person withdrew it."),
    )

    class Meta:
        abstract = True


Method = TypeVar("Method", bound=Callable[..., object])


def depends_on(*models_before: str) -> Callable[[Method], Method]:
    """Mark a `natural_key` with the models that Django must write before this one: see `dumpdata`."""

    def mark(method: Method) -> Method:
        method.__dict__["dependencies"] = [*models_before]
        return method

    return mark


def next_code(model: Any, plan: models.Model, stem: str) -> str:
    """`stem` and one above the highest number that a code of `plan` ever had after it, deleted records included."""
    ever = (manager.filter(plan=plan, code__startswith=stem) for manager in (model._base_manager, model.history))
    rests = (code.removeprefix(stem) for rows in ever for code in rows.values_list("code", flat=True))
    return f"{stem}{max((int(rest) for rest in rests if rest.isdecimal()), default=0) + 1}"
