"""One settings file. DEBUG is off unless the environment (or manage.py) says otherwise."""

import sys
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from policyhub import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", development="development-only" * 4 if DEBUG else "")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# For links in files that leave the site; where it is not set, the address at which a file is asked for.
SITE_ADDRESS = env.site("SITE_ADDRESS")

INSTALLED_APPS = [
    "measures",  # before the admin, whose templates it overrides
    "policyhub.apps.PolicyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "policyhub.apps.LoginProtectionConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "policyhub.accounts",  # after axes, which counts a failure before this records it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "policyhub.tracing.RequestIdMiddleware",
    "policyhub.middleware.FreeConnectionMiddleware",
    "policyhub.health.HealthMiddleware",
    "policyhub.middleware.AnsweringMiddleware",
    "policyhub.middleware.DueSuccessionsMiddleware",
    "policyhub.middleware.APIMiddleware",  # answers the API; what follows is for pages
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "policyhub.middleware.BrokenStreamMiddleware",
    "policyhub.middleware.ContentPolicyMiddleware",
    "policyhub.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "policyhub.accounts.sessions.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "policyhub.accounts.sessions.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "measures.admin.busy.BusyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "policyhub.urls"
WSGI_APPLICATION = "policyhub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# Seconds that an edit waits for the change feed's lock, and that one statement of an edit or of any request may take on
# PostgreSQL; 0: no limit.
LOCK_WAIT_SECONDS = env.number("LOCK_WAIT_SECONDS", 10)
STATEMENT_SECONDS = env.number("STATEMENT_SECONDS", 60)
# Seconds that a request waits for a PostgreSQL connection of this process.
DATABASE_WAIT_SECONDS = env.number("DATABASE_WAIT_SECONDS", 10)
# Seconds until the answer to a request begins, after which it asks nothing more of the database; 0: no limit.
REQUEST_SECONDS = env.number("REQUEST_SECONDS", 60)


def database(url: str, statement_seconds: int = STATEMENT_SECONDS) -> dict[str, object]:
    """PostgreSQL, or a SQLite file that two editors can share: WAL, a wait for the lock, IMMEDIATE transactions."""
    config = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config["ENGINE"] = "policyhub.sqlite3"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_WAIT_SECONDS or 86_400,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
        }
        config["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # in memory, threads cannot wait for each other
    else:
        options = config.get("OPTIONS")
        config |= postgresql(options if isinstance(options, dict) else {}, statement_seconds)
    return config


def postgresql(options: dict[str, object], statement_seconds: int) -> dict[str, object]:
    """What PostgreSQL gets beside the address and `options` of DATABASE_URL."""
    direct = env.flag("PREPARED_STATEMENTS", "1")  # else a pooler gives each transaction another connection
    # At once where connections are shared (`rollback` in policyhub/postgresql/pool.py): of a statement that it counts
    # up to a threshold, psycopg does not see that a pipeline failed before it was prepared.
    prepare_threshold = 0 if SERVING else 5
    options |= {"server_side_binding": True, "prepare_threshold": prepare_threshold if direct else None}
    options.setdefault("connect_timeout", env.number("DATABASE_CONNECT_SECONDS", 5))
    config = {"ENGINE": "policyhub.postgresql", "DISABLE_SERVER_SIDE_CURSORS": not direct, "OPTIONS": options}
    if SERVING:
        limit = statement_seconds + 2 if statement_seconds else None
        connections, max_age = env.number("DATABASE_CONNECTIONS", 10), env.number("CONN_MAX_AGE", 60)
        shared = {"size": connections, "max_age": max_age, "answer_seconds": limit, "timeout": DATABASE_WAIT_SECONDS}
        config["SHARED_CONNECTIONS"] = shared
    if direct:  # PgBouncer refuses to connect with `options`
        # What plans of searches are guessed to cost would have each compiled, in more time than some of them take.
        timeout = f" -c statement_timeout={statement_seconds}s" if SERVING else ""
        options["options"] = f"-c jit=off {options.get('options', '')}{timeout}".strip()
    return config


# Whether this process answers requests (or is a command): no variable, which child processes would inherit.
SERVING = "policyhub.wsgi" in sys.modules
DATABASES = {"default": database(env.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'policyhub.sqlite3'}")}
# Streaming replicas that answer what is read over the API; positions of readers are kept in REDIS_URL.
REPLICA_URLS = env.names("DATABASE_REPLICA_URLS")
DATABASE_REPLICAS = [f"replica{number}" for number in range(1, len(REPLICA_URLS) + 1)]
DATABASE_REPLICA_LAG_SECONDS = env.number("DATABASE_REPLICA_LAG_SECONDS", 10)
# Seconds that a statement of a request may take on a replica, before the request is asked of the primary; 0: as there.
DATABASE_REPLICA_SECONDS = env.number("DATABASE_REPLICA_SECONDS", 5) or STATEMENT_SECONDS
if REPLICA_URLS:
    mirror = {"TEST": {"MIRROR": "default"}}
    DATABASES |= {
        alias: database(url, DATABASE_REPLICA_SECONDS) | mirror
        for alias, url in zip(DATABASE_REPLICAS, REPLICA_URLS, strict=True)
    }
    if {config["ENGINE"] for config in DATABASES.values()} != {"policyhub.postgresql"} or not env.text("REDIS_URL"):
        raise ImproperlyConfigured("DATABASE_REPLICA_URLS: needs PostgreSQL (DATABASE_URL) and Redis (REDIS_URL).")
    DATABASE_ROUTERS = ["policyhub.replicas.router.ReplicaRouter"]
    below = MIDDLEWARE.index("policyhub.middleware.APIMiddleware")
    MIDDLEWARE.insert(below, "policyhub.replicas.middleware.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarity": {},
        "MinimumLength": {"min_length": env.number("PASSWORD_LENGTH", 10)},
        "CommonPassword": {},
        "NumericPassword": {},
    }.items()
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "policyhub.accounts.sessions"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 336) * 3600
CSRF_FAILURE_VIEW = "policyhub.admin.csrf_failure"

# Failed logins lock out a user name at the address they came from: the right person elsewhere is not shut out.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURES", 10)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("LOGIN_LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "policyhub.login.locked_out"
AXES_CLIENT_IP_CALLABLE = "policyhub.login.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or whoever goes on guessing keeps the owner out for ever
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False  # policyhub.accounts.events keeps one log of everything
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "code", "note"]
AXES_SENSITIVE_PARAMETERS += ["current_password", "old_password", "new_password1", "new_password2"]
AXES_ENABLE_ADMIN = False  # ours is in policyhub.accounts.admin
AXES_VERBOSE = False

