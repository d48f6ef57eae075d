"""What recipients are shown, and what is kept as the words they agreed to."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from clientela.act.channels import channel_said
from clientela.catalog.phrasebook import capital
from clientela_web.preferences.queries import Topic

PURPOSES: dict[str, Promise] = {
    "marketing": pgettext_lazy("purpose of messages", "offers and news"),
    "newsletter": pgettext_lazy("purpose of messages", "newsletter"),
    "service": pgettext_lazy("purpose of messages", "service and orders"),
    "research": pgettext_lazy("purpose of messages", "surveys"),
}


def topic_said(topic: Topic) -> str:
    """A topic in a few words; a purpose of the firm's own as it is written."""
    channel = channel_said(topic.channel, get_language() or "en")
    return f"{capital(channel)}: {PURPOSES.get(topic.purpose, topic.purpose)}"


def agreement() -> str:
    """What stands above the switches."""
    return _("I agree to get these messages:")


def agreed_to(topic: Topic) -> str:
    """The words that belong to one switch."""
    return f"{agreement()} {topic_said(topic)}"


def unsubscribing(topic: Topic) -> str:
    """What the button to unsubscribe says for her."""
    return _("I want no more of these messages (%(topic)s).") % {"topic": topic_said(topic)}


def unsubscribed(topic: Topic) -> str:
    """What she may count on afterwards."""
    return _("You will get no more of these messages (%(topic)s).") % {"topic": topic_said(topic)}


def stopping() -> str:
    """What the button to stop everything says for her."""
    return _("I want no more messages of any kind.")
