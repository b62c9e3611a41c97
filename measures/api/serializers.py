"""The shapes of version 1: what `rows.py` gives, described for the schema, and what may be written."""

from rest_framework import serializers

from measures.choices import Timeliness
from measures.models import Change, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target


class BodyRefSerializer(serializers.Serializer[ResponsibleBody]):
    """A body in brief; `expand=` adds every field of a body."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()


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


class MeasureKeySerializer(serializers.Serializer[Measure]):
    plan = serializers.SlugField()
    code = serializers.CharField()


class AssignmentSerializer(serializers.ModelSerializer[Responsibility]):
    body = BodyRefSerializer()

    class Meta:
        model = Responsibility
        fields = ["role", "body", "origin"]


class TargetRefSerializer(serializers.ModelSerializer[Target]):
    value = serializers.FloatField(allow_null=True)

    class Meta:
        model = Target
        fields = ["code", "text", "metric", "comparator", "value", "unit", "year", "nature"]


class PlanSerializer(serializers.ModelSerializer[Plan]):
    url = serializers.URLField()
    issuer = BodyRefSerializer(allow_null=True)

    class Meta:
        model = Plan
        fields = [
            *("url", "slug", "title", "text", "kind", "issuer", "document_number", "issued_on"),
            *(
                "period_start",
                "period_end",
                "horizon_year",
                "jurisdiction",
                "state",
                "version",
                "created_at",
                "updated_at",
            ),
        ]


class SectionSerializer(serializers.ModelSerializer[Section]):
    url = serializers.URLField()
    plan = PlanRefSerializer()
    parent = serializers.CharField(allow_null=True)
    path = HeadingSerializer(many=True)
    source = SpanSerializer(allow_null=True)

    class Meta:
        model = Section
        fields = [
            *("url", "plan", "code", "parent", "path", "numbering", "label", "title", "text", "position", "source"),
            *("withdrawn_on", "version", "created_at", "updated_at"),
        ]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    url = serializers.URLField()
    plan = PlanRefSerializer()
    section = SectionRefSerializer()
    source = SpanSerializer(allow_null=True)
    timeliness = serializers.ChoiceField(choices=Timeliness.choices, read_only=True)
    responsibilities = AssignmentSerializer(many=True)
    targets = TargetRefSerializer(many=True)
    successors = MeasureKeySerializer(many=True)
    note = serializers.CharField(required=False, allow_blank=True)

    class Meta:
        model = Measure
        fields = [
            *("url", "plan", "code", "section", "kind", "label", "title", "text", "position", "source", "phase"),
            *("review_state", "timeliness", "due_on", "due_text", "note", "responsibilities", "targets", "successors"),
            *("withdrawn_on", "version", "created_at", "updated_at"),
        ]


class HighlightSerializer(serializers.Serializer[Measure]):
    """HTML: the record's words with what matches `q` in <mark>."""

    title = serializers.CharField()
    text = serializers.CharField()


class FoundMeasureSerializer(MeasureSerializer):
    """A measure in a list; with `highlight=true` it shows what matched."""

    highlight = HighlightSerializer(required=False)

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "highlight"]


class BodySerializer(serializers.ModelSerializer[ResponsibleBody]):
    url = serializers.URLField()
    aliases = serializers.ListField(child=serializers.CharField())
    parent = BodyRefSerializer(allow_null=True)
    successor = BodyRefSerializer(allow_null=True)

    class Meta:
        model = ResponsibleBody
        fields = [
            *("url", "uuid", "jurisdiction", "name", "aliases", "kind", "parent", "valid_from", "valid_until"),
            *("successor", "version", "created_at", "updated_at"),
        ]


class TargetSerializer(TargetRefSerializer):
    url = serializers.URLField()
    plan = PlanRefSerializer()
    measure = serializers.CharField(allow_null=True)
    section = serializers.CharField(allow_null=True)
    source = SpanSerializer(allow_null=True)

    class Meta(TargetRefSerializer.Meta):
        fields = ["url", "plan", "measure", "section", *TargetRefSerializer.Meta.fields, "source"]


class ResponsibilitySerializer(serializers.ModelSerializer[Responsibility]):
    plan = PlanRefSerializer()
    measure = serializers.CharField()
    measure_url = serializers.URLField()
    body = BodyRefSerializer()
    source = SpanSerializer(allow_null=True)

    class Meta:
        model = Responsibility
        fields = ["plan", "measure", "measure_url", "body", "role", "position", "origin", "source"]


class SourceSerializer(serializers.ModelSerializer[SourceDocument]):
    url = serializers.URLField()
    plan = PlanRefSerializer()
    coverage = serializers.DictField(child=serializers.IntegerField())
    text = serializers.CharField(required=False)
    passages = serializers.ListField(child=serializers.ListField(min_length=4, max_length=4), required=False)

    class Meta:
        model = SourceDocument
        fields = [
            *("url", "plan", "edition", "filename", "media_type", "sha256", "parser_version", "coverage", "text"),
            "passages",
        ]


class BranchSerializer(serializers.Serializer[Section]):
    code = serializers.CharField()
    label = serializers.CharField()
    title = serializers.CharField()
    measures = serializers.IntegerField()
    children = serializers.ListField(child=serializers.DictField())


class ChangeSerializer(serializers.Serializer[Change]):
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


class FieldErrorSerializer(serializers.Serializer[None]):
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()


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
