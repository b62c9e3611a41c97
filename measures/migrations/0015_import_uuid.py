"""An import is known to readers of the API by a public id; those that are here get one."""

import uuid

from django.db import migrations, models


def give_ids(apps, schema_editor):
    imports = apps.get_model("measures.Import")
    found = list(imports.objects.only("pk"))
    for item in found:
        item.uuid = uuid.uuid4()
    imports.objects.bulk_update(found, ["uuid"], batch_size=200)


def id_field(**options):
    return models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="public id", **options)


class Migration(migrations.Migration):
    dependencies = [("measures", "0014_undoing_imports")]

    operations = [
        migrations.AddField("import", "uuid", id_field(null=True)),
        migrations.RunPython(give_ids, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("import", "uuid", id_field(unique=True)),
    ]
