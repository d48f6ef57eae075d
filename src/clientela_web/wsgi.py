"""What the server loads: the site and its workers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela_web.settings")
application = get_wsgi_application()

from clientela_web.workers.works import workers  # noqa: E402  (models can be imported from here on)

workers().start()
