"""The production entry: `gunicorn policyhub.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loaded now, not while the first caller waits
