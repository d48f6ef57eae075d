"""What customers say: languages, themes, tone and scores of what they wrote and answered."""

from clientela.discover.voice.listening import listen
from clientela.discover.voice.result import Voice
from clientela.discover.voice.themes import Theme, ThemeSet, built_in_themes, read_themes

__all__ = ["Theme", "ThemeSet", "Voice", "built_in_themes", "listen", "read_themes"]
