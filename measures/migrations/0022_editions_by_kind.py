"""Editions are numbered by kind: a division of work takes no number of the plan's editions any more."""

from collections import defaultdict

from django.db import migrations, models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast, Concat

NUMBER = models.CharField(max_length=24)


def number_by_kind(apps, schema_editor):
    """Where that changes a number, every cursor of the change feed expires: readers know documents by their numbers."""
    sources, changes = (apps.get_model("measures", name).objects for name in ("SourceDocument", "Change"))
    last = defaultdict(int)
    changed = False
    for source in sources.order_by("plan", "edition").only("plan", "kind", "edition"):
        last[source.plan_id, source.kind] += 1
        number = last[source.plan_id, source.kind]
        if source.kind != "plan" or number != source.edition:
            sources.filter(pk=source.pk).update(edition=number)
            changed = True
    if changed:
        changes.all().delete()
        changes.create(operation="start", shown_before=False, shown_after=False)


class Migration(migrations.Migration):
    dependencies = [("measures", "0021_saved_views")]

    operations = [
        migrations.AlterModelOptions(
            name="sourcedocument",
            options={
                "ordering": ["plan", "-kind", "edition"],
                "verbose_name": "source document",
                "verbose_name_plural": "source documents",
            },
        ),
        migrations.RemoveConstraint(model_name="sourcedocument", name="source_natural_key"),
        migrations.RunPython(number_by_kind, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="sourcedocument",
            name="code",
            field=models.GeneratedField(
                db_persist=True,
                expression=Case(
                    When(kind="plan", then=Cast("edition", NUMBER)),
                    default=Concat("kind", Value("-"), Cast("edition", NUMBER)),
                ),
                output_field=models.CharField(max_length=24, verbose_name="code"),
                verbose_name="code",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcedocument",
            constraint=models.UniqueConstraint(fields=("plan", "kind", "edition"), name="source_natural_key"),
        ),
    ]
