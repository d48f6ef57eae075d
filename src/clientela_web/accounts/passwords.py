"""What a password must be, said in the reader's words."""

from __future__ import annotations

from django.contrib.auth import password_validation as stock
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Django words these itself, but not in all of our languages.


class LongEnough(stock.MinimumLengthValidator):
    """Refuses short ones."""

    def get_error_message(self) -> str:
        return ngettext(
            "Use at least %(count)d character; a few words in a row are easy to remember.",
            "Use at least %(count)d characters; a few words in a row are easy to remember.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(count)d character.", "At least %(count)d characters.", self.min_length
        ) % {"count": self.min_length}


class NotLikeYou(stock.UserAttributeSimilarityValidator):
    """Refuses what resembles the name or the e-mail."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self) -> str:
        return _("This is too much like your name or e-mail; choose something else.")

    def get_help_text(self) -> str:
        return _("Not your name or e-mail.")


class NotCommon(stock.CommonPasswordValidator):
    """Refuses what heads every list of stolen passwords."""

    def get_error_message(self) -> str:
        return _("Many people use this password, so it is the first to be guessed; choose another.")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")


class NotOnlyFigures(stock.NumericPasswordValidator):
    """Refuses figures alone."""

    def get_error_message(self) -> str:
        return _("Only figures are quickly guessed; add letters.")

    def get_help_text(self) -> str:
        return _("Not only figures.")
