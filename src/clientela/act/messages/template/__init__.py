"""Liquid as messages speak it: what may be said, how much of it, and what each recipient gets."""
