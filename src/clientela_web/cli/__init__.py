"""The commands that the site adds."""
