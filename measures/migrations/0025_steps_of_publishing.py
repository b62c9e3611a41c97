"""Each step on the way to the public is a right of its own. Whoever could take it so far still may."""

from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

# From the right that was enough so far to those that are asked for now.
GRANTED = {
    "change_measure": ["confirm_measure", "publish_measure"],
    "change_plan": ["publish_plan", "archive_plan"],
}


def grant_steps(apps, schema_editor):
    """To the groups and people that hold the right which was enough."""
    config = apps.get_app_config("measures")
    config.models_module = True  # `migrate` makes permissions after all migrations; these are needed now
    create_permissions(config, verbosity=0, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth.Permission").objects.filter(content_type__app_label="measures")
    for held, names in GRANTED.items():
        granted, holding = permissions.filter(codename__in=names), permissions.get(codename=held)
        for group in apps.get_model("auth.Group").objects.filter(permissions=holding):
            group.permissions.add(*granted)
        for user in apps.get_model(settings.AUTH_USER_MODEL).objects.filter(user_permissions=holding):
            user.user_permissions.add(*granted)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("measures", "0024_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="measure",
            options={
                "ordering": ["plan", "position", "id"],
                "permissions": [
                    ("confirm_measure", "Can confirm measures"),
                    ("publish_measure", "Can publish measures"),
                ],
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
            },
        ),
        migrations.AlterModelOptions(
            name="plan",
            options={
                "ordering": ["slug"],
                "permissions": [("publish_plan", "Can publish plans"), ("archive_plan", "Can archive plans")],
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
            },
        ),
        migrations.RunPython(grant_steps, migrations.RunPython.noop, elidable=True),
    ]
