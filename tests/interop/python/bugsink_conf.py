"""Settings of the Bugsink that the interop test starts: SQLite, everything in one temporary folder.

INTEROP_BUGSINK_DIR is that folder, INTEROP_BUGSINK_URL the address without a slash at the end.
"""

import os
import secrets

from bugsink.settings.default import *  # noqa: F401,F403
from bugsink.settings.default import DATABASES

_dir = os.environ["INTEROP_BUGSINK_DIR"]

SECRET_KEY = secrets.token_urlsafe(50)
TIME_ZONE = "UTC"

DATABASES["default"]["NAME"] = os.path.join(_dir, "db.sqlite3")
DATABASES["snappea"]["NAME"] = os.path.join(_dir, "snappea.sqlite3")

# Events are digested inside the request that brings them, as in Bugsink's own settings for a
# local machine: one process less, and the same code as in its background worker.
SNAPPEA = {"TASK_ALWAYS_EAGER": True}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

BUGSINK = {
    "BASE_URL": os.environ["INTEROP_BUGSINK_URL"],
    "SINGLE_USER": True,
    "SINGLE_TEAM": True,
    "PHONEHOME": False,
    "INGEST_STORE_BASE_DIR": os.path.join(_dir, "ingestion"),
}
