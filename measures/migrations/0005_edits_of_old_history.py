"""Give the history that is there its edits, and begin a history for every record that has none."""

from datetime import timedelta
from itertools import chain

from django.db import migrations
from django.db.models import Exists, OuterRef

BATCH = 500
# The references of a part to its record; a model that is not named here is a record itself.
OWNERS = {"Responsibility": ["measure"], "Target": ["measure", "section"], "Succession": ["from_measure"]}
TRACKED = ["Plan", "Section", "ResponsibleBody", "Measure", *OWNERS]
ONE_SAVE = timedelta(seconds=1)  # rows of one person and one record that are no further apart were one save
ONE_IMPORT = timedelta(minutes=1)  # an import writes on without such a pause


class Group:
    """The rows of one edit of the past."""

    def __init__(self, row):
        self.user, self.imported, self.reason = row["history_user_id"], row["imported"], row["history_change_reason"]
        self.begun = self.ended = row["history_date"]
        self.versions = {}
        self.rows = []

    def takes(self, row):
        version = self.versions.get(row["record"])
        if None not in (version, row["version"]) and row["version"] != version:  # another version was another save
            return False
        if self.imported:
            return row["history_date"] - self.ended < ONE_IMPORT
        return row["history_date"] - self.begun < ONE_SAVE

    def add(self, row):
        self.rows.append((row["model"], row["history_id"]))
        self.ended = row["history_date"]
        if row["version"] is not None:
            self.versions[row["record"]] = row["version"]


def rows_of(apps, name):
    """Of each row that somebody's edit wrote: when, by whom, and of which record."""
    rows = apps.get_model("measures", f"Historical{name}").objects.order_by("history_date", "history_id")
    own = [] if name in OWNERS else ["version"]
    names = ["history_id", "history_date", "history_type", "history_user_id", "history_change_reason"]
    for row in rows.values("id", *names, *own, *(f"{owner}_id" for owner in OWNERS.get(name, ()))):
        if row["history_type"] == "+" and row["history_user_id"] is None and not row["history_change_reason"]:
            continue  # how a record stood before its first edit, or was made in a shell: nobody's edit
        owner = next((owner for owner in OWNERS.get(name, ()) if row[f"{owner}_id"]), None)
        record = (
            "Measure" if owner == "from_measure" else (owner or name).title(),
            row[f"{owner}_id" if owner else "id"],
        )
        imported = row["history_change_reason"] == "import"
        yield row | {"model": name, "record": record, "version": row.get("version"), "imported": imported}


def groups_of(rows):
    latest = {}
    for row in rows:
        key = (row["history_user_id"], row["imported"] or row["record"])
        group = latest.get(key)
        if group is None or not group.takes(row):
            group = latest[key] = Group(row)
            yield group
        group.add(row)


def make_edits(apps, schema_editor):
    edit_model = apps.get_model("measures", "Edit")
    names = dict(apps.get_model("auth", "User").objects.values_list("pk", "username"))
    rows = sorted(chain(*(rows_of(apps, name) for name in TRACKED)), key=lambda row: row["history_date"])
    groups = list(groups_of(rows))
    edits = edit_model.objects.bulk_create(
        [
            edit_model(
                by_id=group.user,
                by_name=names.get(group.user, ""),
                at=group.begun,
                via="import" if group.imported else "unknown",
                reason="" if group.imported else (group.reason or ""),
            )
            for group in groups
        ],
        batch_size=BATCH,
    )
    for name in TRACKED:
        history = apps.get_model("measures", f"Historical{name}")
        pointing = [
            history(history_id=pk, edit_id=edit.pk)
            for group, edit in zip(groups, edits, strict=True)
            for model, pk in group.rows
            if model == name
        ]
        history.objects.bulk_update(pointing, ["edit"], batch_size=BATCH)


def begin_histories(apps, schema_editor):
    for name in TRACKED:
        begin_history(
            apps.get_model("measures", name), apps.get_model("measures", f"Historical{name}"), OWNERS.get(name)
        )


def begin_history(model, history, owners):
    """A first row for each record without history, dated to its last change (a part's: to that of its record)."""
    fields = {field.attname for field in model._meta.fields} & {field.attname for field in history._meta.fields}
    without = model.objects.filter(~Exists(history.objects.filter(id=OuterRef("pk")))).order_by("pk")
    last = 0
    while records := list(without.filter(pk__gt=last).select_related(*(owners or [None]))[:BATCH]):
        last = records[-1].pk
        history.objects.bulk_create(
            history(
                history_date=dated(record, owners).updated_at,
                history_type="+",
                **{name: getattr(record, name) for name in fields},
            )
            for record in records
        )


def dated(record, owners):
    return next((getattr(record, name) for name in owners or () if getattr(record, name) is not None), record)


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_edits")]

    operations = [
        migrations.RunPython(make_edits, migrations.RunPython.noop),
        migrations.RunPython(begin_histories, migrations.RunPython.noop),
    ]
