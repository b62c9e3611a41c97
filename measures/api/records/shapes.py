"""The shapes of what stands within a record, of the change feed and of problems, for the OpenAPI document."""

from rest_framework import serializers

from measures.choices import Role
from measures.models import (
    BodySuccession,
    Change,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    Section,
    SourceDocument,
    Target,
)


class BodyRefSerializer(serializers.Serializer[ResponsibleBody]):
    """A body in brief; `expand=` adds every field of a body."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()


class BodySuccessionSerializer(serializers.Serializer[BodySuccession]):
    """A succession, as one of its two bodies shows it: `body` is the other one."""

    body = BodyRefSerializer()
    counts_from = serializers.DateField()
    carried_out = serializers.BooleanField()
    whole = serializers.BooleanField()
    plan = serializers.SlugField(allow_null=True)
    section = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    document = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()


class PlanRefSerializer(serializers.Serializer[Plan]):
    """A plan in brief; `expand=plan` adds every field of a plan."""

    slug = serializers.SlugField()
    title = serializers.CharField()


class HeadingSerializer(serializers.Serializer[Section]):
    code = serializers.CharField()
    label = serializers.CharField()
    title = serializers.CharField()


class SectionRefSerializer(serializers.Serializer[Section]):
    """A section in brief, with its headings from the top; `expand=section` adds every field of a section."""

    code = serializers.CharField()
    title = serializers.CharField()
    path = HeadingSerializer(many=True)


class SpanSerializer(serializers.Serializer[SourceDocument]):
    """Where the document says so: characters `start` to `end` (exclusive) of that edition's text."""

    edition = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField(required=False)


class WordingSerializer(serializers.Serializer[SourceDocument]):
    """What one edition of the document says of the record."""

    edition = serializers.IntegerField()
    undone = serializers.BooleanField()
    text = serializers.CharField(allow_null=True)


class MeasureKeySerializer(serializers.Serializer[Measure]):
    plan = serializers.SlugField()
    code = serializers.CharField()


class AssignmentSerializer(serializers.ModelSerializer[Responsibility]):
    """One body's role in the measure."""

    body = BodyRefSerializer()

    class Meta:
        model = Responsibility
        fields = ["role", "body", "origin"]


class TargetRefSerializer(serializers.ModelSerializer[Target]):
    """A target of the measure."""

    value = serializers.FloatField(allow_null=True)

    class Meta:
        model = Target
        fields = ["code", "text", "metric", "comparator", "value", "unit", "year", "nature"]


class HighlightSerializer(serializers.Serializer[Measure]):
    """HTML: the record's words with what matches `q` in <mark>."""

    title = serializers.CharField()
    text = serializers.CharField()


class BranchSerializer(serializers.Serializer[Section]):
    """A section of the tree, with those below it."""

    code = serializers.CharField()
    label = serializers.CharField()
    title = serializers.CharField()
    measures = serializers.IntegerField()
    children = serializers.ListField(child=serializers.DictField())


class ChangeSerializer(serializers.Serializer[Change]):
    """One change of a record, as the caller sees it."""

    sequence = serializers.IntegerField()
    resource = serializers.ChoiceField(choices=["plans", "sections", "measures", "targets", "sources", "bodies"])
    plan = serializers.CharField(allow_null=True)
    key = serializers.CharField()
    url = serializers.URLField()
    operation = serializers.ChoiceField(choices=["create", "update", "withdraw", "delete"])
    at = serializers.DateTimeField()
    record = serializers.DictField(required=False, allow_null=True)


class ChangesSerializer(serializers.Serializer[None]):
    cursor = serializers.CharField()
    next = serializers.URLField(allow_null=True)
    results = ChangeSerializer(many=True)


class PendingChangeSerializer(serializers.Serializer[None]):
    """What of a published measure, section or plan waits for a second person."""

    version = serializers.IntegerField()
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    made_on = serializers.IntegerField()
    wanted = serializers.DictField()


class MissingSerializer(serializers.Serializer[None]):
    rule = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    obligatory = serializers.BooleanField()


class FieldErrorSerializer(serializers.Serializer[None]):
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()
    permission = serializers.CharField(required=False)


class ProblemSerializer(serializers.Serializer[None]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    instance = serializers.CharField()
    request_id = serializers.CharField()
    errors = FieldErrorSerializer(many=True, required=False)
    current = serializers.DictField(required=False)
    missing = serializers.CharField(required=False)
    unmet = MissingSerializer(many=True, required=False)


class ReportParameterSerializer(serializers.Serializer[Measure]):
    """What a report may be asked."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    several = serializers.BooleanField()
    codes = serializers.ListField(child=serializers.CharField())


class ReportLayoutSerializer(serializers.Serializer[Measure]):
    """Columns that the office keeps under a name."""

    name = serializers.CharField()
    columns = serializers.CharField()


class ReportSerializer(serializers.Serializer[Measure]):
    """A report that can be drawn."""

    name = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField()
    formats = serializers.ListField(child=serializers.CharField())
    parameters = ReportParameterSerializer(many=True)
    layouts = ReportLayoutSerializer(many=True)
