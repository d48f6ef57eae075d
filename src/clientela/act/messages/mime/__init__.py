"""Messages on the wire: built once a campaign, spliced for each recipient, signed."""

from clientela.act.messages.mime.addresses import AddressError, Mailbox
from clientela.act.messages.mime.dkim import DkimKey
from clientela.act.messages.mime.letters import Addressee, Letters, Mail
from clientela.act.messages.mime.post import Post, PostError

__all__ = ["AddressError", "Addressee", "DkimKey", "Letters", "Mail", "Mailbox", "Post", "PostError"]
