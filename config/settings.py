"""Django's settings: one file for every machine, fed by `config.environment`."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from sentry_sdk import init as init_sentry

from config.environment import PROJECT_DIR, read
from launcher import postgres
from web.logs import redact_crash

environment = read()

BASE_DIR = PROJECT_DIR
DEBUG = environment.debug
SECRET_KEY = environment.secret_key or environment.key("secret")
ALLOWED_HOSTS = environment.hosts
SITE_URL = environment.site_url
TRUSTED_PROXIES = environment.trusted_proxies
DATA_DIR = environment.data_dir
DEMO_MAILBOX = environment.has_demo_mailbox

# Keys of their own, so that a new SECRET_KEY neither ends the mailed links nor forgets who signed.
ADDRESS_KEY = environment.key("addresses")
TOKEN_KEY = environment.key("tokens")
NETWORK_KEY = environment.key("networks")

FIRST_STAFF = {
    "username": environment.superuser_username,
    "email": environment.superuser_email,
    "password": environment.superuser_password,
}

# --- Applications

INSTALLED_APPS = [
    "demo",
    "petitions",
    "campaigns",
    "organizations",
    "outbox",
    "web",
    "organizations.access.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "csp",
    "django_countries",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "web.middleware.believe_trusted_proxies",
    "web.middleware.log_request",
    # Around all that may answer by itself: redirects to https and static files have them, too.
    "web.middleware.add_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.middleware.speak_language_of_path",
    "web.middleware.limit_body",
    "web.middleware.refuse_nul",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "organizations.middleware.RefuseWhileReadOnly",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "petitions.old_addresses.AnswerOldAddresses",
    "web.errors.TellOutage",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "organizations.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
                "demo.context.mailbox",
            ],
        },
    },
]

CRISPY_TEMPLATE_PACK = "ccwp"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["ccwp"]
CRISPY_FAIL_SILENTLY = False

# --- Database, queue, mail

DATABASES = {
    "default": {
        **(environment.database() or postgres.connection(environment.data_dir)),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# What the worker does again and again, and after how many seconds (see `outbox.schedule`).
SCHEDULED = {
    "petitions.tasks.forget": 3600,
    "petitions.tasks.break_down": 60,
    "petitions.tasks.sweep_drawn": 600,
    "campaigns.tasks.end_consents": 300,
}
# While this says so, the worker takes no task.
WORKER_HELD_BY = "organizations.switches.is_read_only"

EMAIL_BACKEND = "demo.mailbox.EmailBackend"
DEFAULT_FROM_EMAIL = environment.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL
globals().update(environment.email())

# --- Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
STATICFILES_FINDERS = [
    "web.stylesheets.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PROJECT_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
# Misspelt, or by its old name, in the Spanish of django-countries.
COUNTRIES_OVERRIDE = {"SZ": _("Eswatini"), "TT": _("Trinidad and Tobago")}
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True

# --- Staff: password, second factor, session (see `organizations.access`)

PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}"
    for name in ("Argon2PasswordHasher", "PBKDF2PasswordHasher", "ScryptPasswordHasher")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "organizations.access.backends.LockoutBackend",
    "organizations.roles.RoleBackend",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # where `next` is no page of this site
REQUIRE_2FA = environment.requires_second_factor
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname

AXES_HANDLER = "organizations.access.lockout.Lockout"
AXES_LOCKOUT_CALLABLE = "organizations.access.lockout.answer"
AXES_CLIENT_IP_CALLABLE = "organizations.access.lockout.network_of"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait is as long as the page says
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "organizations.access.session_store"
SESSION_COOKIE_AGE = 30 * 60  # without doing anything; each request of staff begins it anew
SESSION_WARNING_SECONDS = 5 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
UNUSED_FEATURES = [
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials",
    "payment", "picture-in-picture", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb",
    "window-management", "xr-spatial-tracking",
]  # fmt: skip
# What Django and the libraries do not set themselves; a view may say something else.
FURTHER_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}
# What is meant for other sites says so; also where it has not changed (304), has moved or fails.
OPEN_PATHS = ("/api/",)
OPEN_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# With `no-referrer` browsers would send `Origin: null` from the pages behind a token.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = environment.is_https
SECURE_HSTS_SECONDS = environment.hsts_seconds if environment.is_https else 0
# Not for subdomains, and not preloaded: others of the organization's sites may not speak https.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.is_https
SESSION_COOKIE_NAME = "__Host-session" if environment.is_https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if environment.is_https else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024  # a whole request of staff, with a photo in it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Signing limits

# Signatures from one network (IPv4 address, IPv6 /64): past the first two, a proof of work is asked
# for; past the third, signatures are held until somebody of the staff has looked at them.
SIGNING_PER_MINUTE = 10
SIGNING_PER_HOUR = 60
SIGNING_UNCHECKED_PER_HOUR = 300
PROOF_COST = 500_000  # hashes on average: 0.6 s on a common phone, and never more than twice that

# Confirmation mails to one address, in 15 minutes and in a day: about one petition, and in all.
MAILS_PER_PETITION = (1, 3)
MAILS_PER_ADDRESS = (5, 10)

# Reports about comments: from how many networks on one is hidden until a person has looked at it,
# and how many one network may make in an hour.
REPORTS_HIDE = 3
REPORTS_PER_HOUR = 20

# Questions to the API from one network, in a minute and by each process of the web server.
API_PER_MINUTE = 600

# --- Logs: one JSON object a line, no personal data (see `web.logs`)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "web.logs.RedactTokens"}},
    "formatters": {
        "json": {
            "()": "web.logs.RedactedJson",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        }
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
            "filters": ["redact"],
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        # `web.middleware.log_request` tells each answer; only what crashed is told here too.
        "django.request": {"handlers": ["stdout"], "level": "ERROR", "propagate": False},
        # A foreign Host is somebody else's doing, answered 400, and told as that.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "axes": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}

# --- The developer's server (`make dev`)

if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]

if environment.sentry_dsn:
    init_sentry(
        dsn=environment.sentry_dsn,
        send_default_pii=False,
        include_local_variables=False,
        before_send=redact_crash,
    )
