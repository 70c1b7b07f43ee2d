"""Every setting of the service. Whatever differs per machine is read from the environment here."""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from juno import environment as env
from juno.schedule import CLOCK

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("JUNO_STATE_DIR", BASE_DIR / ".data"))

DEVELOPMENT = os.environ.get("JUNO_ENV", "development") != "production"
DEBUG = DEVELOPMENT and env.flag("JUNO_DEBUG")
DEMO = env.flag("JUNO_DEMO", default=DEVELOPMENT)
JUNO_DEMO_WOMEN = int(os.environ.get("JUNO_DEMO_WOMEN", "226"))  # made up by chance, beside the awkward ones

if DEVELOPMENT:
    SECRET_KEY = os.environ.get("JUNO_SECRET_KEY") or env.kept_secret(
        STATE_DIR / "secret-key", secrets.token_bytes(48)
    )
    JUNO_MASTER_KEYS = env.master_keys(
        os.environ.get("JUNO_MASTER_KEYS")
        or "dev:" + env.kept_secret(STATE_DIR / "master-key", secrets.token_bytes(32))
    )
    ALLOWED_HOSTS = env.listed("JUNO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
else:
    SECRET_KEY = env.required("JUNO_SECRET_KEY")
    JUNO_MASTER_KEYS = env.master_keys(env.required("JUNO_MASTER_KEYS"))
    ALLOWED_HOSTS = env.listed("JUNO_ALLOWED_HOSTS")

CSRF_TRUSTED_ORIGINS = env.listed("JUNO_TRUSTED_ORIGINS")
JUNO_PUBLIC_URL = os.environ.get("JUNO_PUBLIC_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "reports",
    "casework",
    "workshops",
    "referrals",
    "correspondence",
    "participants",
    "programmes",
    "accounts",
    "audit",
    "ui",
    "crispy_forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

if DEMO:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "workshops.middleware.PlainHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ui.middleware.PlainMethodsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ui.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.WhoseBrowserMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "audit.middleware.WhereMiddleware",
    "accounts.middleware.SessionLifetimeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "juno.urls"
WSGI_APPLICATION = "juno.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ui.context.identity",
                "accounts.context.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "ui.templatetags.juno_ui"],
        },
    },
]

# --- The database. The owner migrates; the service itself signs in as a role without DDL. ---
# In development the embedded server leaves its two addresses in the state directory.
_APP_URL = env.address("DATABASE_URL", STATE_DIR / "database-url", development=DEVELOPMENT)
_OWNER_URL = env.address(
    "DATABASE_OWNER_URL", STATE_DIR / "database-owner-url", development=DEVELOPMENT, otherwise=_APP_URL
)
JUNO_OWNER_URL = _OWNER_URL
JUNO_APP_ROLE = os.environ.get("JUNO_APP_ROLE", "juno_app")
DATABASES = {
    "default": env.database(_OWNER_URL if env.flag("JUNO_AS_OWNER") else _APP_URL),
}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB", "test_juno")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Only rate limits are cached, and every web process must count the same.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "juno_cache",
    }
}

# --- People who sign in ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.PasswordSignInForm",
    "request_login_code": "accounts.forms.CodeRequestForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Wrong passwords are counted by axes, by account and address together: by account alone, a stranger
# could lock a case worker out.
ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 5 / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "session" if DEVELOPMENT else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if DEVELOPMENT else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
JUNO_SESSION_HOURS = 12
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What a browser may do with our pages ---
SECURE_SSL_REDIRECT = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "ui.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Words and times ---
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
CRISPY_TEMPLATE_PACK = "juno"
CRISPY_ALLOWED_TEMPLATE_PACKS = "juno"

