"""What the server loads: the site, its data, its workers."""

from __future__ import annotations

import os
from multiprocessing.util import Finalize

from clientela_web.serving.watch import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela_web.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402  (the watch comes before everything)

application = get_wsgi_application()

from clientela_web import workspace  # noqa: E402  (models can be imported from here on)
from clientela_web.workers.works import workers  # noqa: E402

workspace.firm()
_running = workers()
_running.start()


def _end() -> None:
    """At a clean end: take nothing more up, stop what is being asked, release the data."""
    _running.stop()
    workspace.close()


Finalize(None, _end, exitpriority=100)
