"""What a database consists of: tables, columns, constraints, indexes, triggers. Columns may stand in any order."""

from django.db import connection

OF_SQLITE = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
# A field's own unique constraint has another name where the table was there before the field.
OF_POSTGRESQL = """
    SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,
        numeric_scale, is_nullable, column_default, identity_generation, generation_expression)
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL SELECT conrelid::regclass::text, concat_ws(' ',
        CASE WHEN contype <> 'u' OR cardinality(conkey) > 1 THEN conname END, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(
        SELECT tablename FROM pg_tables WHERE schemaname = current_schema())
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
    UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def schema() -> list[str]:
    """The definitions of all that the tables consist of, behind the table's name, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)
        return sorted(f"{table}: {part}" for table, definition in cursor.fetchall() for part in parts(definition))


def parts(definition: str) -> list[str]:
    """A `CREATE TABLE` as its columns and constraints; anything else as it is."""
    head, _, body = definition.partition(" (")
    if not head.startswith("CREATE TABLE"):
        return [definition]
    depth, found = 0, [""]
    for character in body.rstrip().removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [part.strip() for part in found]
