"""The loop at a glance."""
