"""A sender as a process of its own, to be killed: `python -m tests.web.channels.sender_process FOLDER`.

It has the control database alone (there is no store in the folder), says `ready`, and goes on until nothing
is left to send.
"""

from __future__ import annotations

import os
import sys
import time

import django


def main() -> None:
    os.environ["CLIENTELA_WORKSPACE"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela_web.settings"
    django.setup()
    from clientela_web.channels.carrying import Carrier
    from clientela_web.channels.composing import composed_alone
    from clientela_web.models import Campaign

    carrier = Carrier(composed_alone, "https://shop.example")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while Campaign.objects.filter(state="sending").exists():
        if not carrier.turn():
            time.sleep(0.05)
    carrier.close()


if __name__ == "__main__":
    main()
