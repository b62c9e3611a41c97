"""An index of the measures in force, by which the start page counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0019_long_work"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=["plan", "phase", "review_state", "id"],
                name="measure_in_force",
            ),
        ),
    ]
