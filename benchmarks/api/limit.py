"""(b) The limit: a WSGI application that hands on the JSON which PostgreSQL builds in one statement, and no more."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from threading import Lock
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg
from psycopg.rows import TupleRow

RECORD = """json_build_object(
    'url', 'http://policyhub.test/api/v1/plans/' || p.slug || '/measures/' || m.code || '/',
    'plan', json_build_object('slug', p.slug, 'title', p.title),
    'code', m.code,
    'section', json_build_object('code', s.code, 'title', s.title, 'path', {path}),
    'kind', m.kind, 'label', m.label, 'title', m.title, 'text', m.text, 'position', m.position,
    'source', CASE WHEN m.source_id IS NOT NULL THEN json_build_object({source}) END,
    'phase', m.phase, 'review_state', m.review_state,
    'timeliness', CASE
        WHEN m.due_on IS NULL OR m.phase IN ('completed', 'suspended', 'cancelled') THEN 'on_track'
        WHEN m.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date THEN 'overdue'
        WHEN m.due_on <= (now() AT TIME ZONE 'Asia/Shanghai')::date + 30 THEN 'due_soon'
        ELSE 'on_track' END,
    'due_on', m.due_on, 'due_text', m.due_text,
    'responsibilities', coalesce({responsibilities}, '[]'::json),
    'targets', coalesce({targets}, '[]'::json),
    'successors', coalesce({successors}, '[]'::json),
    'withdrawn_on', m.withdrawn_on, 'version', m.version, 'created_at', m.created_at, 'updated_at', m.updated_at)"""
PATH = """SELECT s.id,
    json_agg(json_build_object('code', a.code, 'label', a.label, 'title', a.title) ORDER BY a.path) AS o
    FROM measures_section a"""
ABOVE = "a.plan_id = s.plan_id AND a.path = ANY(ARRAY[left(s.path, 4), left(s.path, 9), left(s.path, 14)])"
SPAN = "'edition', d.edition, 'start', m.source_start, 'end', m.source_end"
QUOTED = f"{SPAN}, 'text', substr(d.text, m.source_start + 1, m.source_end - m.source_start)"
RESPONSIBILITIES = """json_agg(json_build_object('role', r.role, 'body',
        json_build_object('uuid', b.uuid, 'name', b.name), 'origin', r.origin) ORDER BY r.position, r.id) AS o
    FROM measures_responsibility r JOIN measures_responsiblebody b ON b.id = r.body_id"""
TARGETS = """json_agg(json_build_object('code', t.code, 'text', t.text, 'metric', t.metric, 'comparator', t.comparator,
        'value', t.value, 'unit', t.unit, 'year', t.year, 'nature', t.nature) ORDER BY t.code) AS o
    FROM measures_target t"""
SUCCESSORS = """json_agg(json_build_object('plan', hp.slug, 'code', h.code) ORDER BY hp.slug, h.code) AS o
    FROM measures_measure_successors f JOIN measures_measure h ON h.id = f.to_measure_id
    JOIN measures_plan hp ON hp.id = h.plan_id AND hp.state = 'published' AND h.review_state = 'published'"""
SHOWN = "m.review_state = 'published' AND p.state = 'published'"

# For a page: what hangs on a row by index, row by row.
PARTS = {
    "path": f"(SELECT o FROM ({PATH.replace('s.id,', '')} WHERE {ABOVE}) AS path)",
    "source": SPAN,
    "responsibilities": f"(SELECT {RESPONSIBILITIES} WHERE r.measure_id = m.id)",
    "targets": f"(SELECT {TARGETS} WHERE t.measure_id = m.id)",
    "successors": f"(SELECT {SUCCESSORS} WHERE f.from_measure_id = m.id)",
}
JOINED = """JOIN measures_plan p ON p.id = m.plan_id JOIN measures_section s ON s.id = m.section_id
    LEFT JOIN measures_sourcedocument d ON d.id = m.source_id"""
CHOSEN = f"SELECT m.* FROM measures_measure m JOIN measures_plan p ON p.id = m.plan_id WHERE {SHOWN}"
PAGE = """SELECT json_build_object({count}'results', coalesce(json_agg({record} ORDER BY m.id), '[]'::json))::text
    FROM ({chosen} {condition} ORDER BY m.id LIMIT 50) AS m {joined}"""
TOTAL = f"""'count', (SELECT count(*) FROM measures_measure m JOIN measures_plan p ON p.id = m.plan_id
    WHERE {SHOWN}), """
OF_BODY = """AND m.phase = %(phase)s AND EXISTS (SELECT 1 FROM measures_responsibility r
    JOIN measures_responsiblebody b ON b.id = r.body_id WHERE r.measure_id = m.id AND b.uuid = %(body)s)"""


def page(condition: str = "", count: str = "") -> str:
    return PAGE.format(count=count, record=RECORD.format(**PARTS), chosen=CHOSEN, condition=condition, joined=JOINED)


STATEMENTS = {
    "/list": page(),
    "/after": page("AND m.id > %(id)s::bigint"),
    "/filter": page(OF_BODY),
    "/count": page(count=TOTAL),
    "/one": f"SELECT {RECORD.format(**PARTS | {'source': QUOTED})}::text FROM measures_measure m {JOINED}"
    f" WHERE {SHOWN} AND p.slug = %(plan)s AND m.code = %(code)s",
}

# For all: what hangs on rows put together once and joined by hash.
COPY = f"""COPY (SELECT {
    RECORD.format(path="path.o", source=SPAN, responsibilities="parts.o", targets="goals.o", successors="successors.o")
} FROM measures_measure m {JOINED}
    LEFT JOIN ({PATH} JOIN measures_section s ON {ABOVE} GROUP BY s.id) AS path ON path.id = s.id
    LEFT JOIN (SELECT r.measure_id, {RESPONSIBILITIES} GROUP BY 1) AS parts ON parts.measure_id = m.id
    LEFT JOIN (SELECT t.measure_id, {TARGETS} GROUP BY 1) AS goals ON goals.measure_id = m.id
    LEFT JOIN (SELECT f.from_measure_id, {SUCCESSORS} GROUP BY 1) AS successors ON successors.from_measure_id = m.id
    WHERE {SHOWN} ORDER BY m.id) TO STDOUT"""

one_at_a_time = Lock()


@cache
def connection() -> psycopg.Connection[TupleRow]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """WSGI: one statement for each address, its answer handed on as it is."""
    given = dict(parse_qsl(environ["QUERY_STRING"]))
    with one_at_a_time, connection().cursor(binary=True) as cursor:
        found = cursor.execute(STATEMENTS[environ["PATH_INFO"]].encode(), given).fetchone()
    body = str(found[0]).encode() if found else b""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def make() -> Callable[..., Iterable[bytes]]:
    return application
