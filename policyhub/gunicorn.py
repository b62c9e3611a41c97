"""gunicorn's settings: `gunicorn -c python:policyhub.gunicorn policyhub.wsgi`.

Threads, because a full pull may outlast any worker timeout and a sync worker would be killed in the middle of it.
"""

import gc
from typing import Any

from policyhub import env

bind = env.text("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2)
threads = env.number("WEB_THREADS", 4)
timeout = env.number("WEB_TIMEOUT", 60)
max_requests, max_requests_jitter = 10_000, 1_000
limit_request_line = 8190  # a filter of two hundred public ids
accesslog = "-"


def post_worker_init(worker: Any) -> None:
    """Let the garbage collector pass over what is loaded, which stays.

    Nor need it look often: a page makes some thousand objects, and all go without it when the page is sent.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
