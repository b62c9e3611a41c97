"""The production entry, a WSGI application; `policyhub.server` serves it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from policyhub.request_body import ReceivedBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
application = ReceivedBody(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - loaded now, not while the first caller waits
