"""Settings of the site, from a few variables of the environment and nothing else.

CLIENTELA_WORKSPACE is the folder of the workspace, by default the nearest; CLIENTELA_DATABASE_URL a
PostgreSQL database instead of the SQLite file in that folder; CLIENTELA_SECRET_KEY a key instead of the one
kept there; CLIENTELA_SITE_URL is where the links of messages lead. CLIENTELA_HOSTS names the hosts it answers
for, beside localhost; CLIENTELA_PROXIES the addresses of the firm's own proxies, which are believed when they
say where a request comes from and that it came encrypted; CLIENTELA_INSIDE_HOSTS the hosts inside the firm's
own network that webhooks may be sent to; CLIENTELA_SOFT_BOUNCES how many messages in a row must come back for
the time being until an address gets no more; CLIENTELA_KEEP_HITS_DAYS how long raw openings and clicks are
kept.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from clientela.catalog.labels import LANGUAGES as CODES
from clientela.workspace import find_folder
from clientela_web.secret import secret_key

HERE = Path(__file__).resolve().parent
FEATURES = (
    "ui",
    "accounts",
    "home",
    "cards",
    "imports",
    "segments",
    "builder",
    "explore",
    "strategies",
    "campaigns",
    "providers",
    "firm",
    "reports",
    "preferences",
    "tracking",
    "mailbox",
    "confirmations",
    "coupons",
    "channels",
    "api",
)

WORKSPACE = Path(os.environ.get("CLIENTELA_WORKSPACE") or find_folder(Path.cwd())).resolve()
SECRET_KEY = os.environ.get("CLIENTELA_SECRET_KEY") or secret_key(WORKSPACE)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *os.environ.get("CLIENTELA_HOSTS", "").split()]
SITE_URL = os.environ.get("CLIENTELA_SITE_URL", "")
PROXIES = os.environ.get("CLIENTELA_PROXIES", "").split()
SOFT_BOUNCES = int(os.environ.get("CLIENTELA_SOFT_BOUNCES", "5"))
KEEP_HITS_DAYS = int(os.environ.get("CLIENTELA_KEEP_HITS_DAYS", "400"))
INSIDE_HOSTS = os.environ.get("CLIENTELA_INSIDE_HOSTS", "").split()

DATABASE_URL = os.environ.get("CLIENTELA_DATABASE_URL")
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": WORKSPACE / "control.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",  # a writer waits at its beginning, never fails in its middle
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "timeout": 20,
    },
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
    if DATABASE_URL
    else SQLITE
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "lucide",
    "template_partials",
    "clientela_web.apps.ClientelaWeb",
]
MIDDLEWARE = [
    "clientela_web.ui.policy.proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clientela_web.ui.policy.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clientela_web.ui.reader.middleware",
    "clientela_web.accounts.doors.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clientela_web.ui.faults.middleware",
]
ROOT_URLCONF = "clientela_web.urls"
WSGI_APPLICATION = "clientela_web.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / feature / "templates" for feature in FEATURES],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "clientela_web.ui.shell.shell",
            ],
            "libraries": {
                "ui": "clientela_web.ui.templatetags.ui",
                "builder": "clientela_web.builder.templatetags.builder",
            },
        },
    }
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / feature / "static" for feature in FEATURES if (HERE / feature / "static").is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # addresses carry a digest of what they name: see the tag `asset`
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

AUTH_USER_MODEL = "control.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "clientela_web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "clientela_web.accounts.passwords.NotLikeYou"},
    {"NAME": "clientela_web.accounts.passwords.NotCommon"},
    {"NAME": "clientela_web.accounts.passwords.NotOnlyFigures"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "accounts:log_in"
LOGIN_REDIRECT_URL = "home:home"

SESSION_ENGINE = "clientela_web.models.session"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "clientela_session", "clientela_csrf"
CSRF_FAILURE_VIEW = "clientela_web.ui.faults.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000  # said on encrypted connections only; cookies become Secure on them as well

# Larger files than this are streamed to disk; the imports set their own upper limit.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
NAMES = {
    "en": "English",
    "ca": "Català",
    "es": "Español",
    "pl": "Polski",
    "ru": "Русский",
    "ro": "Română",
}
LANGUAGES = [(code, NAMES[code]) for code in CODES]
LOCALE_PATHS = [HERE / feature / "locale" for feature in FEATURES if (HERE / feature / "locale").is_dir()]
LANGUAGE_COOKIE_NAME = "clientela_language"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
