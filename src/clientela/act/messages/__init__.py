"""Messages: written once, checked before anything is sent, and made for each recipient."""

from clientela.act.messages.composed import Composed, Rendered, WriteError
from clientela.act.messages.composing import compose
from clientela.act.messages.fields import MergeFields
from clientela.act.messages.problems import LimitError, MessageError, MessageProblem
from clientela.act.messages.sms import SmsSize, measure_sms, transliterated
from clientela.act.messages.writing import PAGES, Writing

__all__ = [
    "PAGES",
    "Composed",
    "LimitError",
    "MergeFields",
    "MessageError",
    "MessageProblem",
    "Rendered",
    "SmsSize",
    "WriteError",
    "Writing",
    "compose",
    "measure_sms",
    "transliterated",
]