# --- Files ---
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("JUNO_STATIC_ROOT", STATE_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# --- Leaving the building ---
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("JUNO_FROM_EMAIL", "office@juno.example")
# The sender of e-mails to women: a plain address whose host names no programme (design.md rule 7).
JUNO_PLAIN_FROM_EMAIL = os.environ.get("JUNO_PLAIN_FROM_EMAIL", "office@harbour.example")
if os.environ.get("JUNO_SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["JUNO_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("JUNO_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("JUNO_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("JUNO_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = env.flag("JUNO_SMTP_TLS", default=not DEVELOPMENT)
elif DEVELOPMENT:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STATE_DIR / "mail"
# Who carries what. Empty: texts from the office phone, e-mail by SMTP, letters by a print run.
JUNO_TEXTS_BY = os.environ.get("JUNO_TEXTS_BY", "")  # notify, twilio
JUNO_EMAILS_BY = os.environ.get("JUNO_EMAILS_BY", "")  # notify
JUNO_LETTERS_BY = os.environ.get("JUNO_LETTERS_BY", "")  # notify
JUNO_PROVIDER_TIMEOUT = 5.0  # seconds
# Days without a word of what became of it, after which a person is asked.
# How many messages one sweep of the outbox sends. Where more are due, it wakes another worker for the rest.
JUNO_MESSAGES_A_SWEEP = int(os.environ.get("JUNO_MESSAGES_A_SWEEP", "500"))
JUNO_RECEIPT_DAYS = int(os.environ.get("JUNO_RECEIPT_DAYS", "3"))
JUNO_NOTIFY_URL = os.environ.get("JUNO_NOTIFY_URL", "https://api.notifications.service.gov.uk")
JUNO_NOTIFY_KEY = os.environ.get("JUNO_NOTIFY_KEY", "")
JUNO_NOTIFY_TEXT_TEMPLATE = os.environ.get("JUNO_NOTIFY_TEXT_TEMPLATE", "")
JUNO_NOTIFY_TEXT_SENDER = os.environ.get("JUNO_NOTIFY_TEXT_SENDER", "")
JUNO_NOTIFY_EMAIL_TEMPLATE = os.environ.get("JUNO_NOTIFY_EMAIL_TEMPLATE", "")
JUNO_NOTIFY_CALLBACK_TOKEN = os.environ.get("JUNO_NOTIFY_CALLBACK_TOKEN", "")
JUNO_TWILIO_URL = os.environ.get("JUNO_TWILIO_URL", "https://api.twilio.com")
JUNO_TWILIO_ACCOUNT = os.environ.get("JUNO_TWILIO_ACCOUNT", "")
JUNO_TWILIO_TOKEN = os.environ.get("JUNO_TWILIO_TOKEN", "")
JUNO_TWILIO_FROM = os.environ.get("JUNO_TWILIO_FROM", "")
# Where a woman's own page lies: a host that names no programme (rule 7). Empty: no links are sent.
JUNO_PLAIN_URL = os.environ.get("JUNO_PLAIN_URL", JUNO_PUBLIC_URL if DEVELOPMENT else "").rstrip("/")
JUNO_EXIT_URL = os.environ.get("JUNO_EXIT_URL", "https://www.bbc.co.uk/weather")
JUNO_SERVICE_NAME = os.environ.get("JUNO_SERVICE_NAME", "JUNO")
JUNO_CHARITY_NAME = os.environ.get("JUNO_CHARITY_NAME", "Harbour Women's Trust")
# Beyond so many different women an hour, an officer's look-up for earlier referrals finds nothing.
JUNO_DUPLICATE_CHECKS_AN_HOUR = int(os.environ.get("JUNO_DUPLICATE_CHECKS_AN_HOUR", "20"))
JUNO_SERVICE_PHONE = os.environ.get("JUNO_SERVICE_PHONE", "01632 960 001")
# The name on the card an officer may give a woman: nobody's own, so that whoever rings and asks for it
# is known to hold a card. One first name; nothing of the service or the charity.
JUNO_CARD_NAME = os.environ.get("JUNO_CARD_NAME", "Alex")

# --- The worker (quality.md §3.3: the row is the truth, the broker only wakes the worker) ---
REDIS_URL = os.environ.get("REDIS_URL", "")
_BROKER_DIR = STATE_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 600,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "max_retries": 1,
    }
else:
    for _name in ("queue", "processed", "control"):
        (_BROKER_DIR / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "juno.folder_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "processed_folder": str(_BROKER_DIR / "processed"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": False,
        # A worker that is not to look further until a task has ended sleeps this long (seconds; kombu's own is
        # one): with a full second, what lay in the folder over a long stop would keep the newest knock waiting.
        "polling_interval": 0.1,
    }
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")
JUNO_CLOCK = CLOCK
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "task": "correspondence.tasks.on_the_clock", "args": [name]}
    for name, entry in JUNO_CLOCK.items()
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": os.environ.get("JUNO_LOG_LEVEL", "INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
