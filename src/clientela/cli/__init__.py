"""The commands. Thin: every one calls what a notebook can call."""
