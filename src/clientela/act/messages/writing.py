"""What somebody wrote to be sent to many."""

from __future__ import annotations

from dataclasses import dataclass

PAGES = ("html", "mjml", "markdown")
"""The ways to write a body that becomes a page; a message has one of them at most."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A message as it was written, before anything is known of who gets it.

    E-mail has a subject and a body: `html`, or `mjml`, or `markdown` (text with simple marks), or `text`
    alone; where there is no `text` beside another body it is made from it. A text message (`sms`) has a
    `text`. Every part may hold merge fields, as Liquid or in the plain form. `language` is the one it is
    written in.
    """

    channel: str
    subject: str = ""
    html: str | None = None
    mjml: str | None = None
    text: str | None = None
    language: str = "en"
    sender: str = ""
    preheader: str | None = None
    markdown: str | None = None

    def parts(self) -> dict[str, str]:
        """The parts that were written, by name."""
        written = {
            "subject": self.subject or None,
            "preheader": self.preheader,
            "html": self.html,
            "mjml": self.mjml,
            "markdown": self.markdown,
            "text": self.text,
        }
        return {name: text for name, text in written.items() if text is not None}
