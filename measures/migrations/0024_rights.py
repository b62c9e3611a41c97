"""Limits to some plans, and the groups 查看, 编辑, 审核发布 and 管理, which the application makes after each `migrate`.

The three groups that an earlier migration made go where nobody is in them and nobody has changed them.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

EARLIER = import_module("measures.migrations.0014_undoing_imports").GROUPS
GIVEN_SINCE = {
    "查看人员": set(),
    "编辑人员": {"share_savedview"},
    "导入人员": {"share_savedview", "correct_import"},
}


def remove_unused_groups(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=EARLIER):
        made_with = EARLIER[group.name] | GIVEN_SINCE[group.name]
        has = set(group.permissions.values_list("codename", flat=True))
        if has == made_with and not group.user_set.exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("measures", "0023_body_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plans",
                    models.ManyToManyField(blank=True, related_name="limits", to="measures.plan", verbose_name="plans"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_limit",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "limit to some plans",
                "verbose_name_plural": "limits to some plans",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ShippedGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="code")),
                ("given", models.JSONField(default=list, verbose_name="permissions given so far")),
                (
                    "group",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="shipped",
                        to="auth.group",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "group that comes with PolicyHub",
                "verbose_name_plural": "groups that come with PolicyHub",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(remove_unused_groups, migrations.RunPython.noop, elidable=True),
    ]
