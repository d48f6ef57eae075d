"""Customer segmentation for people who have customers: collect, analyse, define, act, measure."""

from clientela.errors import ClientelaError
from clientela.workspace import Segment, Workspace, create, restore_workspace
from clientela.workspace import open_workspace as open  # noqa: A004  (the word users look for)

__all__ = ["ClientelaError", "Segment", "Workspace", "create", "open", "restore_workspace"]
