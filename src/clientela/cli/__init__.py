"""The command line: one file a command group, each thin over what a notebook can call."""

from clientela.cli.app import app, main

__all__ = ["app", "main"]
