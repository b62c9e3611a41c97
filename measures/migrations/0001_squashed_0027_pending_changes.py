"""All tables as they were after 0027, for a new database; one that has the migrations before keeps them.

What those did to records has nothing to do here. tests/upgrade/test_upgrade.py compares the tables of both ways.
"""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import measures.models.body
import measures.models.files
import measures.models.measure
import measures.models.names


class CreateTables(migrations.SeparateDatabaseAndState):
    """Makes the tables of all models that its state operations lead to.

    Operations one by one would build all models anew after each of them, which takes seconds.
    """

    def __init__(self, state_operations):
        super().__init__(state_operations=state_operations)

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def models(self, app_label, schema_editor, state):
        found = [state.apps.get_model(*key) for key in state.models if key[0] == app_label]
        return [model for model in found if self.allow_migrate_model(schema_editor.connection.alias, model)]


OPERATIONS = [
    migrations.CreateModel(
        name="Change",
        fields=[
            ("sequence", models.BigAutoField(primary_key=True, serialize=False, verbose_name="sequence")),
            ("resource", models.CharField(max_length=16, verbose_name="resource")),
            ("plan", models.CharField(blank=True, max_length=64, verbose_name="plan")),
            ("plan_pk", models.BigIntegerField(null=True, verbose_name="plan's id")),
            ("key", models.CharField(max_length=96, verbose_name="key")),
            (
                "operation",
                models.CharField(
                    choices=[
                        ("create", "Created"),
                        ("update", "Updated"),
                        ("withdraw", "Withdrawn"),
                        ("delete", "Deleted"),
                        ("start", "Beginning"),
                    ],
                    max_length=8,
                    verbose_name="operation",
                ),
            ),
            ("shown_before", models.BooleanField(verbose_name="public before")),
            ("shown_after", models.BooleanField(verbose_name="public after")),
            (
                "at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at"),
            ),
        ],
        options={
            "verbose_name": "change",
            "verbose_name_plural": "changes",
            "ordering": ["sequence"],
        },
    ),
    migrations.CreateModel(
        name="Measure",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            ("baseline", models.JSONField(blank=True, editable=False, null=True, verbose_name="baseline")),
            (
                "withdrawn_on",
                models.DateField(
                    blank=True,
                    help_text="No longer in the newest version; never deleted.",
                    null=True,
                    verbose_name="withdrawn on",
                ),
            ),
            (
                "code",
                models.CharField(
                    max_length=80,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("measure", "Measure"), ("project", "Major project")],
                    default="measure",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "label",
                models.CharField(blank=True, help_text="The printed number.", max_length=32, verbose_name="label"),
            ),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            ("text", models.TextField(verbose_name="text")),
            (
                "position",
                models.PositiveIntegerField(help_text="Place in the document.", verbose_name="position"),
            ),
            (
                "phase",
                models.CharField(
                    choices=[
                        ("not_started", "Not started"),
                        ("in_progress", "In progress"),
                        ("completed", "Completed"),
                        ("suspended", "Suspended"),
                        ("cancelled", "Cancelled"),
                    ],
                    default="not_started",
                    max_length=16,
                    verbose_name="phase",
                ),
            ),
            (
                "review_state",
                models.CharField(
                    choices=[
                        ("extracted", "Extracted"),
                        ("confirmed", "Confirmed"),
                        ("published", "Published"),
                    ],
                    default="extracted",
                    max_length=16,
                    verbose_name="review state",
                ),
            ),
            ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
            (
                "due_text",
                models.CharField(
                    blank=True,
                    help_text="The document's own words for the deadline.",
                    max_length=255,
                    verbose_name="deadline in words",
                ),
            ),
            ("note", models.TextField(blank=True, verbose_name="note")),
        ],
        options={
            "verbose_name": "measure",
            "verbose_name_plural": "measures",
            "ordering": ["plan", "position", "id"],
            "permissions": [
                ("confirm_measure", "Can confirm measures"),
                ("publish_measure", "Can publish measures"),
            ],
            "abstract": False,
        },
    ),
    migrations.CreateModel(
        name="Plan",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            ("slug", models.SlugField(max_length=64, unique=True, verbose_name="slug")),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            (
                "text",
                models.TextField(
                    blank=True,
                    help_text="The plan's own words: its preamble and its closing.",
                    verbose_name="text",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("outline", "Overall plan outline"),
                        ("special", "Special plan"),
                        ("regional", "Regional plan"),
                        ("annual", "Annual plan"),
                        ("action", "Action plan"),
                        ("policies", "Policy list"),
                    ],
                    default="outline",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "document_number",
                models.CharField(blank=True, max_length=64, verbose_name="document number"),
            ),
            ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
            (
                "period_start",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="period start",
                ),
            ),
            (
                "period_end",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="period end",
                ),
            ),
            (
                "horizon_year",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="horizon year",
                ),
            ),
            ("jurisdiction", models.CharField(blank=True, max_length=64, verbose_name="jurisdiction")),
            (
                "state",
                models.CharField(
                    choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")],
                    default="draft",
                    max_length=16,
                    verbose_name="state",
                ),
            ),
            (
                "second_person",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="What is changed in published measures waits until somebody else publishes it.",
                    verbose_name="a second person publishes changes",
                ),
            ),
            ("baseline", models.JSONField(blank=True, editable=False, null=True, verbose_name="baseline")),
        ],
        options={
            "verbose_name": "plan",
            "verbose_name_plural": "plans",
            "ordering": ["slug"],
            "permissions": [("publish_plan", "Can publish plans"), ("archive_plan", "Can archive plans")],
        },
    ),
    migrations.CreateModel(
        name="ResponsibleBody",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            ("uuid", models.UUIDField(editable=False, unique=True, verbose_name="public id")),
            (
                "jurisdiction",
                models.CharField(
                    blank=True,
                    max_length=64,
                    validators=[measures.models.names.check_plain],
                    verbose_name="jurisdiction",
                ),
            ),
            (
                "name",
                models.CharField(max_length=128, validators=[measures.models.names.check_plain], verbose_name="name"),
            ),
            (
                "aliases",
                models.JSONField(
                    blank=True,
                    default=list,
                    encoder=measures.models.body.PlainEncoder,
                    validators=[measures.models.body.check_aliases],
                    verbose_name="aliases",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("government", "Government"),
                        ("department", "Department"),
                        ("enterprise", "Enterprise"),
                        ("institution", "Institution"),
                        ("other", "Other"),
                    ],
                    default="other",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
            ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="children",
                    to="measures.responsiblebody",
                    verbose_name="parent body",
                ),
            ),
            (
                "successor",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="predecessors",
                    to="measures.responsiblebody",
                    verbose_name="successor",
                ),
            ),
        ],
        options={
            "verbose_name": "responsible body",
            "verbose_name_plural": "responsible bodies",
            "ordering": ["jurisdiction", "name"],
            "permissions": [("merge_responsiblebody", "Can merge responsible bodies")],
        },
    ),
    migrations.CreateModel(
        name="ApiToken",
        fields=[
            ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
            ("token_key", models.CharField(db_index=True, max_length=25)),
            ("created", models.DateTimeField(auto_now_add=True)),
            ("expiry", models.DateTimeField(blank=True, null=True)),
            (
                "name",
                models.CharField(help_text="The system that uses it.", max_length=64, verbose_name="name"),
            ),
            (
                "read_only",
                models.BooleanField(
                    default=True,
                    help_text="May never write, whatever its user may.",
                    verbose_name="read only",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="auth_token_set",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "API token",
            "verbose_name_plural": "API tokens",
            "ordering": ["name"],
        },
    ),
    migrations.CreateModel(
        name="Edit",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "process",
                models.CharField(blank=True, editable=False, max_length=255, verbose_name="process"),
            ),
            (
                "progressed_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last progress"),
            ),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of the editor")),
            (
                "at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="at",
                ),
            ),
            (
                "via",
                models.CharField(
                    choices=[
                        ("admin", "Admin"),
                        ("api", "API"),
                        ("import", "Import"),
                        ("command", "Command line"),
                        ("unknown", "Not recorded"),
                    ],
                    max_length=8,
                    verbose_name="made through",
                ),
            ),
            ("reason", models.CharField(blank=True, max_length=255, verbose_name="reason")),
            (
                "form_token",
                models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name="form token"),
            ),
            (
                "state",
                models.CharField(
                    choices=[("running", "Running"), ("done", "Done"), ("stopped", "Stopped")],
                    default="done",
                    max_length=8,
                    verbose_name="progress",
                ),
            ),
            ("task", models.JSONField(blank=True, editable=False, null=True, verbose_name="bulk change")),
            (
                "handled",
                models.PositiveIntegerField(default=0, editable=False, verbose_name="records handled"),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="edited by",
                ),
            ),
            (
                "undoes",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="undone_by",
                    to="measures.edit",
                    verbose_name="undoes",
                ),
            ),
        ],
        options={
            "verbose_name": "edit",
            "verbose_name_plural": "edits",
            "ordering": ["-at", "-id"],
            "permissions": [("undo_edit", "May undo edits")],
        },
    ),
    migrations.CreateModel(
        name="BodySuccession",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "counts_from",
                models.DateField(
                    help_text="The first day on which the other body answers.", verbose_name="counts from"
                ),
            ),
            (
                "role",
                models.CharField(
                    blank=True,
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    max_length=16,
                    verbose_name="only in the role",
                ),
            ),
            (
                "chosen",
                models.JSONField(blank=True, editable=False, null=True, verbose_name="only the measures"),
            ),
            (
                "document",
                models.CharField(
                    blank=True,
                    help_text="Title or number of the document that ordered it.",
                    max_length=255,
                    validators=[measures.models.names.check_plain],
                    verbose_name="by which document",
                ),
            ),
            ("note", models.TextField(blank=True, verbose_name="note")),
            (
                "carried_out_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="carried out at"),
            ),
            (
                "recorded_in",
                models.ForeignKey(
                    editable=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="body_successions",
                    to="measures.edit",
                    verbose_name="recorded by the edit",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="only of the plan",
                ),
            ),
            (
                "from_body",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="successions",
                    to="measures.responsiblebody",
                    verbose_name="body that hands over",
                ),
            ),
            (
                "to_body",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="taken_over",
                    to="measures.responsiblebody",
                    verbose_name="body that takes over",
                ),
            ),
        ],
        options={
            "verbose_name": "succession of bodies",
            "verbose_name_plural": "successions of bodies",
            "ordering": ["counts_from", "pk"],
            "permissions": [("record_bodysuccession", "Can record successions of bodies")],
            "default_permissions": ["view"],
        },
    ),
    migrations.CreateModel(
        name="HistoricalMovedResponsibility",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            ("responsibility", models.PositiveBigIntegerField(verbose_name="responsibility")),
            (
                "role",
                models.CharField(
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    max_length=16,
                    verbose_name="role",
                ),
            ),
            ("joined", models.BooleanField(default=False, verbose_name="joined")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "succession",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.bodysuccession",
                    verbose_name="succession of bodies",
                ),
            ),
        ],
        options={
            "verbose_name": "historical responsibility that went over",
            "verbose_name_plural": "historical responsibilities that went over",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalPendingChange",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            ("wanted", models.JSONField(verbose_name="wanted values")),
            ("version", models.PositiveIntegerField(verbose_name="made on version")),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who drafted")),
            ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="drafted at")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="drafted by",
                ),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
        ],
        options={
            "verbose_name": "historical pending change",
            "verbose_name_plural": "historical pending changes",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalSuccession",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "from_measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="withdrawn measure",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "to_measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="successor",
                ),
            ),
        ],
        options={
            "verbose_name": "historical succession",
            "verbose_name_plural": "historical successions",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="IdempotentAnswer",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("key", models.CharField(max_length=255)),
            ("fingerprint", models.CharField(max_length=64)),
            ("status", models.PositiveSmallIntegerField()),
            ("body", models.BinaryField()),
            ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "answer kept for a repeated request",
            "verbose_name_plural": "answers kept for repeated requests",
        },
    ),
    migrations.CreateModel(
        name="Import",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "process",
                models.CharField(blank=True, editable=False, max_length=255, verbose_name="process"),
            ),
            (
                "progressed_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last progress"),
            ),
            (
                "uuid",
                models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id"),
            ),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of the uploader")),
            (
                "at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="at",
                ),
            ),
            ("filename", models.CharField(max_length=255, verbose_name="file name")),
            ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
            ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            (
                "file",
                models.FileField(
                    blank=True,
                    max_length=255,
                    storage=measures.models.files.document_storage,
                    upload_to=measures.models.files.new_file_name,
                    verbose_name="original file",
                ),
            ),
            ("slug", models.SlugField(blank=True, max_length=64, verbose_name="slug")),
            (
                "kind",
                models.CharField(
                    choices=[("plan", "The plan itself"), ("division", "Division of work")],
                    default="plan",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "answers",
                models.JSONField(blank=True, default=dict, verbose_name="answers to its questions"),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("reading", "Being read"),
                        ("unpacked", "Unpacked"),
                        ("read", "To be compared"),
                        ("applying", "Being applied"),
                        ("applied", "Applied"),
                        ("abandoned", "Abandoned"),
                        ("failed", "Failed"),
                    ],
                    default="reading",
                    max_length=16,
                    verbose_name="progress",
                ),
            ),
            ("error", models.CharField(blank=True, max_length=32, verbose_name="error")),
            ("error_detail", models.TextField(blank=True, verbose_name="detail of the error")),
            ("task", models.JSONField(blank=True, editable=False, null=True, verbose_name="what to apply")),
            ("reading", models.BinaryField(blank=True, null=True, verbose_name="what was read")),
            (
                "counts",
                models.JSONField(blank=True, default=dict, verbose_name="records by what became of them"),
            ),
            ("applied_by_name", models.CharField(blank=True, max_length=150, verbose_name="applied by")),
            (
                "archive",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="documents",
                    to="measures.import",
                    verbose_name="archive",
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="uploaded by",
                ),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="imports",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
        ],
        options={
            "verbose_name": "import",
            "verbose_name_plural": "imports",
            "ordering": ["-at", "-id"],
            "permissions": [
                ("upload_import", "May upload documents"),
                ("apply_import", "May apply imports"),
                ("correct_import", "May correct how documents were read"),
            ],
            "default_permissions": ["view"],
        },
    ),
    migrations.CreateModel(
        name="MovedResponsibility",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("responsibility", models.PositiveBigIntegerField(verbose_name="responsibility")),
            (
                "role",
                models.CharField(
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    max_length=16,
                    verbose_name="role",
                ),
            ),
            ("joined", models.BooleanField(default=False, verbose_name="joined")),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "succession",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="moved",
                    to="measures.bodysuccession",
                    verbose_name="succession of bodies",
                ),
            ),
        ],
        options={
            "verbose_name": "responsibility that went over",
            "verbose_name_plural": "responsibilities that went over",
            "ordering": ["pk"],
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="PendingChange",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("wanted", models.JSONField(verbose_name="wanted values")),
            ("version", models.PositiveIntegerField(verbose_name="made on version")),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who drafted")),
            ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="drafted at")),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="drafted by",
                ),
            ),
            (
                "measure",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="pending_change",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
        ],
        options={
            "verbose_name": "pending change",
            "verbose_name_plural": "pending changes",
            "ordering": ["at", "pk"],
            "default_permissions": (),
        },
    ),
    migrations.AddField(
        model_name="measure",
        name="plan",
        field=models.ForeignKey(
            on_delete=django.db.models.deletion.CASCADE,
            related_name="measures",
            to="measures.plan",
            verbose_name="plan",
        ),
    ),
    migrations.CreateModel(
        name="HistoricalCorrection",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("heading", "Is a heading"),
                        ("measure", "Is a measure"),
                        ("text", "Is text"),
                        ("furniture", "Is no part of the plan"),
                        ("merge", "Goes on with the one before"),
                        ("split", "Begins anew"),
                        ("move", "Moved"),
                        ("level", "Level"),
                        ("title", "Title"),
                    ],
                    max_length=16,
                    verbose_name="correction",
                ),
            ),
            ("words", models.TextField(verbose_name="words of the passage")),
            ("before", models.CharField(blank=True, max_length=64, verbose_name="characters before")),
            ("after", models.CharField(blank=True, max_length=64, verbose_name="characters after")),
            ("alone", models.BooleanField(default=True, verbose_name="stood once in the document")),
            ("place", models.PositiveIntegerField(default=0, verbose_name="characters in front of it")),
            ("arguments", models.JSONField(blank=True, default=dict, verbose_name="arguments")),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who corrected")),
            (
                "at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="at",
                ),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="corrected by",
                ),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "item",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.import",
                    verbose_name="import",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
        ],
        options={
            "verbose_name": "historical correction of a reading",
            "verbose_name_plural": "historical corrections of readings",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="Correction",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("heading", "Is a heading"),
                        ("measure", "Is a measure"),
                        ("text", "Is text"),
                        ("furniture", "Is no part of the plan"),
                        ("merge", "Goes on with the one before"),
                        ("split", "Begins anew"),
                        ("move", "Moved"),
                        ("level", "Level"),
                        ("title", "Title"),
                    ],
                    max_length=16,
                    verbose_name="correction",
                ),
            ),
            ("words", models.TextField(verbose_name="words of the passage")),
            ("before", models.CharField(blank=True, max_length=64, verbose_name="characters before")),
            ("after", models.CharField(blank=True, max_length=64, verbose_name="characters after")),
            ("alone", models.BooleanField(default=True, verbose_name="stood once in the document")),
            ("place", models.PositiveIntegerField(default=0, verbose_name="characters in front of it")),
            ("arguments", models.JSONField(blank=True, default=dict, verbose_name="arguments")),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who corrected")),
            (
                "at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="at",
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="corrected by",
                ),
            ),
            (
                "item",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="corrections",
                    to="measures.import",
                    verbose_name="import",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="corrections",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
        ],
        options={
            "verbose_name": "correction of a reading",
            "verbose_name_plural": "corrections of readings",
            "ordering": ["pk"],
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="PlanLimit",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
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
        name="PublicBody",
        fields=[
            (
                "body",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="public_entry",
                    serialize=False,
                    to="measures.responsiblebody",
                    verbose_name="body",
                ),
            ),
        ],
        options={
            "verbose_name": "body named publicly",
            "verbose_name_plural": "bodies named publicly",
        },
    ),
    migrations.AddField(
        model_name="plan",
        name="issuer",
        field=models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="measures.responsiblebody",
            verbose_name="issuer",
        ),
    ),
    migrations.CreateModel(
        name="HistoricalResponsibleBody",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            ("uuid", models.UUIDField(db_index=True, editable=False, verbose_name="public id")),
            (
                "jurisdiction",
                models.CharField(
                    blank=True,
                    max_length=64,
                    validators=[measures.models.names.check_plain],
                    verbose_name="jurisdiction",
                ),
            ),
            (
                "name",
                models.CharField(max_length=128, validators=[measures.models.names.check_plain], verbose_name="name"),
            ),
            (
                "aliases",
                models.JSONField(
                    blank=True,
                    default=list,
                    encoder=measures.models.body.PlainEncoder,
                    validators=[measures.models.body.check_aliases],
                    verbose_name="aliases",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("government", "Government"),
                        ("department", "Department"),
                        ("enterprise", "Enterprise"),
                        ("institution", "Institution"),
                        ("other", "Other"),
                    ],
                    default="other",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
            ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="parent body",
                ),
            ),
            (
                "successor",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="successor",
                ),
            ),
        ],
        options={
            "verbose_name": "historical responsible body",
            "verbose_name_plural": "historical responsible bodies",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalPlan",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            ("slug", models.SlugField(max_length=64, verbose_name="slug")),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            (
                "text",
                models.TextField(
                    blank=True,
                    help_text="The plan's own words: its preamble and its closing.",
                    verbose_name="text",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("outline", "Overall plan outline"),
                        ("special", "Special plan"),
                        ("regional", "Regional plan"),
                        ("annual", "Annual plan"),
                        ("action", "Action plan"),
                        ("policies", "Policy list"),
                    ],
                    default="outline",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "document_number",
                models.CharField(blank=True, max_length=64, verbose_name="document number"),
            ),
            ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
            (
                "period_start",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="period start",
                ),
            ),
            (
                "period_end",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="period end",
                ),
            ),
            (
                "horizon_year",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="horizon year",
                ),
            ),
            ("jurisdiction", models.CharField(blank=True, max_length=64, verbose_name="jurisdiction")),
            (
                "state",
                models.CharField(
                    choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")],
                    default="draft",
                    max_length=16,
                    verbose_name="state",
                ),
            ),
            (
                "second_person",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="What is changed in published measures waits until somebody else publishes it.",
                    verbose_name="a second person publishes changes",
                ),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "issuer",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="issuer",
                ),
            ),
        ],
        options={
            "verbose_name": "historical plan",
            "verbose_name_plural": "historical plans",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="ReplacedValues",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
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
        },
    ),
    migrations.CreateModel(
        name="Responsibility",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    default="lead",
                    max_length=16,
                    verbose_name="role",
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
            (
                "origin",
                models.CharField(
                    choices=[("document", "From the document"), ("editor", "Added by an editor")],
                    default="editor",
                    editable=False,
                    max_length=16,
                    verbose_name="origin",
                ),
            ),
            (
                "body",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="responsibilities",
                    to="measures.responsiblebody",
                    verbose_name="responsible body",
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="responsibilities",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
        ],
        options={
            "verbose_name": "responsibility",
            "verbose_name_plural": "responsibilities",
            "ordering": ["measure", "position", "id"],
            "abstract": False,
        },
    ),
    migrations.AddField(
        model_name="measure",
        name="bodies",
        field=models.ManyToManyField(
            related_name="measures", through="measures.Responsibility", to="measures.responsiblebody"
        ),
    ),
    migrations.CreateModel(
        name="SavedView",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("list_name", models.CharField(max_length=64, verbose_name="list")),
            ("name", models.CharField(max_length=64, verbose_name="name")),
            ("query", models.TextField(blank=True, max_length=4000, verbose_name="filters and order")),
            ("shared", models.BooleanField(default=False, verbose_name="shared with all")),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="saved_views",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="user",
                ),
            ),
        ],
        options={
            "verbose_name": "saved view",
            "verbose_name_plural": "saved views",
            "ordering": ["name", "pk"],
            "permissions": [("share_savedview", "Can share saved views")],
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="Section",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            ("baseline", models.JSONField(blank=True, editable=False, null=True, verbose_name="baseline")),
            (
                "withdrawn_on",
                models.DateField(
                    blank=True,
                    help_text="No longer in the newest version; never deleted.",
                    null=True,
                    verbose_name="withdrawn on",
                ),
            ),
            (
                "code",
                models.CharField(
                    max_length=64,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            (
                "numbering",
                models.CharField(
                    choices=[
                        ("part", "Part 第一篇"),
                        ("chapter", "Chapter 第一章"),
                        ("section", "Section 第一节"),
                        ("article", "Article 第一条"),
                        ("han_comma", "Item 一、"),
                        ("han_paren", "Item （一）"),
                        ("arabic_dot", "Item 1."),
                        ("arabic_paren", "Item (1)"),
                        ("circled", "Item ①"),
                        ("ordinal", "Item 一是"),
                        ("decimal_2", "Item 1.1"),
                        ("decimal_3", "Item 1.1.1"),
                        ("roman", "Item Ⅰ、"),
                        ("formal_han", "Item 壹、"),
                        ("box", "Box 专栏"),
                        ("annex", "Annex 附件"),
                        ("none", "Without number"),
                    ],
                    default="none",
                    max_length=16,
                    verbose_name="numbering",
                ),
            ),
            (
                "label",
                models.CharField(blank=True, help_text="The printed number.", max_length=32, verbose_name="label"),
            ),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            ("text", models.TextField(blank=True, verbose_name="text")),
            (
                "position",
                models.PositiveIntegerField(help_text="Place in the document.", verbose_name="position"),
            ),
            ("path", models.CharField(editable=False, max_length=128, verbose_name="path")),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="children",
                    to="measures.section",
                    verbose_name="parent section",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sections",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
        ],
        options={
            "verbose_name": "section",
            "verbose_name_plural": "sections",
            "ordering": ["plan", "path"],
            "abstract": False,
        },
    ),
    migrations.AddField(
        model_name="measure",
        name="section",
        field=models.ForeignKey(
            on_delete=django.db.models.deletion.RESTRICT,
            related_name="measures",
            to="measures.section",
            verbose_name="section",
        ),
    ),
    migrations.CreateModel(
        name="HistoricalBodySuccession",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "counts_from",
                models.DateField(
                    help_text="The first day on which the other body answers.", verbose_name="counts from"
                ),
            ),
            (
                "role",
                models.CharField(
                    blank=True,
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    max_length=16,
                    verbose_name="only in the role",
                ),
            ),
            (
                "chosen",
                models.JSONField(blank=True, editable=False, null=True, verbose_name="only the measures"),
            ),
            (
                "document",
                models.CharField(
                    blank=True,
                    help_text="Title or number of the document that ordered it.",
                    max_length=255,
                    validators=[measures.models.names.check_plain],
                    verbose_name="by which document",
                ),
            ),
            ("note", models.TextField(blank=True, verbose_name="note")),
            (
                "carried_out_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="carried out at"),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "recorded_in",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="recorded by the edit",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="only of the plan",
                ),
            ),
            (
                "from_body",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="body that hands over",
                ),
            ),
            (
                "to_body",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="body that takes over",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.section",
                    verbose_name="only of the section",
                ),
            ),
        ],
        options={
            "verbose_name": "historical succession of bodies",
            "verbose_name_plural": "historical successions of bodies",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.AddField(
        model_name="bodysuccession",
        name="section",
        field=models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.CASCADE,
            related_name="+",
            to="measures.section",
            verbose_name="only of the section",
        ),
    ),
    migrations.CreateModel(
        name="ShippedGroup",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
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
    migrations.CreateModel(
        name="SourceDocument",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="edition")),
            (
                "kind",
                models.CharField(
                    choices=[("plan", "The plan itself"), ("division", "Division of work")],
                    default="plan",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "code",
                models.GeneratedField(
                    db_persist=True,
                    expression=models.Case(
                        models.When(
                            kind="plan",
                            then=django.db.models.functions.comparison.Cast("edition", models.CharField(max_length=24)),
                        ),
                        default=django.db.models.functions.text.Concat(
                            "kind",
                            models.Value("-"),
                            django.db.models.functions.comparison.Cast("edition", models.CharField(max_length=24)),
                        ),
                    ),
                    output_field=models.CharField(max_length=24, verbose_name="code"),
                    verbose_name="code",
                ),
            ),
            ("filename", models.CharField(max_length=255, verbose_name="file name")),
            ("media_type", models.CharField(max_length=100, verbose_name="media type")),
            ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            (
                "file",
                models.FileField(
                    blank=True,
                    editable=False,
                    help_text="The bytes that were read; none of a document that came as a fixture.",
                    max_length=255,
                    storage=measures.models.files.document_storage,
                    upload_to=measures.models.files.new_file_name,
                    verbose_name="original file",
                ),
            ),
            ("text", models.TextField(verbose_name="text")),
            ("parser_version", models.CharField(max_length=16, verbose_name="parser version")),
            (
                "passages",
                models.JSONField(
                    blank=True,
                    default=list,
                    help_text="What each stretch of the text became.",
                    verbose_name="passages",
                ),
            ),
            (
                "places",
                models.JSONField(
                    blank=True,
                    default=list,
                    help_text="The page, or the sheet and row, from which text comes.",
                    verbose_name="places",
                ),
            ),
            (
                "coverage",
                models.JSONField(
                    default=dict, help_text="Characters of each kind of passage.", verbose_name="coverage"
                ),
            ),
            ("problems", models.JSONField(blank=True, default=list, verbose_name="problems")),
            (
                "undone",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    editable=False,
                    help_text="The import of this edition was undone: it no longer counts as the plan's last.",
                    verbose_name="undone",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sources",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
        ],
        options={
            "verbose_name": "source document",
            "verbose_name_plural": "source documents",
            "ordering": ["plan", "-kind", "edition"],
        },
    ),
    migrations.AddField(
        model_name="section",
        name="source",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.RESTRICT,
            to="measures.sourcedocument",
            verbose_name="source",
        ),
    ),
    migrations.AddField(
        model_name="section",
        name="withdrawn_by",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            help_text="The edition that no longer has it; none where a person withdrew it.",
            null=True,
            on_delete=django.db.models.deletion.RESTRICT,
            related_name="+",
            to="measures.sourcedocument",
            verbose_name="withdrawn by edition",
        ),
    ),
    migrations.AddField(
        model_name="responsibility",
        name="source",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.RESTRICT,
            to="measures.sourcedocument",
            verbose_name="source",
        ),
    ),
    migrations.AddField(
        model_name="measure",
        name="source",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.RESTRICT,
            to="measures.sourcedocument",
            verbose_name="source",
        ),
    ),
    migrations.AddField(
        model_name="measure",
        name="withdrawn_by",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            help_text="The edition that no longer has it; none where a person withdrew it.",
            null=True,
            on_delete=django.db.models.deletion.RESTRICT,
            related_name="+",
            to="measures.sourcedocument",
            verbose_name="withdrawn by edition",
        ),
    ),
    migrations.AddField(
        model_name="import",
        name="source",
        field=models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.SET_NULL,
            related_name="imports",
            to="measures.sourcedocument",
            verbose_name="source document",
        ),
    ),
    migrations.CreateModel(
        name="HistoricalTarget",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "code",
                models.CharField(
                    max_length=96,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            ("text", models.TextField(verbose_name="text")),
            ("metric", models.CharField(blank=True, max_length=255, verbose_name="metric")),
            (
                "comparator",
                models.CharField(
                    choices=[
                        ("reach", "reach"),
                        ("over", "exceed"),
                        ("at_least", "at least"),
                        ("at_most", "at most"),
                        ("grow_by", "grow by"),
                        ("annual_growth", "grow yearly by"),
                        ("fall_by", "fall by"),
                        ("none", "no comparison"),
                    ],
                    default="none",
                    max_length=16,
                    verbose_name="comparator",
                ),
            ),
            (
                "value",
                models.DecimalField(
                    blank=True,
                    decimal_places=4,
                    max_digits=20,
                    null=True,
                    validators=[measures.models.measure.check_digits],
                    verbose_name="value",
                ),
            ),
            ("unit", models.CharField(blank=True, max_length=32, verbose_name="unit")),
            (
                "year",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="year",
                ),
            ),
            (
                "nature",
                models.CharField(
                    choices=[("binding", "Binding"), ("expected", "Expected"), ("unstated", "Unstated")],
                    default="unstated",
                    max_length=16,
                    verbose_name="nature",
                ),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.section",
                    verbose_name="section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "historical target",
            "verbose_name_plural": "historical targets",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalSection",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "withdrawn_on",
                models.DateField(
                    blank=True,
                    help_text="No longer in the newest version; never deleted.",
                    null=True,
                    verbose_name="withdrawn on",
                ),
            ),
            (
                "code",
                models.CharField(
                    max_length=64,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            (
                "numbering",
                models.CharField(
                    choices=[
                        ("part", "Part 第一篇"),
                        ("chapter", "Chapter 第一章"),
                        ("section", "Section 第一节"),
                        ("article", "Article 第一条"),
                        ("han_comma", "Item 一、"),
                        ("han_paren", "Item （一）"),
                        ("arabic_dot", "Item 1."),
                        ("arabic_paren", "Item (1)"),
                        ("circled", "Item ①"),
                        ("ordinal", "Item 一是"),
                        ("decimal_2", "Item 1.1"),
                        ("decimal_3", "Item 1.1.1"),
                        ("roman", "Item Ⅰ、"),
                        ("formal_han", "Item 壹、"),
                        ("box", "Box 专栏"),
                        ("annex", "Annex 附件"),
                        ("none", "Without number"),
                    ],
                    default="none",
                    max_length=16,
                    verbose_name="numbering",
                ),
            ),
            (
                "label",
                models.CharField(blank=True, help_text="The printed number.", max_length=32, verbose_name="label"),
            ),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            ("text", models.TextField(blank=True, verbose_name="text")),
            (
                "position",
                models.PositiveIntegerField(help_text="Place in the document.", verbose_name="position"),
            ),
            ("path", models.CharField(editable=False, max_length=128, verbose_name="path")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.section",
                    verbose_name="parent section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    help_text="The edition that no longer has it; none where a person withdrew it.",
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="withdrawn by edition",
                ),
            ),
        ],
        options={
            "verbose_name": "historical section",
            "verbose_name_plural": "historical sections",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalResponsibility",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("lead", "Lead body"),
                        ("responsible", "Responsible body"),
                        ("support", "Supporting body"),
                        ("supervisor", "Supervising body"),
                        ("mentioned", "Mentioned"),
                    ],
                    default="lead",
                    max_length=16,
                    verbose_name="role",
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
            (
                "origin",
                models.CharField(
                    choices=[("document", "From the document"), ("editor", "Added by an editor")],
                    default="editor",
                    editable=False,
                    max_length=16,
                    verbose_name="origin",
                ),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "body",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.responsiblebody",
                    verbose_name="responsible body",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "historical responsibility",
            "verbose_name_plural": "historical responsibilities",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalMeasure",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            (
                "version",
                models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="version"),
            ),
            (
                "created_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="created at",
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                    verbose_name="updated at",
                ),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "withdrawn_on",
                models.DateField(
                    blank=True,
                    help_text="No longer in the newest version; never deleted.",
                    null=True,
                    verbose_name="withdrawn on",
                ),
            ),
            (
                "code",
                models.CharField(
                    max_length=80,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("measure", "Measure"), ("project", "Major project")],
                    default="measure",
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "label",
                models.CharField(blank=True, help_text="The printed number.", max_length=32, verbose_name="label"),
            ),
            ("title", models.CharField(max_length=255, verbose_name="title")),
            ("text", models.TextField(verbose_name="text")),
            (
                "position",
                models.PositiveIntegerField(help_text="Place in the document.", verbose_name="position"),
            ),
            (
                "phase",
                models.CharField(
                    choices=[
                        ("not_started", "Not started"),
                        ("in_progress", "In progress"),
                        ("completed", "Completed"),
                        ("suspended", "Suspended"),
                        ("cancelled", "Cancelled"),
                    ],
                    default="not_started",
                    max_length=16,
                    verbose_name="phase",
                ),
            ),
            (
                "review_state",
                models.CharField(
                    choices=[
                        ("extracted", "Extracted"),
                        ("confirmed", "Confirmed"),
                        ("published", "Published"),
                    ],
                    default="extracted",
                    max_length=16,
                    verbose_name="review state",
                ),
            ),
            ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
            (
                "due_text",
                models.CharField(
                    blank=True,
                    help_text="The document's own words for the deadline.",
                    max_length=255,
                    verbose_name="deadline in words",
                ),
            ),
            ("note", models.TextField(blank=True, verbose_name="note")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.section",
                    verbose_name="section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    editable=False,
                    help_text="The edition that no longer has it; none where a person withdrew it.",
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="withdrawn by edition",
                ),
            ),
        ],
        options={
            "verbose_name": "historical measure",
            "verbose_name_plural": "historical measures",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalDivisionTask",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            ("number", models.PositiveIntegerField(verbose_name="number")),
            ("chosen", models.BooleanField(default=False, verbose_name="pointed out by a person")),
            ("words", models.TextField(verbose_name="words")),
            ("source_start", models.PositiveIntegerField(verbose_name="source start")),
            ("source_end", models.PositiveIntegerField(verbose_name="source end")),
            ("baseline", models.JSONField(blank=True, null=True, verbose_name="baseline")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "historical task of a division of work",
            "verbose_name_plural": "historical tasks of divisions of work",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalConflict",
        fields=[
            ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
            ("model", models.CharField(max_length=16, verbose_name="kind of record")),
            ("key", models.CharField(blank=True, max_length=160, verbose_name="key")),
            ("field", models.CharField(max_length=32, verbose_name="field")),
            (
                "said_before",
                models.JSONField(blank=True, null=True, verbose_name="said by the last edition"),
            ),
            ("here", models.JSONField(blank=True, null=True, verbose_name="here")),
            ("said_now", models.JSONField(blank=True, null=True, verbose_name="said by the new edition")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("here", "Kept what was here"),
                        ("document", "Took the document's"),
                        ("other", "Wrote another"),
                    ],
                    default="open",
                    max_length=8,
                    verbose_name="state",
                ),
            ),
            (
                "opened_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="opened at",
                ),
            ),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who decided")),
            ("at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
            ),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="decided by",
                ),
            ),
            (
                "edit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="measures.edit",
                    verbose_name="edit",
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.section",
                    verbose_name="section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "historical conflict",
            "verbose_name_plural": "historical conflicts",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="DivisionTask",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("number", models.PositiveIntegerField(verbose_name="number")),
            ("chosen", models.BooleanField(default=False, verbose_name="pointed out by a person")),
            ("words", models.TextField(verbose_name="words")),
            ("source_start", models.PositiveIntegerField(verbose_name="source start")),
            ("source_end", models.PositiveIntegerField(verbose_name="source end")),
            ("baseline", models.JSONField(blank=True, null=True, verbose_name="baseline")),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="division_tasks",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tasks",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "task of a division of work",
            "verbose_name_plural": "tasks of divisions of work",
            "ordering": ["source", "number"],
            "default_permissions": ["view"],
        },
    ),
    migrations.CreateModel(
        name="Conflict",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("model", models.CharField(max_length=16, verbose_name="kind of record")),
            ("key", models.CharField(blank=True, max_length=160, verbose_name="key")),
            ("field", models.CharField(max_length=32, verbose_name="field")),
            (
                "said_before",
                models.JSONField(blank=True, null=True, verbose_name="said by the last edition"),
            ),
            ("here", models.JSONField(blank=True, null=True, verbose_name="here")),
            ("said_now", models.JSONField(blank=True, null=True, verbose_name="said by the new edition")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("here", "Kept what was here"),
                        ("document", "Took the document's"),
                        ("other", "Wrote another"),
                    ],
                    default="open",
                    max_length=8,
                    verbose_name="state",
                ),
            ),
            (
                "opened_at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="opened at",
                ),
            ),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who decided")),
            ("at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="decided by",
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="conflicts",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="conflicts",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="conflicts",
                    to="measures.section",
                    verbose_name="section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="conflicts",
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "conflict",
            "verbose_name_plural": "conflicts",
            "ordering": ["plan", "pk"],
            "permissions": [("resolve_conflict", "Can resolve conflicts")],
            "default_permissions": ["view"],
        },
    ),
    migrations.CreateModel(
        name="Succession",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "from_measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="successions",
                    to="measures.measure",
                    verbose_name="withdrawn measure",
                ),
            ),
            (
                "to_measure",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="measures.measure",
                    verbose_name="successor",
                ),
            ),
        ],
        options={
            "verbose_name": "succession",
            "verbose_name_plural": "successions",
            "db_table": "measures_measure_successors",
        },
    ),
    migrations.AddField(
        model_name="measure",
        name="successors",
        field=models.ManyToManyField(
            blank=True,
            related_name="predecessors",
            through="measures.Succession",
            to="measures.measure",
            verbose_name="successors",
        ),
    ),
    migrations.CreateModel(
        name="Target",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "source_start",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source start"),
            ),
            (
                "source_end",
                models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="source end"),
            ),
            (
                "code",
                models.CharField(
                    max_length=96,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\\Z", "A code such as 3.1.1 or 3.1.1-2."
                        )
                    ],
                    verbose_name="code",
                ),
            ),
            ("text", models.TextField(verbose_name="text")),
            ("metric", models.CharField(blank=True, max_length=255, verbose_name="metric")),
            (
                "comparator",
                models.CharField(
                    choices=[
                        ("reach", "reach"),
                        ("over", "exceed"),
                        ("at_least", "at least"),
                        ("at_most", "at most"),
                        ("grow_by", "grow by"),
                        ("annual_growth", "grow yearly by"),
                        ("fall_by", "fall by"),
                        ("none", "no comparison"),
                    ],
                    default="none",
                    max_length=16,
                    verbose_name="comparator",
                ),
            ),
            (
                "value",
                models.DecimalField(
                    blank=True,
                    decimal_places=4,
                    max_digits=20,
                    null=True,
                    validators=[measures.models.measure.check_digits],
                    verbose_name="value",
                ),
            ),
            ("unit", models.CharField(blank=True, max_length=32, verbose_name="unit")),
            (
                "year",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(1949),
                        django.core.validators.MaxValueValidator(2149),
                    ],
                    verbose_name="year",
                ),
            ),
            (
                "nature",
                models.CharField(
                    choices=[("binding", "Binding"), ("expected", "Expected"), ("unstated", "Unstated")],
                    default="unstated",
                    max_length=16,
                    verbose_name="nature",
                ),
            ),
            (
                "measure",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="targets",
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="targets",
                    to="measures.plan",
                    verbose_name="plan",
                ),
            ),
            (
                "section",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="targets",
                    to="measures.section",
                    verbose_name="section",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.RESTRICT,
                    to="measures.sourcedocument",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "target",
            "verbose_name_plural": "targets",
            "ordering": ["plan", "code"],
            "abstract": False,
        },
    ),
    migrations.CreateModel(
        name="UncorrectedReading",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("rows", models.BinaryField(verbose_name="records")),
            (
                "at",
                models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    verbose_name="at",
                ),
            ),
            (
                "source",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="uncorrected",
                    to="measures.sourcedocument",
                    verbose_name="source document",
                ),
            ),
        ],
        options={
            "verbose_name": "reading before corrections",
            "verbose_name_plural": "readings before corrections",
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="ConfirmedContent",
        fields=[
            (
                "measure",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="confirmed_content",
                    serialize=False,
                    to="measures.measure",
                    verbose_name="measure",
                ),
            ),
            ("content", models.TextField(blank=True, verbose_name="content when confirmed")),
            ("changed", models.BooleanField(default=False, verbose_name="changed since confirmed")),
        ],
        options={
            "verbose_name": "content of a confirmed measure",
            "verbose_name_plural": "contents of confirmed measures",
            "default_permissions": (),
            "indexes": [
                models.Index(condition=models.Q(("changed", True)), fields=["measure"], name="measure_changed")
            ],
        },
    ),
    migrations.CreateModel(
        name="DistinctBodies",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("jurisdiction", models.CharField(blank=True, max_length=64, verbose_name="jurisdiction")),
            ("name", models.CharField(max_length=128, verbose_name="name")),
            ("other_name", models.CharField(max_length=128, verbose_name="other name")),
            ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name of who decided")),
            ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            (
                "by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="decided by",
                ),
            ),
        ],
        options={
            "verbose_name": "distinct bodies",
            "verbose_name_plural": "distinct bodies",
            "ordering": ["jurisdiction", "name", "other_name"],
            "default_permissions": ["view"],
            "constraints": [
                models.UniqueConstraint(fields=("jurisdiction", "name", "other_name"), name="distinct_bodies_once")
            ],
        },
    ),
    migrations.AddIndex(
        model_name="edit",
        index=models.Index(fields=["at", "id"], name="edit_at"),
    ),
    migrations.AddConstraint(
        model_name="idempotentanswer",
        constraint=models.UniqueConstraint(fields=("user", "key"), name="idempotent_answer_key"),
    ),
    migrations.AddConstraint(
        model_name="movedresponsibility",
        constraint=models.UniqueConstraint(fields=("succession", "responsibility"), name="moved_responsibility_once"),
    ),
    migrations.AddConstraint(
        model_name="correction",
        constraint=models.CheckConstraint(
            condition=models.Q(("item__isnull", True), ("plan__isnull", True), _connector="XOR"),
            name="correction_of_one",
        ),
    ),
    migrations.AddConstraint(
        model_name="responsiblebody",
        constraint=models.UniqueConstraint(
            fields=("jurisdiction", "name"),
            name="body_natural_key",
            violation_error_message="This jurisdiction has a body of this name already.",
        ),
    ),
    migrations.AddConstraint(
        model_name="responsiblebody",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("valid_from", None),
                ("valid_until", None),
                ("valid_from__lte", models.F("valid_until")),
                _connector="OR",
            ),
            name="body_valid_dates",
            violation_error_message="A body is valid from a day before the day until which it is valid.",
        ),
    ),
    migrations.AddConstraint(
        model_name="plan",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("period_start", None),
                ("period_end", None),
                ("period_start__lte", models.F("period_end")),
                _connector="OR",
            ),
            name="plan_period",
            violation_error_message="A plan's period starts before it ends.",
        ),
    ),
    migrations.AddIndex(
        model_name="replacedvalues",
        index=models.Index(fields=["model", "record", "id"], name="replaced_of_record"),
    ),
    migrations.AddConstraint(
        model_name="savedview",
        constraint=models.UniqueConstraint(fields=("user", "list_name", "name"), name="saved_view_name"),
    ),
    migrations.AddConstraint(
        model_name="bodysuccession",
        constraint=models.CheckConstraint(
            condition=models.Q(("from_body", models.F("to_body")), _negated=True),
            name="body_succession_of_another",
            violation_error_message="A body cannot succeed itself.",
        ),
    ),
    migrations.AddConstraint(
        model_name="sourcedocument",
        constraint=models.UniqueConstraint(fields=("plan", "kind", "edition"), name="source_natural_key"),
    ),
    migrations.AddConstraint(
        model_name="section",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("source", None), ("source_end", None), ("source_start", None)),
                models.Q(("source__isnull", False), ("source_start__lt", models.F("source_end"))),
                _connector="OR",
            ),
            name="section_source_span",
            violation_error_message="A source needs a start before its end.",
        ),
    ),
    migrations.AddConstraint(
        model_name="section",
        constraint=models.UniqueConstraint(fields=("plan", "code"), name="section_natural_key"),
    ),
    migrations.AddConstraint(
        model_name="section",
        constraint=models.UniqueConstraint(fields=("plan", "path"), name="section_path"),
    ),
    migrations.AddIndex(
        model_name="responsibility",
        index=models.Index(fields=["body", "measure"], name="responsibility_of_body"),
    ),
    migrations.AddConstraint(
        model_name="responsibility",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("source", None), ("source_end", None), ("source_start", None)),
                models.Q(("source__isnull", False), ("source_start__lt", models.F("source_end"))),
                _connector="OR",
            ),
            name="responsibility_source_span",
            violation_error_message="A source needs a start before its end.",
        ),
    ),
    migrations.AddConstraint(
        model_name="responsibility",
        constraint=models.UniqueConstraint(
            fields=("measure", "body", "role"),
            name="responsibility_natural_key",
            violation_error_message="This body has this role in the measure already.",
        ),
    ),
    migrations.AddConstraint(
        model_name="divisiontask",
        constraint=models.UniqueConstraint(fields=("source", "number"), name="division_task_natural_key"),
    ),
    migrations.AddConstraint(
        model_name="conflict",
        constraint=models.UniqueConstraint(
            condition=models.Q(("state", "open")),
            fields=("plan", "model", "key", "field", "source"),
            name="conflict_open_once",
        ),
    ),
    migrations.AddConstraint(
        model_name="succession",
        constraint=models.CheckConstraint(
            condition=models.Q(("from_measure", models.F("to_measure")), _negated=True),
            name="succession_of_another",
            violation_error_message="A measure cannot succeed itself.",
        ),
    ),
    migrations.AlterUniqueTogether(
        name="succession",
        unique_together={("from_measure", "to_measure")},
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["plan", "position", "id"], name="measure_document_order"),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["review_state", "plan"], name="measure_state"),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(
            condition=models.Q(("withdrawn_on__isnull", True)),
            fields=["plan", "phase", "review_state", "id"],
            name="measure_in_force",
        ),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["due_on", "id"], name="measure_due"),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["updated_at", "id"], name="measure_updated"),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["code"], name="measure_code"),
    ),
    migrations.AddIndex(
        model_name="measure",
        index=models.Index(fields=["label"], name="measure_label"),
    ),
    migrations.AddConstraint(
        model_name="measure",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("source", None), ("source_end", None), ("source_start", None)),
                models.Q(("source__isnull", False), ("source_start__lt", models.F("source_end"))),
                _connector="OR",
            ),
            name="measure_source_span",
            violation_error_message="A source needs a start before its end.",
        ),
    ),
    migrations.AddConstraint(
        model_name="measure",
        constraint=models.UniqueConstraint(fields=("plan", "code"), name="measure_natural_key"),
    ),
    migrations.AddConstraint(
        model_name="target",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("source", None), ("source_end", None), ("source_start", None)),
                models.Q(("source__isnull", False), ("source_start__lt", models.F("source_end"))),
                _connector="OR",
            ),
            name="target_source_span",
            violation_error_message="A source needs a start before its end.",
        ),
    ),
    migrations.AddConstraint(
        model_name="target",
        constraint=models.UniqueConstraint(fields=("plan", "code"), name="target_natural_key"),
    ),
    migrations.AddConstraint(
        model_name="target",
        constraint=models.CheckConstraint(
            condition=models.Q(("measure__isnull", True), ("section__isnull", True), _connector="XOR"),
            name="target_stands_in_one",
            violation_error_message="A target stands in a measure or in a section, not in both.",
        ),
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_indexes"),
        ("measures", "0003_body_names"),
        ("measures", "0004_edits"),
        ("measures", "0005_edits_of_old_history"),
        ("measures", "0006_passages"),
        ("measures", "0007_search_by_number"),
        ("measures", "0008_feed_visibility"),
        ("measures", "0009_places"),
        ("measures", "0010_target_digits"),
        ("measures", "0011_imports"),
        ("measures", "0012_editions"),
        ("measures", "0013_division"),
        ("measures", "0014_undoing_imports"),
        ("measures", "0015_import_uuid"),
        ("measures", "0016_corrections"),
        ("measures", "0017_bulk_change_tasks"),
        ("measures", "0018_uncorrected_reading"),
        ("measures", "0019_long_work"),
        ("measures", "0020_measures_in_force"),
        ("measures", "0021_saved_views"),
        ("measures", "0022_editions_by_kind"),
        ("measures", "0023_body_successions"),
        ("measures", "0024_rights"),
        ("measures", "0025_steps_of_publishing"),
        ("measures", "0026_confirmed_content"),
        ("measures", "0027_pending_changes"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [CreateTables(OPERATIONS)]
