"""Bulk changes that stopped: what is left of them is said as the newer kinds of change say it, so that they can go on."""

from django.db import migrations

STEPS = {"confirmed": "confirm", "published": "publish"}


def rewrite(apps, schema_editor):
    """Only the lists of measures made such changes, of the review state or the phase."""
    edits, measures = apps.get_model("measures", "Edit").objects, apps.get_model("measures", "Measure").objects
    for edit in edits.filter(task__isnull=False):
        values = edit.task.pop("values", None)
        if not values:
            continue
        phase, state = values.get("phase"), values.get("review_state")
        edit.task["change"] = "phase" if phase else "review"
        edit.task["options"] = {"phase": phase} if phase else {"step": STEPS[state]}
        versions = dict(measures.values_list("pk", "version"))
        edit.task["versions"] = [versions.get(pk, 0) for pk in edit.task["ids"]]
        edit.save(update_fields=["task"])


class Migration(migrations.Migration):
    dependencies = [("measures", "0016_corrections")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=True)]