# Who must have a second factor: none, administrators (superusers, and who may change accounts), or all staff.
SECOND_FACTOR_REQUIRED = env.choice("SECOND_FACTOR_REQUIRED", ["none", "administrators", "staff"])
# One name or another in the app that shows the codes, such as the office's.
OTP_TOTP_ISSUER = env.text("SECOND_FACTOR_ISSUER", "PolicyHub")
# A wrong code is free, the eighth in a row makes the account wait two seconds, the fifteenth four minutes: from however
# many addresses somebody guesses, there are some twenty guesses a day.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 1 / 64
SIGN_INS_KEPT_DAYS = env.number("SIGN_INS_KEPT_DAYS", 365)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "measures" / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
FORMAT_MODULE_PATH = "policyhub.formats"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or BASE_DIR / "staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The files that plans were read from; several hosts need one that they share, such as an object store.
    "documents": {
        "BACKEND": env.text("DOCUMENT_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json_object("DOCUMENT_STORAGE_OPTIONS") or {"location": str(VAR_DIR / "documents")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG  # look a file up when it is asked for, rather than all of them with each test client

# A record's form sends some 16 fields a target and 8 a responsible body: enough for a table of 1,000 indicators.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": [SELF]}}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = env.flag("HTTPS", "0" if DEBUG else "1")
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Who may read /metrics; without it there is none.
METRICS_TOKEN = env.token("METRICS_TOKEN")
BUILD_REVISION = env.text("BUILD_REVISION")
LOG_FORMAT = env.choice("LOG_FORMAT", ["text", "json"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "policyhub.tracing.RequestIdFilter"}},
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"},
        "json": {"()": "policyhub.json_log.JSONFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}},  # failed logins; it has four lines to say of each other
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["measures.api.access.ApiTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["measures.api.access.ModelPermission"],
    "DEFAULT_THROTTLE_CLASSES": ["measures.api.throttling.MinuteThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["measures.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["measures.api.renderers.JSONParser"],
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
    "DEFAULT_PAGINATION_CLASS": "measures.api.lists.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "measures.api.lists.filters.KnownParameters",
        "django_filters.rest_framework.DjangoFilterBackend",
        "measures.api.lists.filters.Ordering",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "measures.api.renderers.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "measures.api.schema.document.Schema",
    "EXCEPTION_HANDLER": "measures.api.problems.exception_handler",
    "PAGE_SIZE": 50,
}
KNOX_TOKEN_MODEL = "measures.ApiToken"  # noqa: S105
MIGRATION_MODULES = {"knox": None}  # ours takes the place of its table, which would stay, unused and in the way
# Requests a minute for each token, for each address that comes without one, and refused tokens for each address; 0 sets
# no limit.
API_REQUESTS_A_MINUTE = {
    "token": env.number("API_TOKEN_REQUESTS", 6000),
    "address": env.number("API_ADDRESS_REQUESTS", 600),
    "failure": env.number("API_REFUSED_TOKENS", 60),
}
WEB_WORKERS = env.number("WEB_WORKERS", 2)  # which count together
# Megabytes of answers that each process keeps for as long as nothing changes; 0: none.
API_CACHE_MB = env.number("API_CACHE_MB", 8)
API_BODY_BYTES = 1_000_000
# Sites whose pages may read the API from a browser, such as https://data.example.gov.cn; none unless named.
CORS_ALLOWED_ORIGINS = env.names("API_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH"]
CORS_ALLOW_HEADERS = [
    *("accept-language", "authorization", "content-type"),
    *("idempotency-key", "if-match", "if-none-match"),
]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Changes-Cursor",
    "X-Request-ID",
]
# Where workers count requests together: a file of this host, or a Redis server where there are several hosts.
REDIS_URL = env.text("REDIS_URL")
COUNTERS_FILE = VAR_DIR / "counters.sqlite3"
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }

SPECTACULAR_SETTINGS = {
    "TITLE": "PolicyHub API",
    "DESCRIPTION": _("Plans, sections, measures, responsible bodies and targets. See docs/api.md."),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "SERVERS": [{"url": "/", "description": _("This site.")}],
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "measures.api.schema.document.explain_fields",
        "measures.api.schema.document.describe_tags",
    ],
    "ENUM_NAME_OVERRIDES": {
        name: f"measures.choices.{name}.choices"
        for name in (
            *("BodyKind", "Comparator", "MeasureKind", "Nature", "Numbering", "Origin", "Phase"),
            *("PlanKind", "PlanState", "ReviewState", "Role", "Timeliness"),
            *("ConflictState", "DocumentKind", "ImportState"),
        )
    }
    | {"RecordKind": "measures.api.records.conflicts.KINDS"},
    "PATH_CONVERTER_OVERRIDES": {
        "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
        "edition": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
        "file_format": {"type": "string", "enum": ["ndjson", "csv"]},
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"docExpansion": "list"},
}

# For so many days the change feed can be followed; `prune_changes` forgets what is older.
CHANGES_KEPT_DAYS = env.number("CHANGES_KEPT_DAYS", 365)
# For so many days issued reports are kept, 0: for ever; `prune_reports` forgets what is older.
ISSUED_REPORTS_KEPT_DAYS = env.number("ISSUED_REPORTS_KEPT_DAYS", 0)
DUE_SOON_DAYS = env.number("DUE_SOON_DAYS", 30)

# What reading one document may take: a process of its own is ended beyond it. Twice the seconds by the clock.
DOCUMENT_SECONDS = env.number("DOCUMENT_SECONDS", 60)
DOCUMENT_MEMORY_MB = env.number("DOCUMENT_MEMORY_MB", 2048)
OFFICE_PROGRAM = env.text("OFFICE_PROGRAM", "soffice")  # LibreOffice, for .doc, .wps, .rtf, .odt and .ods
