"""Undoing takes back what an import said, and is a permission of its own; the groups that an office needs are made.

Whoever could undo before, by a right to write some record, may undo.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models import Q

WRITTEN = ("plan", "section", "measure", "responsiblebody", "responsibility", "target")
WRITING = Q(content_type__app_label="measures", codename__regex=f"^(add|change|delete)_({'|'.join(WRITTEN)})$")
VIEWED = (*WRITTEN, "succession", "sourcedocument", "edit", "import", "conflict", "divisiontask", "distinctbodies")
VIEWERS = {f"view_{name}" for name in VIEWED}
EDITORS = (
    VIEWERS
    | {f"{verb}_{name}" for verb in ("add", "change") for name in (*WRITTEN, "succession")}
    | {f"delete_{name}" for name in ("section", "measure", "responsibility", "target", "succession")}
    | {"undo_edit", "resolve_conflict", "merge_responsiblebody"}
)
IMPORTERS = EDITORS | {"delete_plan", "delete_responsiblebody", "upload_import", "apply_import"}
GROUPS = {"查看人员": VIEWERS, "编辑人员": EDITORS, "导入人员": IMPORTERS}


def make_permissions(apps):
    """`migrate` makes permissions after all migrations; these are needed now."""
    config = apps.get_app_config("measures")
    config.models_module = True
    create_permissions(config, verbosity=0, apps=apps)
    config.models_module = None


def grant_undoing(apps, schema_editor):
    """To groups and people who could undo before."""
    make_permissions(apps)
    permissions = apps.get_model("auth.Permission").objects
    undoing, writing = permissions.get(codename="undo_edit"), permissions.filter(WRITING)
    for group in apps.get_model("auth.Group").objects.filter(permissions__in=writing).distinct():
        group.permissions.add(undoing)
    for user in apps.get_model(settings.AUTH_USER_MODEL).objects.filter(user_permissions__in=writing).distinct():
        user.user_permissions.add(undoing)


def make_groups(apps, schema_editor):
    """A group that has such a name already stays as it is."""
    permissions = apps.get_model("auth.Permission").objects.filter(content_type__app_label="measures")
    for name, codenames in GROUPS.items():
        group, made = apps.get_model("auth.Group").objects.get_or_create(name=name)
        if made:
            group.permissions.set(permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0013_division"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="edit",
            options={
                "ordering": ["-at", "-id"],
                "permissions": [("undo_edit", "May undo edits")],
                "verbose_name": "edit",
                "verbose_name_plural": "edits",
            },
        ),
        migrations.AddField(
            model_name="sourcedocument",
            name="undone",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="The import of this edition was undone: it no longer counts as the plan's last.",
                verbose_name="undone",
            ),
        ),
        migrations.CreateModel(
            name="ReplacedValues",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=16, verbose_name="kind of record")),
                ("record", models.BigIntegerField(verbose_name="record")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "edit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaced",
                        to="measures.edit",
                        verbose_name="edit",
                    ),
                ),
            ],
            options={
                "verbose_name": "replaced values",
                "verbose_name_plural": "replaced values",
                "default_permissions": (),
                "indexes": [models.Index(fields=["model", "record", "id"], name="replaced_of_record")],
            },
        ),
        migrations.RunPython(grant_undoing, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
