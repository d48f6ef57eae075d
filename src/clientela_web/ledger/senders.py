"""Processes that send, and the end of those that died."""

from __future__ import annotations

import datetime as dt
import os
import socket
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clientela_web.ledger.errors import LeaseLostError
from clientela_web.ledger.reasons import Cause
from clientela_web.models import AfterCrash, Delivery, DeliveryState, Sender

LEASE = dt.timedelta(seconds=60)


def register() -> Sender:
    """This process, or this thread of it, as one that sends."""
    return Sender.objects.create(place=_place(), pid=os.getpid(), lease_until=timezone.now() + LEASE)


def renew(sender: Sender) -> None:
    """Keep what is claimed; raises LeaseLostError where others have taken it over."""
    if not Sender.objects.filter(pk=sender.pk).update(lease_until=timezone.now() + LEASE):
        raise LeaseLostError("this sender was silent for too long; its messages are with others now")


def sign_off(sender: Sender) -> None:
    """Give back what is claimed and not begun, at a clean end."""
    with transaction.atomic():
        if Sender.objects.filter(pk=sender.pk).delete()[0]:
            _release(sender.pk)


def bury_dead() -> int:
    """Take their messages from senders that are dead: how many such there were.

    A sender is dead when its lease has ended, or at once where its process on this machine is no more. What
    it had claimed waits again; what was on its way becomes unknown, or waits again, as its campaign wants.
    """
    now, place, dead = timezone.now(), _place(), 0
    for sender in Sender.objects.all():
        if sender.lease_until > now and not (sender.place == place and not _is_alive(sender.pid)):
            continue
        with transaction.atomic():
            # whoever removes the row is the one to take the messages; a renewal in between saves the sender
            buried, _ = Sender.objects.filter(pk=sender.pk, lease_until=sender.lease_until).delete()
            if buried:
                dead += 1
                _release(sender.pk)
    return dead


def _release(holder: int) -> None:
    held = Delivery.objects.filter(holder=holder)
    held.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.PENDING, holder=None)
    on_the_way = held.filter(state=DeliveryState.SENDING)
    on_the_way.filter(campaign__after_crash=AfterCrash.RETRY).update(
        state=DeliveryState.PENDING, holder=None, tries=F("tries") + 1
    )
    on_the_way.update(
        state=DeliveryState.UNKNOWN, reason=Cause.CRASH, holder=None, finished_at=timezone.now()
    )


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _place() -> str:
    """The machine, its boot and its table of processes, where the system tells them apart."""
    told = [socket.gethostname()]
    boot, table = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if boot.exists() and table.exists():
        told += [boot.read_text(encoding="ascii").strip()[:8], str(table.readlink())]
    return " ".join(told)[:120]
